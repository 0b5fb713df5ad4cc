package redoubt.ledger.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import redoubt.core.Failure;
import redoubt.ledger.console.LedgerEntryPage.Fact;
import redoubt.ledger.console.LedgerListPage.Head;
import redoubt.ledger.console.LedgerListPage.Place;
import redoubt.ledger.console.LedgerListPage.Row;
import redoubt.ledger.console.pages.JteledgerGenerated;
import redoubt.ledger.console.pages.JteledgerentryGenerated;
import redoubt.ledger.console.pages.JteledgerheadGenerated;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Room.ConsoleLink;
import redoubt.web.Route;
import redoubt.web.console.Answer;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.Outcome;
import redoubt.web.console.Page;
import redoubt.web.console.Pager;
import redoubt.web.console.Part;
import redoubt.web.console.Who;

/** All pages of the room. */
public final class LedgerConsole {
  /** Path of the room's entry in the navigation. */
  public static final String START = "/ledger";

  /** The room's entries in the navigation. */
  public static final List<ConsoleLink> LINKS = List.of(new ConsoleLink(START, "Ledger"));

  private static final String OF_INSTANCE = "/instances/{instance}/ledger";
  private static final int PAGE = 50;

  private final Console console;

  private LedgerConsole(Console console) {
    this.console = console;
  }

  public static List<Route> routes(Console console) {
    LedgerConsole pages = new LedgerConsole(console);
    Access managers = Access.instance(Role.MANAGER, Role.ADMINISTRATOR);
    Access administrators = Access.administrator();
    return List.of(
        console.page(
            START,
            Access.signedIn(),
            "ledger.entries.read",
            "The ledger as far as the caller may see it.",
            pages::start),
        console.page(
            START + "/{entry}",
            administrators,
            "ledger.proof.read",
            "One entry and its proof.",
            pages::entry),
        console.page(
            START + "/{entry}/proof",
            administrators,
            "ledger.proof.read",
            "The proof of an entry, to keep.",
            pages::download),
        console.page(
            START + "/export",
            administrators,
            "ledger.export.read",
            "The whole log, to check elsewhere.",
            pages::export),
        console.page(
            OF_INSTANCE,
            managers,
            "ledger.entries.read",
            "The ledger of one instance.",
            pages::list),
        console.page(
            OF_INSTANCE + "/{entry}",
            managers,
            "ledger.proof.read",
            "One entry of an instance and its proof.",
            pages::entry),
        console.page(
            OF_INSTANCE + "/{entry}/proof",
            managers,
            "ledger.proof.read",
            "The proof of an entry of an instance, to keep.",
            pages::download),
        console.page(
            OF_INSTANCE + "/export",
            managers,
            "ledger.export.read",
            "The log with one instance's entries, to check elsewhere.",
            pages::export));
  }

  private Response start(Request request) {
    if (request.principal().isAdministrator()) {
      return list(request);
    }
    List<Place> places = places(request);
    if (!places.isEmpty()) {
      return console.redirect(places.getFirst().path());
    }
    Optional<Head> head = head(request);
    Part body = out -> JteledgerheadGenerated.render(out, null, head);
    return console.show(request, new Page("Ledger", START, body));
  }

  private Response list(Request request) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String name : List.of("action", "target", "outcome")) {
      query.put(name, Api.parameter(request, name));
    }
    boolean filtered = query.values().stream().anyMatch(value -> !value.isEmpty());
    String before = Api.parameter(request, "before");
    Map<String, String> asked = new LinkedHashMap<>(query);
    asked.computeIfPresent("outcome", (_, word) -> word.equals(Outcome.DONE) ? "ok" : word);
    asked.put("before", before);
    asked.put("limit", String.valueOf(PAGE));
    Answer answer = console.api().get(request, Api.path(api(request) + "/entries", asked));
    Map<String, String> instances = instances(request);
    List<Row> rows = answer.items().stream().map(entry -> row(entry, instances)).toList();
    Optional<String> older =
        Answer.text(answer.json(), "next")
            .map(next -> {
              Map<String, String> on = new LinkedHashMap<>(query);
              on.put("before", next);
              return Api.path(base(request), on);
            });
    Optional<String> newest =
        before.isEmpty() ? Optional.empty() : Optional.of(Api.path(base(request), query));
    String summary =
        rows.isEmpty()
            ? "No entries"
            : "Entries " + rows.getFirst().id() + " to " + rows.getLast().id();
    LedgerListPage page =
        new LedgerListPage(
            base(request),
            places(request),
            request.pathParameters().get("instance") == null,
            head(request),
            query.getOrDefault("action", ""),
            query.getOrDefault("target", ""),
            query.getOrDefault("outcome", ""),
            filtered,
            rows,
            new Pager(summary, newest, older));
    Part body = out -> JteledgerGenerated.render(out, null, page);
    return console.show(request, new Page("Ledger", START, body));
  }

  private static Who target(JsonNode entry, Map<String, String> instances) {
    Who target = Who.of(entry, "target");
    return target.isKnown()
        ? target
        : new Who(target.id(), instances.getOrDefault(target.id(), ""));
  }

  /** The id, and the name of the instance whose id it is. */
  private static Fact named(String fact, String id, Map<String, String> instances) {
    return new Fact(fact, id, Optional.ofNullable(instances.get(id)));
  }

  /** Names by id, of those that the reader may know; what is gone has none. */
  private Map<String, String> instances(Request request) {
    return console.api().get(request, "/v1/instances?limit=200").items().stream()
        .collect(
            Collectors.toMap(
                one -> one.path("id").asText(), one -> one.path("name").asText(), (one, _) -> one));
  }

  private Row row(JsonNode entry, Map<String, String> instances) {
    String tenant = entry.path("tenant").asText();
    return new Row(
        entry.path("id").asText(),
        console.moment(Answer.time(entry, "at").orElse(Instant.EPOCH)),
        tenant,
        instances.getOrDefault(tenant, tenant),
        Who.of(entry, "actor"),
        entry.path("action").asText(),
        target(entry, instances),
        new Outcome(entry.path("outcome").asText()),
        details(entry).stream()
            .map(fact -> fact.name() + " " + fact.value())
            .collect(Collectors.joining(" · ")));
  }

  private Response entry(Request request) {
    JsonNode proof = console.api().get(request, proofPath(request)).json();
    JsonNode entry = proof.path("entry");
    List<Fact> facts = new ArrayList<>();
    Map<String, String> instances = instances(request);
    facts.add(new Fact("Who", entry.path("actor").asText()));
    facts.add(named("Target", entry.path("target").asText(), instances));
    facts.add(named("Tenant", entry.path("tenant").asText(), instances));
    LedgerEntryPage page =
        new LedgerEntryPage(
            base(request),
            proof.path("id").asText(),
            entry.path("action").asText(),
            new Outcome(entry.path("outcome").asText()),
            Answer.time(entry, "at").map(console::moment),
            facts,
            details(entry),
            steps(proof),
            ProofSteps.signedRoot(proof),
            proof.path("size").asText(),
            proof.path("note").asText(),
            proof.path("publicKey").asText());
    Part body = out -> JteledgerentryGenerated.render(out, null, page);
    return console.show(request, new Page("Entry " + page.id(), START, body));
  }

  private static ProofSteps steps(JsonNode proof) {
    try {
      return ProofSteps.of(proof);
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      return new ProofSteps(List.of(), false);
    }
  }

  private static List<Fact> details(JsonNode entry) {
    List<Fact> details = new ArrayList<>();
    entry
        .path("details")
        .forEachEntry((name, value) -> details.add(new Fact(name, value.asText())));
    return details;
  }

  private Response download(Request request) {
    Answer answer = console.api().get(request, proofPath(request));
    answer.json();
    return answer
        .response()
        .withHeader("Content-Disposition", "attachment; filename=\"" + file(request) + ".json\"")
        .withHeader("Cache-Control", "no-store");
  }

  private Response export(Request request) {
    Answer answer = console.api().get(request, api(request) + "/export");
    if (!answer.ok()) {
      throw answer.failure();
    }
    return answer
        .response()
        .withHeader("Content-Disposition", "attachment; filename=\"redoubt-ledger.ndjson\"")
        .withHeader("Cache-Control", "no-store");
  }

  private static String file(Request request) {
    String entry = request.pathParameter("entry");
    if (!entry.matches("[0-9]{1,18}\\.[0-9]{1,9}")) {
      throw new Failure(
          Failure.Kind.NOT_FOUND,
          "ledger.no-entry",
          "There is no such entry here.",
          "Take an id from the list of entries; it reads LEAF.POSITION.");
    }
    return "redoubt-ledger-proof-" + entry;
  }

  private List<Place> places(Request request) {
    Optional<String> here = Optional.ofNullable(request.pathParameters().get("instance"));
    List<Place> places = new ArrayList<>();
    boolean administrator = request.principal().isAdministrator();
    if (administrator) {
      places.add(new Place(START, "Whole server", here.isEmpty()));
    }
    for (JsonNode instance : console.api().get(request, "/v1/instances").items()) {
      String id = instance.path("id").asText();
      if (administrator || request.principal().allows(id, List.of(Role.MANAGER))) {
        places.add(
            new Place(
                "/instances/" + Api.segment(id) + "/ledger",
                instance.path("name").asText(),
                here.filter(id::equals).isPresent()));
      }
    }
    return places;
  }

  private Optional<Head> head(Request request) {
    Answer answer = console.api().get(request, "/v1/ledger/head");
    if (!answer.ok()) {
      return Optional.empty();
    }
    JsonNode head = answer.json();
    return Optional.of(
        new Head(
            head.path("origin").asText(),
            head.path("size").asText(),
            head.path("rootHash").asText(),
            Answer.time(head, "at").map(console::moment),
            head.path("note").asText(),
            head.path("publicKey").asText()));
  }

  private static String proofPath(Request request) {
    return api(request) + "/entries/" + Api.segment(request.pathParameter("entry")) + "/proof";
  }

  private static String api(Request request) {
    return "/v1" + base(request);
  }

  /** Path of the list: of the whole server, or of the instance in the path. */
  private static String base(Request request) {
    return Optional.ofNullable(request.pathParameters().get("instance"))
        .map(instance -> "/instances/" + Api.segment(instance) + "/ledger")
        .orElse(START);
  }
}
