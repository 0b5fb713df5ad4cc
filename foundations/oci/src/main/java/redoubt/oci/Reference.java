package redoubt.oci;

/** Which manifest of a repository is meant. */
public sealed interface Reference {
  /** The one that the tag names at the moment. */
  record ByTag(Tag tag) implements Reference {
    @Override
    public String toString() {
      return tag.text();
    }
  }

  /** That one and no other. */
  record ByDigest(Digest digest) implements Reference {
    @Override
    public String toString() {
      return digest.toString();
    }
  }

  /**
   * A colon makes it a digest, since no tag has one.
   *
   * @throws redoubt.core.Failure {@code oci.bad-digest}, {@code oci.bad-tag}
   */
  static Reference parse(String text) {
    return text.indexOf(':') < 0 ? new ByTag(new Tag(text)) : new ByDigest(Digest.parse(text));
  }
}
