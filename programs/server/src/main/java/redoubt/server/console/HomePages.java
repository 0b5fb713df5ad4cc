package redoubt.server.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import redoubt.server.console.HomePage.LedgerHead;
import redoubt.server.console.HomePage.ProtectionRow;
import redoubt.server.console.HomePage.Recent;
import redoubt.server.console.pages.JtehomeGenerated;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Room;
import redoubt.web.Route;
import redoubt.web.console.Answer;
import redoubt.web.console.Choice;
import redoubt.web.console.ClusterRoom;
import redoubt.web.console.Console;
import redoubt.web.console.Instances;
import redoubt.web.console.Outcome;
import redoubt.web.console.Page;
import redoubt.web.console.Part;
import redoubt.web.console.Who;

/** The first page. */
final class HomePages {
  private final Console console;
  private final List<Room> rooms;

  HomePages(Console console, List<Room> rooms) {
    this.console = console;
    this.rooms = List.copyOf(rooms);
  }

  List<Route> routes() {
    return List.of(
        console.page(
            HouseConsole.HOME,
            Access.signedIn(),
            "console.home.open",
            "The posture of the whole.",
            this::show));
  }

  private Response show(Request request) {
    Proofs proofs = Proofs.read(console, request);
    HomePage page =
        new HomePage(
            proofs,
            clusters(request),
            protections(proofs),
            head(request),
            recent(request),
            request.principal().isAdministrator() && !proofs.isEmpty(),
            console.csrf(request));
    Part body = out -> JtehomeGenerated.render(out, null, page);
    return console.show(request, new Page("Posture", HouseConsole.HOME, body));
  }

  /** What every room that guards clusters says of them. */
  private Optional<ClusterMatrix> clusters(Request request) {
    List<Choice> instances = new Instances(console).choices(request, "");
    List<String> ids = instances.stream().map(Choice::value).toList();
    Map<String, String> names =
        instances.stream().collect(Collectors.toMap(Choice::value, Choice::label));
    List<ClusterMatrix.Said> said = new ArrayList<>();
    for (Room room : rooms) {
      if (room instanceof ClusterRoom clusters
          && room.consoleLinks().getFirst().serves().test(request.principal())) {
        String path = room.consoleLinks().getFirst().path();
        said.add(
            new ClusterMatrix.Said(
                new ClusterMatrix.Column(room.title(), path),
                clusters.clusters(console, request, ids)));
      }
    }
    return said.isEmpty()
        ? Optional.empty()
        : Optional.of(ClusterMatrix.of(said, id -> names.getOrDefault(id, id)));
  }

  private List<ProtectionRow> protections(Proofs proofs) {
    List<ProtectionRow> rows = new ArrayList<>();
    for (Room room : rooms) {
      Proofs own = proofs.of(room.name());
      if (!own.isEmpty()) {
        rows.add(
            new ProtectionRow(
                room.name(),
                room.title(),
                room.consoleLinks().stream().findFirst().map(Room.ConsoleLink::path),
                own.verdict(),
                own.worstFirst()));
      }
    }
    return rows;
  }

  private Optional<LedgerHead> head(Request request) {
    Answer answer = console.api().get(request, "/v1/ledger/head");
    if (!answer.ok()) {
      return Optional.empty();
    }
    JsonNode head = answer.json();
    return Optional.of(
        new LedgerHead(
            head.path("size").asText("0"),
            head.path("rootHash").asText(""),
            Answer.time(head, "at").map(console::moment)));
  }

  /** For administrators only: the ledger of the whole server. */
  private List<Recent> recent(Request request) {
    if (!request.principal().isAdministrator()) {
      return List.of();
    }
    Answer answer = console.api().get(request, "/v1/ledger/entries?limit=8");
    if (!answer.ok()) {
      return List.of();
    }
    List<Recent> recent = new ArrayList<>();
    for (JsonNode entry : answer.items()) {
      recent.add(
          new Recent(
              entry.path("id").asText(),
              console.moment(Answer.time(entry, "at").orElse(Instant.EPOCH)),
              entry.path("action").asText(),
              Who.of(entry, "target"),
              Who.of(entry, "actor"),
              new Outcome(entry.path("outcome").asText())));
    }
    return recent;
  }
}
