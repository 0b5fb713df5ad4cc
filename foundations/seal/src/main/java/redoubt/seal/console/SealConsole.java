package redoubt.seal.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.seal.console.SealPage.Job;
import redoubt.seal.console.pages.JtesealGenerated;
import redoubt.web.Access;
import redoubt.web.HttpStatus;
import redoubt.web.Principal;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Room.ConsoleLink;
import redoubt.web.Route;
import redoubt.web.console.Answer;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.Notice;
import redoubt.web.console.Page;
import redoubt.web.console.Part;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;

/** The page of the seal, for administrators. */
public final class SealConsole {
  private static final String START = "/seal";

  /** The room's entries in the navigation. */
  public static final List<ConsoleLink> LINKS =
      List.of(new ConsoleLink(START, "Seal", Principal::isAdministrator));

  private final Console console;

  private SealConsole(Console console) {
    this.console = console;
  }

  public static List<Route> routes(Console console) {
    SealConsole pages = new SealConsole(console);
    return List.of(
        console.page(
            START,
            Access.administrator(),
            "seal.status.read",
            "How the seal stands.",
            request -> pages.show(request, Optional.empty())),
        console.form(
            START + "/rotate",
            Access.administrator(),
            "seal.master.rotate",
            "Gives every secret a new master key.",
            request -> pages.change(request, "rotate", Map.of())),
        console.form(
            START + "/migrate",
            Access.administrator(),
            "seal.master.migrate",
            "Moves to a master key in another key store.",
            request ->
                pages.change(
                    request, "migrate", Map.of("to", request.form().getOrDefault("to", "")))));
  }

  private Response show(Request request, Optional<Failure> failure) {
    JsonNode seal = console.api().get(request, "/v1/seal").json();
    JsonNode hsm = seal.path("hsm");
    Optional<Job> job = job(seal.path("job"));
    Optional<Notice> begun =
        Api.parameter(request, "done").equals("begun")
            ? Optional.of(Notice.done("It has begun, and goes on in the background."))
            : Optional.empty();
    SealPage page =
        new SealPage(
            seal.path("provider").asText(),
            seal.path("master").path("id").asText(),
            Answer.time(seal.path("master"), "createdAt").map(console::moment),
            seal.path("secrets").asLong(),
            seal.path("pending").asLong(),
            job,
            job.filter(it -> it.state().equals("running")).isPresent(),
            hsm(hsm),
            hsm.path("problem").asText(""),
            hsm.path("configured").asBoolean(),
            console.csrf(request),
            failure.isPresent() ? failure.map(Notice::of) : begun);
    Part body = out -> JtesealGenerated.render(out, null, page);
    int status = failure.map(it -> HttpStatus.of(it.kind())).orElse(200);
    return console.show(request, status, new Page("Seal", START, body));
  }

  private static Pill hsm(JsonNode hsm) {
    if (!hsm.path("configured").asBoolean()) {
      return new Pill(Tone.QUIET, "Not configured");
    }
    return hsm.path("reachable").asBoolean()
        ? new Pill(Tone.GOOD, "Reachable")
        : new Pill(Tone.BAD, "Not reachable");
  }

  private Optional<Job> job(JsonNode job) {
    return Answer.text(job, "kind")
        .map(kind ->
            new Job(
                kind,
                job.path("state").asText(),
                job.path("done").asLong(),
                job.path("total").asLong(),
                Answer.time(job, "startedAt").map(console::moment),
                job.path("problem").asText("")));
  }

  private Response change(Request request, String what, Map<String, String> body) {
    Answer answer = console.api().send(request, "POST", "/v1/seal/" + what, Map.of(), body);
    if (answer.ok()) {
      return console.redirect("/seal?done=begun");
    }
    return show(request, Optional.of(answer.failure()));
  }
}
