package redoubt.ledger;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One thing that happened. No secret and no personal data: ids, digests, outcomes.
 *
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

  public Entry {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(actor, "actor");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(outcome, "outcome");
    details = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(details));
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
