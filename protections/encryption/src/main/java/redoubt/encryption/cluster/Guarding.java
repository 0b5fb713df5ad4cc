package redoubt.encryption.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import redoubt.encryption.Cluster;
import redoubt.encryption.EncryptionFailures;
import redoubt.encryption.PluginAccounts;
import redoubt.encryption.RootKeys;
import redoubt.encryption.lease.Generation;
import redoubt.encryption.lease.LeaseDesk;
import redoubt.encryption.sql.LeaseRows;
import redoubt.ledger.Entry;

/**
 * Sets a root key to guard a cluster, and lets it go. What the cluster has in other rooms changes
 * in one transaction with the cluster, under its lock: a crash leaves all of it or nothing. Only
 * the ring of a key is made before, and the generation after; both are done when they are missing.
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
    List<String> _ = resources(cluster, resources);
    RootKeys.RootKey root = keys.require(cluster.tenant(), key);
    if (root.state() != RootKeys.State.ACTIVE) {
      throw EncryptionFailures.keyNotActive();
    }
    String ring = keys.isolate(cluster.tenant(), root.id(), ringOf(cluster, root.id()), actor);
    Cluster changed =
        clusters.change(
            actor,
            cluster,
            "encryption.cluster.use",
            (transaction, locked, now) -> {
              List<Entry> entries =
                  new ArrayList<>(
                      keys.register(
                          transaction,
                          locked.tenant(),
                          root.id(),
                          locked.crn(),
                          "Kubernetes cluster " + locked.name()));
              entries.addAll(untold(transaction, locked, root.id()));
              List<String> wanted = resources(locked, resources);
              // A plugin that may not use the key of which it is told would lose its lease.
              accounts.admit(transaction, entries::add, actor, locked, ring);
              return new Clusters.Changed(
                  with(
                      locked,
                      Cluster.Phase.ENABLED,
                      new Cluster.Use(root.id(), ring),
                      wanted,
                      locked.account().orElse(null)),
                  Map.of("key", root.id().toString(), "resources", String.join(",", wanted)),
                  entries);
            });
    leases.terms(cluster.tenant(), cluster.id());
    return changed;
  }

  /**
   * A new API key for a plugin of the cluster, which can use the cluster's root key and nothing
   * else. Earlier ones that nobody can be about to use are revoked; see {@link PluginKeys}.
   *
   * @param node for which it is, if that is known
   * @throws redoubt.core.Failure {@code encryption.not-enabled}
   */
  public PluginAccounts.Credential credential(
      String actor, Cluster cluster, Optional<String> node) {
    AtomicReference<PluginAccounts.@Nullable Credential> issued = new AtomicReference<>();
    Cluster _ =
        clusters.change(
            actor,
            cluster,
            "encryption.credential.create",
            (transaction, locked, now) -> {
              Cluster.Use use = locked.use().orElseThrow(EncryptionFailures::notEnabled);
              List<Entry> entries = new ArrayList<>();
              Set<String> replaced =
                  PluginKeys.replaced(accounts.keys(transaction, locked), node, now);
              accounts.revoke(transaction, entries::add, actor, locked, replaced);
              PluginAccounts.Credential credential =
                  accounts.issue(transaction, entries::add, actor, locked, use.ring(), node);
              PluginAccounts.Credential cutOff = issued.getAndSet(credential);
              if (cutOff != null) {
                cutOff.text().close();
              }
              return new Clusters.Changed(
                  with(locked, locked.phase(), use, locked.resources(), credential.account()),
                  Map.of("account", credential.account(), "apikey", credential.id()),
                  entries);
            });
    return Objects.requireNonNull(issued.get());
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

  /** Whether a locked cluster may be let go; refuses by throwing. */
  @FunctionalInterface
  public interface Consent {
    void check(Handle transaction, Cluster cluster);
  }

  /**
   * No root key guards the cluster any more: leases end, the plugins' service too, and the keys are
   * free to be deleted, all in one transaction. A cluster that no key guards stays as it is.
   *
   * @param consent knows whether an object needs the keys
   * @throws redoubt.core.Failure {@code encryption.in-use} unless it is being disabled
   */
  public Cluster letGo(String actor, Cluster cluster, Consent consent) {
    return clusters.change(
        actor,
        cluster,
        "encryption.cluster.release",
        (transaction, locked, now) -> {
          switch (locked.phase()) {
            case ENABLED -> throw EncryptionFailures.inUse();
            case DISABLING -> consent.check(transaction, locked);
            case OFF -> {}
          }
          List<Entry> ended = leases.endAll(transaction, locked.tenant(), locked.id());
          List<Entry> entries = new ArrayList<>(ended);
          entries.addAll(elsewhere(transaction, actor, locked));
          return new Clusters.Changed(
              with(locked, Cluster.Phase.OFF, null, locked.resources(), null),
              Map.of("leases", Integer.toString(ended.size())),
              entries);
        });
  }

  /**
   * Forgets a cluster, destroys its credentials and ends what it has elsewhere, all in one
   * transaction.
   *
   * @throws redoubt.core.Failure {@code encryption.no-such-cluster}, {@code encryption.in-use}
   *     while a root key guards it, unless forced: then its plugins lose their lease
   */
  public Cluster remove(String actor, Cluster cluster, boolean force) {
    return clusters.remove(
        actor, cluster, force, (transaction, locked) -> elsewhere(transaction, actor, locked));
  }

  /**
   * Frees the key until now of which no plugin was told, so that it never guarded anything: there
   * is no generation by which it would be found later.
   */
  private List<Entry> untold(Handle transaction, Cluster cluster, UUID next) {
    Optional<UUID> present = cluster.use().map(Cluster.Use::key).filter(key -> !key.equals(next));
    boolean told =
        LeaseRows.generations(transaction, cluster.tenant(), cluster.id()).stream()
            .anyMatch(generation -> present.equals(Optional.of(generation.key())));
    return present.isEmpty() || told
        ? List.of()
        : keys.unregister(transaction, cluster.tenant(), present.get(), cluster.crn());
  }

  /** Ends what a cluster that is no more, or is not guarded any more, has elsewhere. */
  private List<Entry> elsewhere(Handle transaction, String actor, Cluster cluster) {
    List<Entry> entries = new ArrayList<>();
    // In one order, so that two who do this do not wait for each other.
    TreeSet<UUID> used =
        LeaseRows.generations(transaction, cluster.tenant(), cluster.id()).stream()
            .map(Generation::key)
            .collect(Collectors.toCollection(TreeSet::new));
    cluster.use().ifPresent(use -> used.add(use.key()));
    used.forEach(
        key -> entries.addAll(keys.unregister(transaction, cluster.tenant(), key, cluster.crn())));
    accounts.end(transaction, entries::add, actor, cluster);
    return entries;
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
