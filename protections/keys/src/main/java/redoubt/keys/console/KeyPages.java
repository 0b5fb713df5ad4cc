package redoubt.keys.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.keys.KeyState;
import redoubt.keys.console.KeyPage.LedgerLine;
import redoubt.keys.console.KeyPage.Version;
import redoubt.keys.console.pages.JtekeyGenerated;
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
import redoubt.web.console.UsageChart;
import redoubt.web.console.Who;

/** The page of one key. */
final class KeyPages {
  private static final List<String> USES = List.of("wrap", "unwrap", "rewrap");
  private static final int HOURS = 72;

  private final Console console;
  private final KeyApi api;
  private final Instances instances;

  KeyPages(Console console, KeyApi api, Instances instances) {
    this.console = console;
    this.api = api;
    this.instances = instances;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            "/instances/{instance}/keys/{key}",
            Access.ring(Role.READER),
            "kms.secrets.readmetadata",
            "One key: state, life, versions, policies, registrations, use over time.",
            this::show));
  }

  private Response show(Request request) {
    String instance = request.pathParameter("instance");
    JsonNode json = api.key(request, request.pathParameter("key"));
    KeySummary key = KeySummary.of(json, console::moment);
    request.requireRing(key.ring());
    String path = KeyApi.key(key.id());
    List<JsonNode> versions =
        api.get(request, path + "/versions?allKeyStates=true").itemsIfAllowed();
    Optional<List<JsonNode>> ledger = ledger(request, instance, key);
    boolean alive = key.state() != KeyState.DESTROYED;
    KeyPage page =
        new KeyPage(
            instance,
            instances.name(request, instance),
            key,
            KeyHistory.of(key, versions, ledger.orElse(List.of()), console.now()),
            versions(versions, key),
            api.dependency(request, key.id(), console::moment),
            ledger.map(this::lines),
            key.extractable() ? Optional.empty() : usage(request, instance, key),
            KeyStep.open(key, role -> may(request, instance, key, role)),
            alive && may(request, instance, key, Role.MANAGER),
            alive && may(request, instance, key, Role.WRITER),
            console.csrf(request),
            notice(request));
    Part body = out -> JtekeyGenerated.render(out, null, page);
    return console.show(request, new Page(key.name(), KeyConsole.START, body));
  }

  static boolean may(Request request, String instance, KeySummary key, Role role) {
    return request.principal().allows(instance, redoubt.web.Part.ring(key.ring()), List.of(role));
  }

  private List<Version> versions(List<JsonNode> newestFirst, KeySummary key) {
    List<Version> versions = new ArrayList<>();
    int number = newestFirst.size();
    for (JsonNode version : newestFirst) {
      String id = version.path("id").asText();
      versions.add(
          new Version(
              number--,
              id,
              Answer.time(version, "creationDate").map(console::moment),
              key.state() == KeyState.ACTIVE && id.equals(key.version())));
    }
    return versions;
  }

  /** What the ledger has about the key, newest first; empty for who may not read it. */
  private Optional<List<JsonNode>> ledger(Request request, String instance, KeySummary key) {
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
                    Map.of("target", key.id(), "limit", "100")));
    return answer.ok() ? Optional.of(answer.items()) : Optional.empty();
  }

  private List<LedgerLine> lines(List<JsonNode> entries) {
    List<LedgerLine> lines = new ArrayList<>();
    for (JsonNode entry : entries.subList(0, Math.min(8, entries.size()))) {
      String outcome = entry.path("outcome").asText();
      boolean ok = outcome.equals("ok");
      lines.add(
          new LedgerLine(
              entry.path("id").asText(),
              console.moment(Answer.time(entry, "at").orElse(Instant.EPOCH)),
              entry.path("action").asText(),
              Who.of(entry, "actor"),
              new Pill(ok ? Tone.PLAIN : Tone.BAD, ok ? "done" : outcome)));
    }
    return lines;
  }

  private Optional<UsageChart> usage(Request request, String instance, KeySummary key) {
    Answer answer =
        console
            .api()
            .get(
                request,
                "/v1/instances/"
                    + Api.segment(instance)
                    + "/keys/"
                    + Api.segment(key.id())
                    + "/usage");
    if (!answer.ok()) {
      return Optional.empty();
    }
    Map<Instant, Map<String, Long>> counted = new HashMap<>();
    for (JsonNode item : answer.items()) {
      Answer.time(item, "hour")
          .ifPresent(hour -> {
            String action = item.path("action").asText();
            counted
                .computeIfAbsent(hour.truncatedTo(ChronoUnit.HOURS), at -> new HashMap<>())
                .merge(
                    action.substring(action.lastIndexOf('.') + 1),
                    item.path("count").asLong(),
                    Long::sum);
          });
    }
    return Optional.of(console.chart(USES, UsageChart.fill(counted, USES, HOURS, console.now())));
  }

  private static Optional<Notice> notice(Request request) {
    String done = Api.parameter(request, "done");
    return switch (done) {
      case "created" -> Optional.of(Notice.done("The key is made."));
      case "changed" -> Optional.of(Notice.done("Saved."));
      default -> KeyStep.of(done).map(step -> Notice.done(step.done()));
    };
  }
}
