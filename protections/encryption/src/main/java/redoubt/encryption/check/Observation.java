package redoubt.encryption.check;

/**
 * What was seen of one claim.
 *
 * @param seen one sentence; never a plaintext
 */
record Observation(Outcome outcome, String seen) {
  /** What came of trying. */
  enum Outcome {
    PASSED,
    FAILED,
    NOT_TRIED
  }

  static Observation passed(String seen) {
    return new Observation(Outcome.PASSED, seen);
  }

  static Observation failed(String seen) {
    return new Observation(Outcome.FAILED, seen);
  }

  static Observation notTried(String why) {
    return new Observation(Outcome.NOT_TRIED, why);
  }
}
