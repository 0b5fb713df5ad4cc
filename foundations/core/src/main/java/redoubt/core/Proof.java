package redoubt.core;

/**
 * An attack on a claim of a protection, run against the running system. It cleans up what it made,
 * also when it fails, and touches no data of a customer.
 */
public interface Proof {
  /** {@code protection.name}, stable. */
  String id();

  /** One sentence: what the protection promises. */
  String claim();

  /** One sentence: what this proof tries. */
  String attack();

  /**
   * Attacks and tells what was seen. An exception counts as {@link Evidence.Outcome#FAILED}: a
   * proof that breaks proves nothing.
   */
  Observation attempt() throws Exception;

  /** What was seen, in one sentence, and what it means for the claim. */
  record Observation(Evidence.Outcome outcome, String seen) {
    public static Observation proven(String seen) {
      return new Observation(Evidence.Outcome.PROVEN, seen);
    }

    public static Observation failed(String seen) {
      return new Observation(Evidence.Outcome.FAILED, seen);
    }

    public static Observation notTried(String why) {
      return new Observation(Evidence.Outcome.NOT_TRIED, why);
    }
  }
}
