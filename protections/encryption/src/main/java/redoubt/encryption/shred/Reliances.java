package redoubt.encryption.shred;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import redoubt.core.Failure;
import redoubt.encryption.Cluster;
import redoubt.encryption.RootKeys;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.kube.KubeAccess;
import redoubt.encryption.kube.KubeApi;
import redoubt.encryption.lease.Generation;
import redoubt.encryption.lease.Holder;
import redoubt.encryption.lease.LeaseDesk;
import redoubt.encryption.report.Counts;
import redoubt.encryption.report.Reports;
import redoubt.encryption.report.Sample;
import redoubt.encryption.report.StoredReport;
import redoubt.encryption.sql.LeaseRows;
import redoubt.encryption.sql.ToldRows;
import redoubt.store.Database;

/** Finds what relies on a root key. */
public final class Reliances {
  private final Database database;
  private final Clusters clusters;
  private final LeaseDesk leases;
  private final Reports reports;
  private final InstantSource clock;

  public Reliances(
      Database database,
      Clusters clusters,
      LeaseDesk leases,
      Reports reports,
      InstantSource clock) {
    this.database = database;
    this.clusters = clusters;
    this.leases = leases;
    this.reports = reports;
    this.clock = clock;
  }

  /** Clusters that the key guards now or guarded before, by name. */
  public List<Reliance> of(String tenant, UUID key) {
    List<Reliance> found = new ArrayList<>();
    for (Cluster cluster : reliant(tenant, key)) {
      boolean now = guards(key, cluster);
      found.add(
          new Reliance(
              cluster,
              now,
              last(cluster).map(report -> under(key, cluster, report)),
              now ? leases.holders(tenant, cluster.id()) : List.of()));
    }
    return found;
  }

  private List<Cluster> reliant(String tenant, UUID key) {
    Set<UUID> told =
        new LinkedHashSet<>(database.read(handle -> LeaseRows.clustersOf(handle, tenant, key)));
    return clusters.list(tenant).stream()
        .filter(cluster -> guards(key, cluster) || told.contains(cluster.id()))
        .toList();
  }

  private static boolean guards(UUID key, Cluster cluster) {
    return cluster.use().map(use -> use.key().equals(key)).orElse(false);
  }

  /** What the server saw itself counts more than what somebody says. */
  private Optional<StoredReport> last(Cluster cluster) {
    return reports.latestSeen(cluster).or(() -> reports.latest(cluster));
  }

  private Reliance.UnderKey under(UUID key, Cluster cluster, StoredReport report) {
    Counts count = report.counts();
    long mine = 0;
    long known = 0;
    for (Generation generation : leases.generations(cluster.tenant(), cluster.id())) {
      long objects = count.byKeyId().getOrDefault(generation.keyId(), 0L);
      known += objects;
      mine += generation.key().equals(key) ? objects : 0;
    }
    long uncertain = Math.max(0, count.needing() - known);
    return new Reliance.UnderKey(
        report.begunAt(), mine, uncertain, Math.max(count.objects(), mine + uncertain));
  }

  /**
   * What plugins said of the time when the key was away.
   *
   * @param back empty while it is
   */
  public List<Absence> absences(String tenant, UUID key, Instant from, Optional<Instant> back) {
    List<Absence> found = new ArrayList<>();
    for (Cluster cluster : reliant(tenant, key)) {
      if (guards(key, cluster)) {
        found.add(new Absence(cluster, plugins(cluster, key, from, back)));
      }
    }
    return found;
  }

  private List<Absence.Of> plugins(
      Cluster cluster, UUID key, Instant from, Optional<Instant> back) {
    // What has to be told is told when somebody asks; ask, so that a cluster without plugins knows.
    leases.terms(cluster.tenant(), cluster.id());
    List<ToldRows.Told> told =
        database.read(handle -> ToldRows.since(handle, cluster.tenant(), cluster.id(), from));
    Optional<Long> stop =
        told.stream()
            .filter(one -> one.key().equals(key) && one.state() != RootKeys.State.ACTIVE)
            .map(ToldRows.Told::revision)
            .findFirst();
    Optional<Long> again =
        stop.flatMap(stopped ->
            told.stream()
                .filter(one -> one.revision() > stopped)
                .filter(one -> one.state() == RootKeys.State.ACTIVE)
                .map(ToldRows.Told::revision)
                .findFirst());
    Map<String, Absence.Of> plugins = new TreeMap<>();
    for (Holder holder : leases.holders(cluster.tenant(), cluster.id())) {
      boolean came = back.map(end -> holder.since().isBefore(end)).orElse(true);
      if (came) {
        plugins.put(
            holder.id(),
            new Absence.Of(
                holder.id(),
                stop.flatMap(revision ->
                    heard(cluster, holder.id(), revision, again.orElse(Long.MAX_VALUE))),
                again.flatMap(revision -> heard(cluster, holder.id(), revision, Long.MAX_VALUE))));
      }
    }
    return List.copyOf(plugins.values());
  }

  private Optional<Instant> heard(Cluster cluster, String holder, long from, long before) {
    return database.read(
        handle -> ToldRows.heard(handle, cluster.tenant(), cluster.id(), holder, from, before));
  }

  /** Asks the API server of each cluster that the key guards for one protected object. */
  public List<ReadTrial> read(String tenant, UUID key) {
    return reliant(tenant, key).stream()
        .filter(cluster -> guards(key, cluster))
        .map(this::read)
        .toList();
  }

  private ReadTrial read(Cluster cluster) {
    String resource = cluster.resources().getFirst();
    Optional<KubeAccess> access = clusters.kube(cluster);
    if (access.isEmpty()) {
      return notTried(cluster, resource, "no kubeconfig was given for the cluster");
    }
    try (KubeApi api = KubeApi.visit(access.get(), clusters.outward())) {
      boolean any = !api.list(api.resource(resource), 1, Optional.empty()).items().isEmpty();
      return any
          ? new ReadTrial(cluster, clock.instant(), resource, Optional.of(true), "")
          : notTried(cluster, resource, "there is no such object");
    } catch (Failure e) {
      return new ReadTrial(cluster, clock.instant(), resource, Optional.of(false), e.code());
    }
  }

  private ReadTrial notTried(Cluster cluster, String resource, String why) {
    return new ReadTrial(cluster, clock.instant(), resource, Optional.empty(), why);
  }

  /** What the key wrapped for plugins, as the last ledgers of clusters found it. */
  public List<KeptSample> samples(String tenant, UUID key) {
    List<KeptSample> samples = new ArrayList<>();
    for (Cluster cluster : reliant(tenant, key)) {
      Optional<StoredReport> report = last(cluster);
      for (Sample local : reports.samples(cluster)) {
        if (local.rootKey().equals(key)) {
          samples.add(
              new KeptSample(
                  cluster,
                  local.keyId(),
                  local.wrapped(),
                  List.of(
                      List.of(cluster.name(), local.keyId()),
                      List.of(cluster.id().toString(), local.keyId())),
                  report.map(StoredReport::begunAt).orElseGet(clock::instant),
                  report
                      .map(one -> one.counts().byKeyId().getOrDefault(local.keyId(), 0L))
                      .orElse(0L)));
        }
      }
    }
    return samples;
  }
}
