package redoubt.admission.check;

/**
 * What came of one try.
 *
 * @param mayRun whether it has to be admitted
 * @param by who refused it; empty where nobody did
 * @param said why, or why it was not tried
 */
public record Tried(String what, boolean mayRun, Result result, String by, String said) {
  /** What the API server did. */
  public enum Result {
    ADMITTED,
    REFUSED,
    NOT_TRIED
  }

  boolean isBypass() {
    return !mayRun && result == Result.ADMITTED;
  }

  boolean isTooStrict() {
    return mayRun && result == Result.REFUSED;
  }
}
