package redoubt.server.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Evidence.Outcome;
import redoubt.core.Failure;
import redoubt.server.console.EvidencePage.Group;
import redoubt.server.console.pages.JteevidenceGenerated;
import redoubt.web.Access;
import redoubt.web.HttpStatus;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Room;
import redoubt.web.Route;
import redoubt.web.console.Answer;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.Notice;
import redoubt.web.console.Page;
import redoubt.web.console.Part;
import redoubt.web.console.Tone;

/** The evidence, and the button that tries everything again. */
final class EvidencePages {
  private final Console console;
  private final List<Room> rooms;

  EvidencePages(Console console, List<Room> rooms) {
    this.console = console;
    this.rooms = List.copyOf(rooms);
  }

  List<Route> routes() {
    return List.of(
        console.page(
            HouseConsole.EVIDENCE,
            Access.signedIn(),
            "console.evidence.open",
            "Every claim, the attack on it and what came of it.",
            request -> show(request, notice(request), 200)),
        console.form(
            "/evidence/run",
            Access.administrator(),
            "proofs.proof.run",
            "Attacks every claim again, or those of one protection.",
            this::run));
  }

  private Response show(Request request, Optional<Notice> notice, int status) {
    Proofs all = Proofs.read(console, request);
    String show = Api.parameter(request, "show");
    List<Group> groups = new ArrayList<>();
    for (Room room : rooms) {
      Proofs own = all.of(room.name()).worstFirst();
      List<Proofs.Claim> shown =
          own.claims().stream()
              .filter(claim -> show.isEmpty() || named(claim).equals(show))
              .toList();
      if (!shown.isEmpty()) {
        groups.add(new Group(room.name(), room.title(), new Proofs(shown)));
      }
    }
    boolean administrator = request.principal().isAdministrator();
    EvidencePage page =
        new EvidencePage(
            all,
            groups,
            show,
            administrator && !all.isEmpty(),
            administrator,
            console.csrf(request),
            notice);
    Part body = out -> JteevidenceGenerated.render(out, null, page);
    return console.show(request, status, new Page("Evidence", HouseConsole.EVIDENCE, body));
  }

  private Response run(Request request) {
    String protection = request.form().getOrDefault("protection", "");
    Map<String, String> body = protection.isEmpty() ? Map.of() : Map.of("protection", protection);
    Answer answer = console.api().send(request, "POST", "/v1/proofs/run", Map.of(), body);
    if (!answer.ok()) {
      Failure failure = answer.failure();
      return show(request, Optional.of(Notice.of(failure)), HttpStatus.of(failure.kind()));
    }
    long failed =
        answer.items().stream()
            .filter(item -> item.path("outcome").asText().equals("failed"))
            .count();
    return console.redirect(
        "/evidence?tried=" + answer.items().size() + "&failed=" + failed + anchor(protection));
  }

  private static String anchor(String protection) {
    return protection.matches("[a-z-]{1,40}") ? "#" + protection : "";
  }

  private static Optional<Notice> notice(Request request) {
    String tried = Api.parameter(request, "tried");
    String failed = Api.parameter(request, "failed");
    if (!tried.matches("[0-9]{1,5}") || !failed.matches("[0-9]{1,5}")) {
      return Optional.empty();
    }
    return Optional.of(
        failed.equals("0")
            ? Notice.done("The proofs were run: " + tried + " attacks, none got through.")
            : new Notice(
                Tone.BAD,
                failed + " of " + tried + " claims do not hold.",
                "Look at them below: they stand first.",
                ""));
  }

  private static String named(Proofs.Claim claim) {
    Outcome outcome = claim.outcome();
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
