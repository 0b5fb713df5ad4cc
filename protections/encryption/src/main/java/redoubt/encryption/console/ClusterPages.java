package redoubt.encryption.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.encryption.census.Standing;
import redoubt.encryption.console.ClusterPage.KeyId;
import redoubt.encryption.console.ClusterPage.LedgerLine;
import redoubt.encryption.console.pages.JteclusterGenerated;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;
import redoubt.web.console.Answer;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.Instances;
import redoubt.web.console.Notice;
import redoubt.web.console.Page;
import redoubt.web.console.Part;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;
import redoubt.web.console.TrendChart;
import redoubt.web.console.Who;

/** The page of one cluster. */
final class ClusterPages {
  private static final List<TrendChart.Series> SERIES =
      List.of(
          new TrendChart.Series("Encrypted", Tone.GOOD),
          new TrendChart.Series("Under an earlier key", Tone.WARN),
          new TrendChart.Series("Not protected", Tone.BAD));

  private final Console console;
  private final ClusterApi api;
  private final Instances instances;

  ClusterPages(Console console, ClusterApi api, Instances instances) {
    this.console = console;
    this.api = api;
    this.instances = instances;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            "/instances/{instance}/clusters/{cluster}",
            Access.instance(Role.READER),
            "encryption.status.read",
            "One cluster: what is stored, root key, key ids, plugins, migration, past ledgers.",
            this::show));
  }

  private Response show(Request request) {
    String instance = request.pathParameter("instance");
    ClusterSummary cluster = api.one(request);
    boolean mayManage = request.principal().allows(instance, List.of(Role.MANAGER));
    ClusterPage page =
        new ClusterPage(
            instance,
            instances.name(request, instance),
            cluster,
            Posture.of(cluster, console.now()),
            keyIds(request, cluster),
            detail(request, cluster),
            trend(request),
            lines(request, instance, cluster),
            commands(cluster),
            mayManage ? ClusterStep.open(cluster) : List.of(),
            mayManage,
            console.csrf(request),
            notice(request));
    Part body = out -> JteclusterGenerated.render(out, null, page);
    return console.show(request, new Page(cluster.name(), EncryptionConsole.START, body));
  }

  private List<KeyId> keyIds(Request request, ClusterSummary cluster) {
    List<KeyId> keyIds = new ArrayList<>();
    for (JsonNode item : api.get(request, "/leases").json().path("generations")) {
      String keyId = item.path("keyId").asText();
      String key = item.path("key").asText();
      boolean another = cluster.key().filter(present -> present.id().equals(key)).isEmpty();
      keyIds.add(
          new KeyId(
              item.path("generation").asLong(),
              keyId,
              cluster.keyId().equals(Optional.of(keyId)),
              another ? Optional.of(key) : Optional.empty(),
              Answer.time(item, "since").map(console::moment),
              cluster.ledger().map(ledger -> ledger.byKeyId().getOrDefault(keyId, 0L))));
    }
    return keyIds;
  }

  private Optional<LedgerDetail> detail(Request request, ClusterSummary cluster) {
    return cluster
        .ledger()
        .flatMap(ledger -> api.get(request, "/reports/" + Api.segment(ledger.id())).jsonIfAllowed())
        .map(answer -> LedgerDetail.of(answer.path("report")));
  }

  private Optional<TrendChart> trend(Request request) {
    List<TrendChart.Point> points = new ArrayList<>();
    for (JsonNode item : api.get(request, "/reports?limit=100").itemsIfAllowed()) {
      LedgerSummary ledger = LedgerSummary.of(item, console::moment);
      points.add(
          new TrendChart.Point(
              ledger.at().at(),
              List.of(ledger.sound(), ledger.count(Standing.STALE), ledger.offending())));
    }
    return points.size() < 2
        ? Optional.empty()
        : Optional.of(console.trend("Ledger", SERIES, points.reversed()));
  }

  /** What the Merkle ledger has about the cluster; empty for who may not read it. */
  private Optional<List<LedgerLine>> lines(
      Request request, String instance, ClusterSummary cluster) {
    boolean may =
        request.principal().allows(instance, List.of(Role.MANAGER))
            || request.principal().isAdministrator();
    if (!may) {
      return Optional.empty();
    }
    Answer answer =
        console
            .api()
            .get(
                request,
                Api.path(
                    "/v1/instances/" + Api.segment(instance) + "/ledger/entries",
                    Map.of("target", cluster.id(), "limit", "8")));
    return answer.ok()
        ? Optional.of(answer.items().stream().map(this::line).toList())
        : Optional.empty();
  }

  private LedgerLine line(JsonNode entry) {
    String outcome = entry.path("outcome").asText();
    boolean ok = outcome.equals("ok");
    return new LedgerLine(
        entry.path("id").asText(),
        console.moment(Answer.time(entry, "at").orElse(Instant.EPOCH)),
        entry.path("action").asText(),
        Who.of(entry, "actor"),
        new Pill(ok ? Tone.PLAIN : Tone.BAD, ok ? "done" : outcome));
  }

  /** A key's name may have anything in it, which a shell would take for something else. */
  static Commands commands(ClusterSummary cluster) {
    String key =
        cluster
            .key()
            .map(present ->
                present.name().matches("[A-Za-z0-9._-]+") ? present.name() : present.id())
            .orElse("KEY");
    return new Commands(cluster.name(), key, cluster.resources());
  }

  private static Optional<Notice> notice(Request request) {
    String done = Api.parameter(request, "done");
    return switch (done) {
      case "begin" -> Optional.of(Notice.done("The migration has begun."));
      case "resume" -> Optional.of(Notice.done("The migration goes on."));
      case "stop" -> Optional.of(Notice.done("The migration stops after the page at hand."));
      case "reading" -> Optional.of(Notice.done("The ledger is being taken."));
      default -> ClusterStep.of(done).map(step -> Notice.done(step.done()));
    };
  }
}
