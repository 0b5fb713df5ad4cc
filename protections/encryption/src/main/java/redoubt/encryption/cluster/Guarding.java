package redoubt.encryption.cluster;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redoubt.encryption.Cluster;
import redoubt.encryption.EncryptionFailures;
import redoubt.encryption.PluginAccounts;
import redoubt.encryption.RootKeys;
import redoubt.encryption.lease.Generation;
import redoubt.encryption.lease.LeaseDesk;

/**
 * Sets a root key to guard a cluster, and lets it go. Every step can be done again: what a crash
 * cut off is done by asking anew.
 */
public final class Guarding {
  /** What is encrypted unless somebody says otherwise. */
  public static final List<String> USUAL = List.of("secrets");

  private static final int MOST_RESOURCES = 100;

  private final Clusters clusters;
  private final RootKeys keys;
  private final PluginAccounts accounts;
  private final LeaseDesk leases;

  public Guarding(Clusters clusters, RootKeys keys, PluginAccounts accounts, LeaseDesk leases) {
    this.clusters = clusters;
    this.keys = keys;
    this.accounts = accounts;
    this.leases = leases;
  }

  /**
   * From now on the cluster's plugins are told to use this root key. The key is left alone in a
   * ring, and registered, so that its deletion needs force.
   *
   * @param key id, alias or name
   * @param resources what is encrypted; empty leaves it as it is
   * @throws redoubt.core.Failure {@code encryption.key-not-active}, {@code encryption.bad-field},
   *     or what the keys room says
   */
  public Cluster use(String actor, Cluster cluster, String key, List<String> resources) {
    List<String> wanted = resources(cluster, resources);
    RootKeys.RootKey root = keys.require(cluster.tenant(), key);
    if (root.state() != RootKeys.State.ACTIVE) {
      throw EncryptionFailures.keyNotActive();
    }
    String ring = keys.isolate(cluster.tenant(), root.id(), ringOf(cluster, root.id()), actor);
    keys.register(
        cluster.tenant(), root.id(), cluster.crn(), "Kubernetes cluster " + cluster.name());
    // Before plugins are told of it: one that may not use it would lose its lease.
    cluster.account().ifPresent(account -> accounts.admit(actor, account, cluster, ring));
    Cluster changed =
        clusters.change(
            actor,
            cluster,
            "encryption.cluster.use",
            Map.of("key", root.id().toString(), "resources", String.join(",", wanted)),
            locked ->
                with(
                    locked,
                    Cluster.Phase.ENABLED,
                    new Cluster.Use(root.id(), ring),
                    wanted,
                    locked.account().orElse(null)));
    leases.terms(cluster.tenant(), cluster.id());
    return changed;
  }

  /**
   * A new API key for a plugin of the cluster, which can use the cluster's root key and nothing
   * else.
   *
   * @throws redoubt.core.Failure {@code encryption.not-enabled}
   */
  public PluginAccounts.Credential credential(String actor, Cluster cluster) {
    Cluster.Use use = cluster.use().orElseThrow(EncryptionFailures::notEnabled);
    PluginAccounts.Credential credential = accounts.issue(actor, cluster, use.ring());
    if (!cluster.account().equals(Optional.of(credential.account()))) {
      clusters.change(
          actor,
          cluster,
          "encryption.account.create",
          Map.of("account", credential.account()),
          locked ->
              with(
                  locked,
                  locked.phase(),
                  locked.use().orElse(null),
                  locked.resources(),
                  credential.account()));
    }
    return credential;
  }

  /** From now on objects are to be written in the clear; the root key still opens the others. */
  public Cluster beginDisable(String actor, Cluster cluster) {
    return clusters.change(
        actor,
        cluster,
        "encryption.cluster.disable",
        Map.of(),
        locked ->
            with(
                locked,
                Cluster.Phase.DISABLING,
                locked.use().orElseThrow(EncryptionFailures::notEnabled),
                locked.resources(),
                locked.account().orElse(null)));
  }

  /**
   * No root key guards the cluster any more: leases end, the plugins' service too, and the keys are
   * free to be deleted. Whoever calls it knows that no object needs them.
   */
  public Cluster letGo(String actor, Cluster cluster) {
    Cluster changed =
        clusters.change(
            actor,
            cluster,
            "encryption.cluster.release",
            (transaction, locked, now) ->
                new Clusters.Changed(
                    with(locked, Cluster.Phase.OFF, null, locked.resources(), null),
                    Map.of(
                        "leases",
                        Integer.toString(
                            leases.endAll(transaction, locked.tenant(), locked.id()).size()))));
    release(actor, cluster);
    return changed;
  }

  /** Ends what a cluster that is no more, or is not guarded any more, had elsewhere. */
  public void release(String actor, Cluster cluster) {
    cluster.account().ifPresent(account -> accounts.end(actor, account));
    LinkedHashSet<UUID> used =
        leases.generations(cluster.tenant(), cluster.id()).stream()
            .map(Generation::key)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    cluster.use().ifPresent(use -> used.add(use.key()));
    used.forEach(key -> keys.unregister(cluster.tenant(), key, cluster.crn()));
  }

  private static List<String> resources(Cluster cluster, List<String> wanted) {
    if (wanted.isEmpty()) {
      return cluster.resources().isEmpty() ? USUAL : cluster.resources();
    }
    boolean good =
        wanted.size() <= MOST_RESOURCES
            && wanted.stream().distinct().count() == wanted.size()
            && wanted.stream()
                .allMatch(
                    name -> name.matches("[a-z][a-z0-9-]{0,62}(\\.[a-z0-9][a-z0-9.-]{0,180})?"));
    if (!good) {
      throw EncryptionFailures.badField(
          "resources", "a list of different names such as secrets or widgets.example.org");
    }
    return wanted;
  }

  /** A ring's name has letters, digits, dashes and underscores. */
  private static String ringOf(Cluster cluster, UUID key) {
    return "kms-" + cluster.name().replace('.', '-') + "-" + key.toString().substring(0, 8);
  }

  private static Cluster with(
      Cluster cluster,
      Cluster.Phase phase,
      Cluster.@Nullable Use use,
      List<String> resources,
      @Nullable String account) {
    return new Cluster(
        cluster.tenant(),
        cluster.id(),
        cluster.name(),
        cluster.apiServer(),
        cluster.etcdEndpoints(),
        phase,
        Optional.ofNullable(use),
        resources,
        Optional.ofNullable(account),
        cluster.createdAt(),
        cluster.createdBy());
  }
}
