package redoubt.encryption.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import redoubt.core.Failure;
import redoubt.encryption.console.pages.JtemigratingGenerated;
import redoubt.encryption.console.pages.JtestepGenerated;
import redoubt.web.Access;
import redoubt.web.HttpStatus;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;
import redoubt.web.console.Console;
import redoubt.web.console.Notice;
import redoubt.web.console.Page;
import redoubt.web.console.Part;

/** What is done to a cluster. */
final class ClusterForms {
  private static final String CLUSTER = "/instances/{instance}/clusters/{cluster}";

  private final Console console;
  private final ClusterApi api;

  ClusterForms(Console console, ClusterApi api) {
    this.console = console;
    this.api = api;
  }

  List<Route> routes() {
    Access manager = Access.instance(Role.MANAGER);
    List<Route> routes = new ArrayList<>();
    for (ClusterStep step : ClusterStep.values()) {
      routes.add(
          console.page(
              CLUSTER + "/" + step.path(),
              manager,
              "encryption.status.read",
              "Asks before: " + step.label().toLowerCase(Locale.ROOT) + ".",
              request -> ask(request, step, Optional.empty())));
      routes.add(
          console.form(
              CLUSTER + "/" + step.path(),
              manager,
              step.action(),
              step.label() + ".",
              request -> act(request, step)));
    }
    routes.add(
        console.form(
            CLUSTER + "/migration",
            manager,
            "encryption.migration.begin",
            "Begins, stops or resumes the rewriting of what is stored.",
            this::migrate));
    routes.add(
        console.form(
            CLUSTER + "/ledger",
            manager,
            "encryption.ledger.take",
            "Reads what the cluster's etcd holds.",
            this::read));
    return routes;
  }

  private Response ask(Request request, ClusterStep step, Optional<Failure> failure) {
    ClusterSummary cluster = api.one(request);
    StepPage page =
        new StepPage(
            request.pathParameter("instance"),
            cluster,
            step,
            ClusterPages.commands(cluster),
            console.csrf(request),
            failure.map(Notice::of));
    Part body = out -> JtestepGenerated.render(out, null, page);
    return console.show(
        request,
        status(failure),
        new Page(step.label() + ": " + cluster.name(), EncryptionConsole.START, body));
  }

  private Response act(Request request, ClusterStep step) {
    try {
      String name = api.one(request).name();
      if (step.typed() && !request.form().getOrDefault("name", "").strip().equals(name)) {
        throw new Failure(
            Failure.Kind.INVALID,
            "console.name-differs",
            "The name you typed is not the cluster's name; nothing was done.",
            "Type " + name + ".");
      }
      api.send(request, "POST", "/" + step.path(), Map.of());
      return back(request, step.path());
    } catch (Failure failure) {
      return again(failure, () -> ask(request, step, Optional.of(failure)));
    }
  }

  private Response migrate(Request request) {
    String what = request.form().getOrDefault("do", "begin");
    try {
      switch (what) {
        case "stop" -> api.send(request, "DELETE", "/migration", Map.of());
        case "resume" -> api.send(request, "POST", "/migration", rate(request, false));
        default -> api.send(request, "POST", "/migration", rate(request, true));
      }
      return back(request, what.equals("stop") || what.equals("resume") ? what : "begin");
    } catch (Failure failure) {
      return again(failure, () -> migration(request, failure));
    }
  }

  private static Map<String, Object> rate(Request request, boolean restart) {
    Map<String, Object> body = new LinkedHashMap<>();
    String rate = request.form().getOrDefault("rate", "").strip();
    if (!rate.matches("[0-9]{1,6}")) {
      throw new Failure(
          Failure.Kind.INVALID,
          "console.bad-rate",
          "The rate is not a whole number.",
          "Enter how many objects may be written a second; 0 is for no limit.");
    }
    body.put("rate", Integer.parseInt(rate));
    body.put("restart", restart);
    return body;
  }

  private Response migration(Request request, Failure failure) {
    ProgressPage page =
        new ProgressPage(
            request.pathParameter("instance"),
            api.one(request),
            true,
            console.csrf(request),
            Optional.of(Notice.of(failure)));
    Part body = out -> JtemigratingGenerated.render(out, null, page);
    return console.show(
        request,
        status(Optional.of(failure)),
        new Page("Migration of " + page.cluster().name(), EncryptionConsole.START, body));
  }

  private Response read(Request request) {
    api.send(request, "POST", "/ledger", Map.of());
    return back(request, "reading");
  }

  private Response back(Request request, String done) {
    return console.redirect(ClusterApi.page(request) + "?done=" + done);
  }

  private static int status(Optional<Failure> failure) {
    return failure.map(it -> HttpStatus.of(it.kind())).orElse(200);
  }

  /** The form again, with what went wrong; what cannot be shown again is a page of its own. */
  private static Response again(Failure failure, Supplier<Response> form) {
    return switch (failure.kind()) {
      case INVALID, CONFLICT, GONE, UNPROCESSABLE, TOO_MANY, UNAVAILABLE, NOT_SUPPORTED ->
          form.get();
      case UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TOO_LARGE, INTERNAL -> throw failure;
    };
  }
}
