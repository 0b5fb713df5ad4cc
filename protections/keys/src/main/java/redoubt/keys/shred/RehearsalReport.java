package redoubt.keys.shred;

import java.time.Instant;
import java.util.List;
import redoubt.keys.Key;

/**
 * What a rehearsal showed, as far as it has come.
 *
 * @param refusals calls that the key refused in that time, by caller
 * @param allRefusals whether that is all of them
 */
public record RehearsalReport(
    Key key,
    Rehearsal rehearsal,
    List<Outage> outages,
    List<Refusals> refusals,
    boolean allRefusals) {
  /**
   * Calls of one caller that were refused.
   *
   * @param caller id of the user or service
   * @param credential id of the API key
   * @param action under its audit name
   */
  public record Refusals(
      String caller, String credential, String action, long calls, Instant first, Instant last) {}

  public RehearsalReport {
    outages = List.copyOf(outages);
    refusals = List.copyOf(refusals);
  }
}
