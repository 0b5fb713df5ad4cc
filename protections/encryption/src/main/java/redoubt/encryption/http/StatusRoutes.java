package redoubt.encryption.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.encryption.Cluster;
import redoubt.encryption.RootKeys;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.lease.LeaseDesk;
import redoubt.encryption.lease.Terms;
import redoubt.encryption.migrate.Migrations;
import redoubt.encryption.report.Readings;
import redoubt.encryption.report.Reports;
import redoubt.store.Database;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** How far encryption is, of one cluster or of all clusters of an instance. */
public final class StatusRoutes {
  private final Database database;
  private final Clusters clusters;
  private final RootKeys keys;
  private final LeaseDesk leases;
  private final Migrations migrations;
  private final Readings readings;
  private final Reports reports;

  public StatusRoutes(
      Database database,
      Clusters clusters,
      RootKeys keys,
      LeaseDesk leases,
      Migrations migrations,
      Readings readings,
      Reports reports) {
    this.database = database;
    this.clusters = clusters;
    this.keys = keys;
    this.leases = leases;
    this.migrations = migrations;
    this.readings = readings;
    this.reports = reports;
  }

  public List<Route> routes() {
    return List.of(
        ClusterRoutes.route(
            "GET",
            "/v1/instances/{instance}/encryption",
            Role.READER,
            "encryption.status.list",
            "How far encryption of every cluster is",
            request ->
                Response.json(
                    200,
                    Map.of(
                        "items",
                        clusters.list(request.instance()).stream().map(this::status).toList()))),
        ClusterRoutes.route(
            "GET",
            ClusterRoutes.ONE + "/encryption",
            Role.READER,
            "encryption.status.read",
            "How far encryption of a cluster is",
            request -> Response.json(200, status(cluster(request)))));
  }

  private Map<String, Object> status(Cluster cluster) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("cluster", Views.of(cluster));
    if (cluster.use().isPresent()) {
      rootKey(cluster, cluster.use().get()).ifPresent(key -> view.put("rootKey", key));
      lease(cluster).ifPresent(terms -> view.put("lease", Views.of(terms)));
    }
    view.put(
        "plugins", leases.holders(cluster.tenant(), cluster.id()).stream().map(Views::of).toList());
    migrations
        .last(cluster)
        .ifPresent(migration -> {
          Map<String, Object> shown = new LinkedHashMap<>(Views.of(migration));
          shown.put("settledAt", migrations.settledAt(cluster).toString());
          shown.put("waiting", migrations.isWaiting(migration));
          view.put("migration", shown);
        });
    readings.last(cluster).ifPresent(last -> view.put("reading", ReportViews.of(last)));
    reports.latest(cluster).ifPresent(last -> view.put("ledger", ReportViews.of(last)));
    return view;
  }

  /** Empty when nothing was ever told of a key that can no longer be told of. */
  private Optional<Terms> lease(Cluster cluster) {
    try {
      return Optional.of(leases.terms(cluster.tenant(), cluster.id()));
    } catch (Failure failure) {
      return switch (failure.kind()) {
        case CONFLICT, GONE, NOT_FOUND -> Optional.empty();
        case INVALID,
            UNAUTHENTICATED,
            FORBIDDEN,
            TOO_LARGE,
            UNPROCESSABLE,
            TOO_MANY,
            NOT_SUPPORTED,
            UNAVAILABLE,
            INTERNAL ->
            throw failure;
      };
    }
  }

  /** The key as it is now; one that was purged has an id alone, which the cluster's view has. */
  private Optional<Map<String, Object>> rootKey(Cluster cluster, Cluster.Use use) {
    return database
        .read(handle -> keys.read(handle, cluster.tenant(), use.key()))
        .map(key -> {
          Map<String, Object> view = new LinkedHashMap<>();
          view.put("id", key.id().toString());
          view.put("name", key.name());
          view.put("ring", key.ring());
          view.put("state", key.state().name().toLowerCase(Locale.ROOT));
          return view;
        });
  }

  private Cluster cluster(Request request) {
    return clusters.require(request.instance(), request.pathParameter("cluster"));
  }
}
