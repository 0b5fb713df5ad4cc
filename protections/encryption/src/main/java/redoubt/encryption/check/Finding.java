package redoubt.encryption.check;

/**
 * What came of one check.
 *
 * @param id of the check; stable
 * @param outcome {@code passed}, {@code failed} or {@code not_tried}
 * @param seen one sentence
 * @param millis how long it took
 */
public record Finding(String id, String claim, String outcome, String seen, long millis) {
  public boolean passed() {
    return outcome.equals("passed");
  }

  public boolean failed() {
    return outcome.equals("failed");
  }
}
