package redoubt.encryption.http;

import java.util.List;
import java.util.Optional;
import redoubt.encryption.Cluster;
import redoubt.encryption.EncryptionFailures;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.cluster.Guarding;
import redoubt.encryption.cluster.Rotation;
import redoubt.encryption.lease.Terms;
import redoubt.encryption.migrate.Means;
import redoubt.encryption.migrate.Migration;
import redoubt.encryption.migrate.Migrations;
import redoubt.encryption.report.Remaining;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** What brings encryption of a cluster further. */
public final class MigrationRoutes {
  private final Clusters clusters;
  private final Guarding guarding;
  private final Migrations migrations;
  private final Rotation rotation;
  private final Remaining remaining;

  public MigrationRoutes(
      Clusters clusters,
      Guarding guarding,
      Migrations migrations,
      Rotation rotation,
      Remaining remaining) {
    this.clusters = clusters;
    this.guarding = guarding;
    this.migrations = migrations;
    this.rotation = rotation;
    this.remaining = remaining;
  }

  public List<Route> routes() {
    String one = ClusterRoutes.ONE;
    return List.of(
        ClusterRoutes.route(
            "POST",
            one + "/migration",
            Role.MANAGER,
            "encryption.migration.begin",
            "Rewrite all stored objects under the current key, or into the clear",
            this::begin),
        ClusterRoutes.route(
            "DELETE",
            one + "/migration",
            Role.MANAGER,
            "encryption.migration.stop",
            "Stop the rewriting after the page at hand",
            this::stop),
        ClusterRoutes.route(
            "POST",
            one + "/rotate",
            Role.MANAGER,
            "encryption.cluster.rotate",
            "Give the root key a new version; plugins follow",
            this::rotate),
        ClusterRoutes.route(
            "POST",
            one + "/disable",
            Role.MANAGER,
            "encryption.cluster.disable",
            "Begin to write objects in the clear; the root key still opens the others",
            this::disable),
        ClusterRoutes.route(
            "POST",
            one + "/release",
            Role.MANAGER,
            "encryption.cluster.release",
            "Let the root key go, when no stored object needs it",
            this::release));
  }

  private Response begin(Request request) {
    Fields body = Fields.of(request, "rate", "restart", "by");
    Migrations.Wish wish =
        new Migrations.Wish(
            body.maybeNumber("rate", 0, 100_000),
            body.maybeText("by").map(MigrationRoutes::means).orElse(Means.REWRITING),
            body.flag("restart"));
    return Response.json(
        202, Views.of(migrations.begin(request.principal().user(), cluster(request), wish)));
  }

  private static Means means(String word) {
    return Means.of(word)
        .orElseThrow(
            () -> EncryptionFailures.badField("by", "rewriting or storage-version-migration"));
  }

  private Response stop(Request request) {
    Optional<Migration> stopped = migrations.stop(request.principal().user(), cluster(request));
    return stopped
        .map(migration -> Response.json(200, Views.of(migration)))
        .orElseGet(() -> Response.empty(204));
  }

  private Response rotate(Request request) {
    Terms terms = rotation.rotate(request.principal().user(), cluster(request));
    return Response.json(200, Views.of(terms));
  }

  private Response disable(Request request) {
    return Response.json(
        200, Views.of(guarding.beginDisable(request.principal().user(), cluster(request))));
  }

  private Response release(Request request) {
    return Response.json(
        200,
        Views.of(
            guarding.letGo(request.principal().user(), cluster(request), remaining::requireNone)));
  }

  private Cluster cluster(Request request) {
    return clusters.require(request.instance(), request.pathParameter("cluster"));
  }
}
