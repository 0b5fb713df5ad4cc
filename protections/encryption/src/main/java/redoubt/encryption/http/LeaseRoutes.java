package redoubt.encryption.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.encryption.Cluster;
import redoubt.encryption.EncryptionFailures;
import redoubt.encryption.RootKeys;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.lease.LeaseDesk;
import redoubt.encryption.lease.Terms;
import redoubt.store.Database;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/**
 * The lease of a cluster's plugins. Asks for a role in the ring of the root key only, which is all
 * that a plugin's credential holds.
 */
public final class LeaseRoutes {
  private final Database database;
  private final Clusters clusters;
  private final RootKeys keys;
  private final LeaseDesk leases;

  public LeaseRoutes(Database database, Clusters clusters, RootKeys keys, LeaseDesk leases) {
    this.database = database;
    this.clusters = clusters;
    this.keys = keys;
    this.leases = leases;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "POST",
            ClusterRoutes.ONE + "/lease",
            Access.ring(Role.READER),
            "encryption.lease.read",
            "Which root key to use; waits until that is another than the known",
            ApiStyle.redoubt(),
            this::lease),
        ClusterRoutes.route(
            "GET",
            ClusterRoutes.ONE + "/leases",
            Role.READER,
            "encryption.lease.list",
            "Who holds a lease, and every key_id that was given out",
            this::list));
  }

  private Response lease(Request request) throws InterruptedException {
    Fields body = Fields.of(request, "known", "waitSeconds");
    long known = body.number("known", 0, Long.MAX_VALUE, 0);
    long wait = body.number("waitSeconds", 0, 3600, 0);
    Cluster cluster = visible(request);
    leases.seen(cluster.tenant(), cluster.id(), request.principal().credential(), known);
    Terms terms = leases.await(cluster.tenant(), cluster.id(), known, Duration.ofSeconds(wait));
    Map<String, Object> answer = Views.of(terms);
    answer.put("leaseSeconds", LeaseDesk.TERM.toSeconds());
    return Response.json(200, answer);
  }

  /** To others a cluster that they may not ask about is as one that is not there. */
  private Cluster visible(Request request) {
    Optional<Cluster> found = clusters.find(request.instance(), request.pathParameter("cluster"));
    Optional<Cluster.Use> use = found.flatMap(Cluster::use);
    if (use.isEmpty()) {
      // Nobody holds a role in the ring of no key: only who may read all clusters is told which.
      if (request.visibleRings().all() && found.isPresent()) {
        throw EncryptionFailures.notEnabled();
      }
      throw EncryptionFailures.noSuchCluster();
    }
    String ring =
        database
            .read(handle -> keys.read(handle, request.instance(), use.get().key()))
            .map(RootKeys.RootKey::ring)
            .orElse(use.get().ring());
    request.requireRing(ring);
    return found.orElseThrow();
  }

  private Response list(Request request) {
    Cluster cluster = clusters.require(request.instance(), request.pathParameter("cluster"));
    return Response.json(
        200,
        Map.of(
            "items",
            leases.holders(cluster.tenant(), cluster.id()).stream().map(Views::of).toList(),
            "generations",
            leases.generations(cluster.tenant(), cluster.id()).stream().map(Views::of).toList()));
  }
}
