package redoubt.admission.policy;

/** What an entry of a policy says of its images. */
public record Rule(Mode mode, Rewriting rewriting, Requirement requirement) {
  /** What happens with an image of which the requirement does not hold. */
  public enum Mode {
    /** It is refused. */
    ENFORCE,
    /** It is admitted, and who asked is warned. */
    WARN,
    /** It is admitted, and the ledger has it. */
    AUDIT
  }

  /** Where the digest is written that was judged. */
  public enum Rewriting {
    /** On pods alone, beside the tag: templates stay as whoever keeps them wrote them. */
    PODS,
    /** Everywhere and in place of the tag, as Portieris does. */
    EVERYWHERE,
    /** Nowhere: what a tag means may change until the image is pulled. */
    NEVER
  }

  /** Whether its images are admitted whatever they are. */
  public boolean refusesNothing() {
    return mode != Mode.ENFORCE || requirement.equals(Requirement.NOTHING);
  }

  public static final Rule ADMIT = new Rule(Mode.ENFORCE, Rewriting.PODS, Requirement.NOTHING);
}
