package redoubt.keys.policies;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import redoubt.keys.sql.InstancePolicyRows;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.web.Json;

/**
 * The policies of all instances. What is read here is at most as old as the change feed's last
 * word; while the feed is down everything is read from the database.
 */
public final class InstancePolicies {
  /** Topic of the change feed; the payload is the tenant. */
  public static final String TOPIC = "keys.instance-policy";

  private static final int MOST_REMEMBERED = 10_000;

  private final Database database;
  private final ChangeFeed feed;
  private final Map<String, List<InstancePolicy>> remembered = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  public InstancePolicies(Database database, ChangeFeed feed) {
    this.database = database;
    this.feed = feed;
    feed.subscribe(TOPIC, this::forget, this::forgetAll);
  }

  /** For deciding about a call that just came. */
  public List<InstancePolicy> of(String tenant) {
    if (!feed.isLive()) {
      return database.read(handle -> read(handle, tenant));
    }
    List<InstancePolicy> known = remembered.get(tenant);
    if (known != null) {
      return known;
    }
    long before = changes.get();
    List<InstancePolicy> fresh = database.read(handle -> read(handle, tenant));
    if (remembered.size() < MOST_REMEMBERED) {
      remembered.put(tenant, fresh);
      if (changes.get() != before) {
        // A change was told while we read: what we put may be from before it.
        remembered.remove(tenant, fresh);
      }
    }
    return fresh;
  }

  /** Whether the instance's calls are to be measured. */
  public boolean wantsMetrics(String tenant) {
    return of(tenant).stream()
        .anyMatch(policy -> policy.kind() == PolicyKind.METRICS && policy.enabled());
  }

  /** As the transaction sees them. */
  public static List<InstancePolicy> read(Handle handle, String tenant) {
    return InstancePolicyRows.all(handle, tenant).stream()
        .map(row -> {
          PolicyKind kind = PolicyKind.of(row.kind()).orElseThrow();
          return new InstancePolicy(
              kind,
              row.enabled(),
              PolicyRule.of(kind, Json.parse(row.attributes().getBytes(StandardCharsets.UTF_8))),
              row.createdAt(),
              row.createdBy(),
              row.updatedAt(),
              row.updatedBy());
        })
        .toList();
  }

  /** The policy of that kind if it is on, as the transaction sees it. */
  static Optional<PolicyRule> inForce(Handle handle, String tenant, PolicyKind kind) {
    return read(handle, tenant).stream()
        .filter(policy -> policy.kind() == kind && policy.enabled())
        .map(InstancePolicy::rule)
        .findFirst();
  }

  /** Sets a policy; told to all servers when the transaction commits. */
  public void set(
      Handle transaction,
      String tenant,
      PolicyKind kind,
      boolean enabled,
      PolicyRule rule,
      Instant at,
      String by) {
    String attributes = new String(Json.bytes(rule.attributes()), StandardCharsets.UTF_8);
    InstancePolicyRows.set(transaction, tenant, kind.text(), enabled, attributes, at, by);
    feed.announce(transaction, TOPIC, tenant);
  }

  /**
   * Switches the policies off that decide from where calls may come; returns those that were on.
   */
  public List<PolicyKind> openToAllNetworks(
      Handle transaction, String tenant, Instant at, String by) {
    List<PolicyKind> were =
        List.of(PolicyKind.ALLOWED_IP, PolicyKind.ALLOWED_NETWORK).stream()
            .filter(kind -> InstancePolicyRows.switchOff(transaction, tenant, kind.text(), at, by))
            .toList();
    feed.announce(transaction, TOPIC, tenant);
    return were;
  }

  /** Forgets what is remembered of a tenant: for the server that has just changed it. */
  public void forget(String tenant) {
    changes.incrementAndGet();
    remembered.remove(tenant);
  }

  private void forgetAll() {
    changes.incrementAndGet();
    remembered.clear();
  }
}
