package redoubt.encryption.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import redoubt.core.BackgroundTask;
import redoubt.encryption.Cluster;
import redoubt.encryption.PluginAccounts;
import redoubt.encryption.PluginAccounts.PluginKey;
import redoubt.encryption.lease.Holder;
import redoubt.encryption.sql.ClusterRows;
import redoubt.encryption.sql.LeaseRows;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;

/**
 * Revokes API keys of plugins that have been replaced, so that those in old bundles and backups
 * open nothing. A key that holds a lease is never revoked: a plugin can be given another on one
 * node after the other, and the former works until the new one has taken over.
 */
public final class PluginKeys {
  /** How long a new key must have held a lease before the node's former ones are revoked. */
  static final Duration TAKEN_OVER = Duration.ofMinutes(10);

  /** How long a bundle that names no node may lie about before its key is used. */
  static final Duration UNUSED = Duration.ofDays(1);

  /** How long a key may be silent while another of the cluster is in use. */
  static final Duration SILENT = Duration.ofDays(30);

  private static final String ACTOR = "encryption";

  private final Database database;
  private final PluginAccounts accounts;
  private final Ledger ledger;
  private final InstantSource clock;

  public PluginKeys(
      Database database, PluginAccounts accounts, Ledger ledger, InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Those of which a new key takes the place at once: never used, and of the same node, or, when no
   * node is named, a day old.
   */
  static Set<String> replaced(List<PluginKey> keys, Optional<String> node, Instant now) {
    return keys.stream()
        .filter(key -> key.usedAt().isEmpty() && key.node().equals(node))
        .filter(key -> node.isPresent() || key.createdAt().isBefore(now.minus(UNUSED)))
        .map(PluginKey::id)
        .collect(Collectors.toSet());
  }

  /**
   * Those that hold no lease and are older than one of the same node that has taken over, or that
   * were silent for very long while another holds a lease.
   */
  static Set<String> outdated(List<PluginKey> keys, List<Holder> holders, Instant now) {
    Map<String, Instant> since =
        holders.stream().collect(Collectors.toMap(Holder::id, Holder::since));
    boolean isAnyInUse = keys.stream().anyMatch(key -> since.containsKey(key.id()));
    Instant takenOver = now.minus(TAKEN_OVER);
    List<PluginKey> successors =
        keys.stream()
            .filter(key -> since.getOrDefault(key.id(), Instant.MAX).isBefore(takenOver))
            .toList();
    return keys.stream()
        .filter(key -> !since.containsKey(key.id()))
        .filter(key ->
            (isAnyInUse && isSilent(key, now))
                || successors.stream().anyMatch(other -> isSuccessor(other, key)))
        .map(PluginKey::id)
        .collect(Collectors.toSet());
  }

  private static boolean isSuccessor(PluginKey other, PluginKey key) {
    return key.node().isPresent()
        && key.node().equals(other.node())
        && key.createdAt().isBefore(other.createdAt());
  }

  private static boolean isSilent(PluginKey key, Instant now) {
    return key.usedAt().orElse(key.createdAt()).isBefore(now.minus(SILENT));
  }

  public List<BackgroundTask> tasks() {
    return List.of(
        new BackgroundTask("encryption.plugin-keys", Duration.ofMinutes(1), this::revokeOutdated));
  }

  private void revokeOutdated() {
    for (Cluster cluster : database.read(ClusterRows::withAccount)) {
      Set<String> seen =
          database.read(handle ->
              outdated(
                  accounts.keys(handle, cluster),
                  LeaseRows.holders(handle, cluster.tenant(), cluster.id()),
                  clock.instant()));
      if (!seen.isEmpty()) {
        revokeOutdated(cluster);
      }
    }
  }

  private void revokeOutdated(Cluster cluster) {
    int _ =
        database.transaction(transaction -> {
          if (ClusterRows.lock(transaction, cluster.tenant(), cluster.id()).isEmpty()) {
            return 0;
          }
          Set<String> ids =
              outdated(
                  accounts.keys(transaction, cluster),
                  LeaseRows.holders(transaction, cluster.tenant(), cluster.id()),
                  clock.instant());
          List<Entry> entries = new ArrayList<>();
          accounts.revoke(transaction, entries::add, ACTOR, cluster, ids);
          if (!entries.isEmpty()) {
            ledger.append(transaction, entries);
          }
          return ids.size();
        });
  }
}
