package redoubt.encryption.cluster;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import redoubt.core.Outward;
import redoubt.crypto.Ids;
import redoubt.encryption.Cluster;
import redoubt.encryption.EncryptionFailures;
import redoubt.encryption.kube.KubeAccess;
import redoubt.encryption.sql.ClusterRows;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.seal.Vault;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;

/** Clusters of tenants and what it takes to reach them. {@code actor} is the id of who does it. */
public final class Clusters {
  /** Most clusters of an instance. */
  public static final int MOST = 200;

  private final Database database;
  private final ChangeFeed feed;
  private final Credentials credentials;
  private final Ledger ledger;
  private final BiConsumer<Handle, String> requireLive;
  private final Outward outward;
  private final InstantSource clock;

  /** A change of a locked cluster; says what the ledger is to record. */
  @FunctionalInterface
  public interface Change {
    Changed apply(Handle transaction, Cluster cluster, Instant now);
  }

  /**
   * A cluster as it is to be, and the details of the ledger's entry.
   *
   * @param more that the ledger is to record
   */
  public record Changed(Cluster cluster, Map<String, String> details, List<Entry> more) {
    public Changed(Cluster cluster, Map<String, String> details) {
      this(cluster, details, List.of());
    }
  }

  /** What ends elsewhere with a locked cluster; returns what the ledger is to record. */
  @FunctionalInterface
  public interface End {
    List<Entry> apply(Handle transaction, Cluster cluster);
  }

  /**
   * @param requireLive keeps an instance from being deleted until the transaction ends
   * @param outward which addresses of clusters are connected to
   */
  public Clusters(
      Database database,
      ChangeFeed feed,
      Vault vault,
      Ledger ledger,
      BiConsumer<Handle, String> requireLive,
      Outward outward,
      InstantSource clock) {
    this.database = database;
    this.feed = feed;
    this.credentials = new Credentials(vault);
    this.ledger = ledger;
    this.requireLive = requireLive;
    this.outward = outward;
    this.clock = clock;
  }

  /**
   * Adds a cluster; nothing is asked of it yet.
   *
   * @throws redoubt.core.Failure {@code encryption.bad-field}, {@code encryption.name-taken},
   *     {@code encryption.limit} at 200 of an instance
   */
  public Cluster add(String tenant, String actor, String name, ClusterReach reach) {
    if (!Cluster.isName(name)) {
      throw EncryptionFailures.badField(
          "name",
          "1 to 63 lower-case letters, digits, dots and dashes, beginning and ending with a"
              + " letter or digit");
    }
    reach.require(outward);
    UUID id = Ids.random();
    return database.transaction(transaction -> {
      requireLive.accept(transaction, tenant);
      if (ClusterRows.count(transaction, tenant) >= MOST) {
        throw EncryptionFailures.limit(MOST);
      }
      Cluster cluster =
          new Cluster(
              tenant,
              id,
              name,
              reach.apiServer(),
              reach.etcd().map(EtcdAccess::endpoints).orElse(List.of()),
              Cluster.Phase.OFF,
              Optional.empty(),
              List.of(),
              Optional.empty(),
              clock.instant(),
              actor);
      if (!ClusterRows.insert(transaction, cluster)) {
        throw EncryptionFailures.nameTaken();
      }
      seal(transaction, cluster, reach);
      ledger.append(
          transaction,
          List.of(entry(cluster, actor, "encryption.cluster.add", Map.of("name", cluster.name()))));
      return cluster;
    });
  }

  /**
   * Replaces how a cluster is reached; what is absent stays. Nothing is asked of it yet, and what
   * uses the former access at this moment ends with it.
   *
   * @throws redoubt.core.Failure {@code encryption.no-such-cluster}
   */
  public Cluster reach(String actor, Cluster cluster, ClusterReach reach) {
    reach.require(outward);
    return change(
        actor,
        cluster,
        "encryption.cluster.update",
        (transaction, locked, now) -> {
          seal(transaction, locked, reach);
          ClusterRows.reached(transaction, locked.tenant(), locked.id(), now);
          Cluster reached =
              new Cluster(
                  locked.tenant(),
                  locked.id(),
                  locked.name(),
                  reach.apiServer().or(locked::apiServer),
                  reach.etcd().map(EtcdAccess::endpoints).orElse(locked.etcdEndpoints()),
                  locked.phase(),
                  locked.use(),
                  locked.resources(),
                  locked.account(),
                  locked.createdAt(),
                  locked.createdBy());
          return new Changed(
              reached,
              Map.of(
                  "kubeconfig", Boolean.toString(reach.kube().isPresent()),
                  "etcd", Boolean.toString(reach.etcd().isPresent())));
        });
  }

  private void seal(Handle transaction, Cluster cluster, ClusterReach reach) {
    reach
        .kube()
        .ifPresent(kube -> credentials.put(transaction, cluster.tenant(), cluster.id(), kube));
    reach
        .etcd()
        .ifPresent(etcd -> credentials.put(transaction, cluster.tenant(), cluster.id(), etcd));
  }

  /** By name. */
  public List<Cluster> list(String tenant) {
    return database.read(handle -> ClusterRows.all(handle, tenant));
  }

  /** Of all tenants, those whose objects are to be encrypted: for the server itself. */
  public List<Cluster> enabled() {
    return database.read(ClusterRows::enabled);
  }

  /** Of all tenants: for the server itself. */
  public List<Cluster> everywhere() {
    return database.read(ClusterRows::everywhere);
  }

  /** By id or name. */
  public Optional<Cluster> find(String tenant, String idOrName) {
    return database.read(handle ->
        Ids.parse(idOrName)
            .map(id -> ClusterRows.find(handle, tenant, id))
            .orElseGet(() -> ClusterRows.findByName(handle, tenant, idOrName)));
  }

  /**
   * By id or name.
   *
   * @throws redoubt.core.Failure {@code encryption.no-such-cluster}
   */
  public Cluster require(String tenant, String idOrName) {
    return find(tenant, idOrName).orElseThrow(EncryptionFailures::noSuchCluster);
  }

  /** Which addresses are connected to, whoever names them. */
  public Outward outward() {
    return outward;
  }

  /** How to reach the API server; empty when no kubeconfig was given. */
  public Optional<KubeAccess> kube(Cluster cluster) {
    return credentials.kubeOf(cluster.tenant(), cluster.id());
  }

  /** How to reach etcd; empty when no endpoints were given. */
  public Optional<EtcdAccess> etcd(Cluster cluster) {
    return credentials.etcdOf(cluster.tenant(), cluster.id());
  }

  /**
   * Forgets a cluster and destroys its credentials, together with what it has elsewhere.
   *
   * @throws redoubt.core.Failure {@code encryption.no-such-cluster}, {@code encryption.in-use}
   *     while a root key guards it, unless forced: then its plugins lose their lease
   */
  Cluster remove(String actor, Cluster cluster, boolean force, End elsewhere) {
    return database.transaction(transaction -> {
      Cluster locked =
          ClusterRows.lock(transaction, cluster.tenant(), cluster.id())
              .orElseThrow(EncryptionFailures::noSuchCluster);
      if (locked.phase() != Cluster.Phase.OFF && !force) {
        throw EncryptionFailures.inUse();
      }
      List<Entry> entries = new ArrayList<>(elsewhere.apply(transaction, locked));
      credentials.destroy(transaction, locked.tenant(), locked.id());
      ClusterRows.delete(transaction, locked.tenant(), locked.id());
      announce(transaction, locked);
      entries.add(
          entry(
              locked,
              actor,
              "encryption.cluster.remove",
              Map.of("name", locked.name(), "force", Boolean.toString(force))));
      ledger.append(transaction, entries);
      return locked;
    });
  }

  /**
   * Changes phase, root key, resources or account of a cluster; all servers are told.
   *
   * @param action under which the ledger knows it
   */
  public Cluster change(String actor, Cluster cluster, String action, Change change) {
    return database.transaction(transaction -> {
      Cluster locked =
          ClusterRows.lock(transaction, cluster.tenant(), cluster.id())
              .orElseThrow(EncryptionFailures::noSuchCluster);
      Changed changed = change.apply(transaction, locked, clock.instant());
      ClusterRows.update(transaction, changed.cluster(), clock.instant());
      announce(transaction, locked);
      List<Entry> entries = new ArrayList<>(changed.more());
      entries.add(entry(locked, actor, action, changed.details()));
      ledger.append(transaction, entries);
      return changed.cluster();
    });
  }

  /** The same for a change that needs no transaction of its own. */
  public Cluster change(
      String actor,
      Cluster cluster,
      String action,
      Map<String, String> details,
      UnaryOperator<Cluster> change) {
    return change(
        actor,
        cluster,
        action,
        (transaction, locked, now) -> new Changed(change.apply(locked), details));
  }

  /**
   * Lets an instance go only without clusters.
   *
   * @throws redoubt.core.Failure {@code encryption.instance-has-clusters}
   */
  public static void beforeDelete(Handle transaction, String instance) {
    long clusters = ClusterRows.count(transaction, instance);
    if (clusters > 0) {
      throw EncryptionFailures.instanceHasClusters(clusters);
    }
  }

  private void announce(Handle transaction, Cluster cluster) {
    feed.announce(transaction, ClusterRows.TOPIC, cluster.tenant() + "/" + cluster.id());
  }

  private Entry entry(Cluster cluster, String actor, String action, Map<String, String> details) {
    return Entry.ok(
        clock.instant(), cluster.tenant(), actor, action, cluster.id().toString(), details);
  }
}
