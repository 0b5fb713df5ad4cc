package redoubt.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One thing that happened. No secret and no personal data: ids, digests, outcomes. What is longer
 * than the log holds (200 characters, 1000 for the value of a detail, 40 details) is cut, because a
 * caller cannot be allowed to keep itself out of the log by a long name.
 *
 * @param at when it happened, to the microsecond
 * @param tenant the instance it belongs to, or {@link #SYSTEM}
 * @param actor id of the user or service, or {@code time} for what a deadline did
 * @param action for example {@code kms.secrets.wrap}
 * @param target id of what it was done to, or empty
 * @param outcome {@code ok}, or the code of the refusal
 * @param details few, short, sorted by name
 */
public record Entry(
    Instant at,
    String tenant,
    String actor,
    String action,
    String target,
    String outcome,
    SortedMap<String, String> details) {
  /** Tenant of what belongs to the server as a whole. */
  public static final String SYSTEM = "system";

  /** Outcome of what was done. */
  public static final String OK = "ok";

  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_VALUE = 1000;
  private static final int MOST_DETAILS = 40;

  public Entry {
    at = at.truncatedTo(ChronoUnit.MICROS);
    tenant = Text.clean(tenant, LONGEST_NAME);
    actor = Text.clean(actor, LONGEST_NAME);
    action = Text.clean(action, LONGEST_NAME);
    target = Text.clean(target, LONGEST_NAME);
    outcome = Text.clean(outcome, LONGEST_NAME);
    SortedMap<String, String> kept = new TreeMap<>();
    details.entrySet().stream()
        .limit(MOST_DETAILS)
        .forEach(detail ->
            kept.put(
                Text.clean(detail.getKey(), LONGEST_NAME),
                Text.clean(detail.getValue(), LONGEST_VALUE)));
    details = Collections.unmodifiableSortedMap(kept);
  }

  public static Entry ok(
      Instant at,
      String tenant,
      String actor,
      String action,
      String target,
      Map<String, String> details) {
    return new Entry(at, tenant, actor, action, target, OK, new TreeMap<>(details));
  }

  public static Entry refused(
      Instant at, String tenant, String actor, String action, String target, String code) {
    return new Entry(at, tenant, actor, action, target, code, new TreeMap<>());
  }
}
