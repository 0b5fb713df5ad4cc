package redoubt.encryption.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.encryption.Cluster;
import redoubt.encryption.EncryptionFailures;
import redoubt.encryption.census.Expectation;
import redoubt.encryption.census.Report;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.report.Expected;
import redoubt.encryption.report.Reading;
import redoubt.encryption.report.Readings;
import redoubt.encryption.report.Reports;
import redoubt.encryption.report.SignedReport;
import redoubt.encryption.report.StoredReport;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.ledger.http.LedgerJson;
import redoubt.web.Json;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** The encryption ledger of a cluster: readings of its etcd, and their reports. */
public final class ReportRoutes {
  private static final int USUAL_LIMIT = 20;

  private final Clusters clusters;
  private final Readings readings;
  private final Expected expected;
  private final Reports reports;
  private final Ledger ledger;
  private final InstantSource clock;

  public ReportRoutes(
      Clusters clusters,
      Readings readings,
      Expected expected,
      Reports reports,
      Ledger ledger,
      InstantSource clock) {
    this.clusters = clusters;
    this.readings = readings;
    this.expected = expected;
    this.reports = reports;
    this.ledger = ledger;
    this.clock = clock;
  }

  public List<Route> routes() {
    String one = ClusterRoutes.ONE;
    return List.of(
        ClusterRoutes.route(
            "POST",
            one + "/ledger",
            Role.MANAGER,
            "encryption.reading.begin",
            "Begin to read what the cluster's etcd stores",
            this::begin),
        ClusterRoutes.route(
            "GET",
            one + "/ledger",
            Role.READER,
            "encryption.reading.read",
            "What is expected of stored objects, the last reading, and the last report in numbers",
            this::status),
        ClusterRoutes.route(
            "DELETE",
            one + "/ledger",
            Role.MANAGER,
            "encryption.reading.stop",
            "Stop the reading",
            this::stop),
        ClusterRoutes.route(
            "GET",
            one + "/ledger/{reading}",
            Role.READER,
            "encryption.reading.read",
            "How far a reading is",
            this::reading),
        ClusterRoutes.route(
            "GET",
            one + "/reports",
            Role.READER,
            "encryption.report.list",
            "Reports in numbers, newest first",
            this::list),
        ClusterRoutes.route(
            "POST",
            one + "/reports",
            Role.MANAGER,
            "encryption.report.create",
            "Keep a report that was made elsewhere, as one that the server did not see",
            this::report),
        ClusterRoutes.route(
            "GET",
            one + "/reports/{report}",
            Role.MANAGER,
            "encryption.report.read",
            "A report with names of objects, its signature and its proof; latest for the newest",
            this::read));
  }

  private Response begin(Request request) {
    Fields body = Fields.of(request, "all");
    return Response.json(
        202,
        ReportViews.of(
            readings.begin(request.principal().user(), cluster(request), body.flag("all"))));
  }

  private Response status(Request request) {
    Cluster cluster = cluster(request);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("expected", ReportViews.of(expected.of(cluster)));
    readings.last(cluster).ifPresent(last -> view.put("reading", ReportViews.of(last)));
    reports.latest(cluster).ifPresent(last -> view.put("last", ReportViews.of(last)));
    return Response.json(200, view);
  }

  private Response stop(Request request) {
    Optional<Reading> stopped = readings.stop(request.principal().user(), cluster(request));
    return stopped
        .map(reading -> Response.json(200, ReportViews.of(reading)))
        .orElseGet(() -> Response.empty(204));
  }

  private Response reading(Request request) {
    return Response.json(
        200, ReportViews.of(readings.require(cluster(request), request.pathParameter("reading"))));
  }

  private Response list(Request request) {
    int limit =
        request
            .query("limit")
            .map(text -> {
              if (!text.matches("[1-9][0-9]{0,2}") || Integer.parseInt(text) > Reports.MOST) {
                throw EncryptionFailures.badField(
                    "limit", "a whole number from 1 to " + Reports.MOST);
              }
              return Integer.parseInt(text);
            })
            .orElse(USUAL_LIMIT);
    return Response.json(
        200,
        Map.of(
            "items", reports.list(cluster(request), limit).stream().map(ReportViews::of).toList()));
  }

  private Response report(Request request) {
    JsonNode body = request.json();
    if (!body.isObject() || body.size() != 1 || !body.has("report")) {
      throw EncryptionFailures.badField("body", "an object with a report and nothing else");
    }
    Cluster cluster = cluster(request);
    Report report = Report.parse(body.get("report"));
    Expectation now = expected.of(cluster);
    if (!report.expectation().equals(now)) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "encryption.other-expectation",
          "The report judges by other resources or keys than are this cluster's now.",
          "Take it anew with redoubt encryption ledger NAME --snapshot FILE.");
    }
    return Response.json(
        201, whole(cluster, reports.reported(request.principal().user(), cluster, report)));
  }

  private Response read(Request request) {
    Cluster cluster = cluster(request);
    StoredReport found = reports.require(cluster, request.pathParameter("report"));
    ledger.append(
        Entry.ok(
            clock.instant(),
            cluster.tenant(),
            request.principal().user(),
            "encryption.report.read",
            cluster.id().toString(),
            Map.of("report", found.id().toString())));
    return Response.json(200, whole(cluster, found)).withHeader("Cache-Control", "no-store");
  }

  private Map<String, Object> whole(Cluster cluster, StoredReport report) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("format", SignedReport.FORMAT);
    view.put("instance", cluster.tenant());
    view.put("cluster", cluster.id().toString());
    view.put("clusterName", cluster.name());
    view.putAll(ReportViews.of(report));
    view.put("signature", report.note());
    view.put("publicKey", report.publicKey());
    view.put(
        "proof", LedgerJson.proof(ledger.prove(report.entry(), Optional.of(cluster.tenant()))));
    view.put("report", Json.parse(reports.body(report)));
    return view;
  }

  private Cluster cluster(Request request) {
    return clusters.require(request.instance(), request.pathParameter("cluster"));
  }
}
