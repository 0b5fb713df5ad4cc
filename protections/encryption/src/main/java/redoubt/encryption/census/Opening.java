package redoubt.encryption.census;

/**
 * What the proof of the samples showed.
 *
 * @param tried objects
 * @param opened those of them that opened under their own key in etcd
 * @param failed the others, each with the code of its failure
 * @param unanswered samples beside these, of which nothing is known since their key was not to be
 *     used at that time
 */
public record Opening(long tried, long opened, Listing<Failed> failed, long unanswered) {
  /** An object that did not open. */
  public record Failed(String key, String code) {}

  public Opening {
    if (tried != opened + failed.total()) {
      throw new IllegalArgumentException("each object that is tried opens or fails");
    }
  }
}
