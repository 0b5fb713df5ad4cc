package redoubt.identity.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import redoubt.core.Failure;
import redoubt.identity.console.InstancePage.GrantRow;
import redoubt.identity.console.InstancePage.Person;
import redoubt.identity.console.InstancesPage.Row;
import redoubt.identity.console.pages.JteinstanceGenerated;
import redoubt.identity.console.pages.JteinstancesGenerated;
import redoubt.web.Access;
import redoubt.web.HttpStatus;
import redoubt.web.Part.Kind;
import redoubt.web.Principal;
import redoubt.web.Reach;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;
import redoubt.web.console.Answer;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.Notice;
import redoubt.web.console.Page;
import redoubt.web.console.Part;

/** Instances and the roles held in them. */
final class InstancePages {
  private static final String ONE = "/instances/{instance}";
  private static final String WHOLE = "instance";
  private static final Access MANAGERS = Access.instance(Role.MANAGER, Role.ADMINISTRATOR);

  private final Console console;

  InstancePages(Console console) {
    this.console = console;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            IdentityConsole.INSTANCES,
            Access.signedIn(),
            "identity.instance.list",
            "The instances the caller may see.",
            request -> list(request, Optional.empty())),
        console.form(
            IdentityConsole.INSTANCES,
            Access.administrator(),
            "identity.instance.create",
            "Makes an instance.",
            this::create),
        console.page(
            ONE,
            MANAGERS,
            "identity.grant.list",
            "One instance and who holds which role in it.",
            request -> one(request, Optional.empty())),
        console.form(
            ONE, MANAGERS, "identity.instance.update", "Renames an instance.", this::rename),
        console.form(
            ONE + "/delete",
            Access.administrator(),
            "identity.instance.delete",
            "Deletes an instance that holds no live key.",
            this::delete),
        console.form(
            ONE + "/grants", MANAGERS, "identity.grant.create", "Gives a role.", this::grant),
        console.form(
            ONE + "/grants/{grant}/delete",
            MANAGERS,
            "identity.grant.delete",
            "Takes a role back.",
            this::revoke));
  }

  private Response list(Request request, Optional<Failure> failure) {
    Principal caller = request.principal();
    List<Row> rows =
        console.api().get(request, "/v1/instances?limit=200").items().stream()
            .map(it -> row(caller, it))
            .toList();
    InstancesPage page =
        new InstancesPage(
            rows, caller.isAdministrator(), console.csrf(request), notice(request, failure));
    Part body = out -> JteinstancesGenerated.render(out, null, page);
    return console.show(
        request, status(failure), new Page("Instances", IdentityConsole.INSTANCES, body));
  }

  private Row row(Principal caller, JsonNode instance) {
    String id = instance.path("id").asText();
    String roles =
        caller.grants().stream()
            .filter(grant -> grant.instance().filter(id::equals).isPresent())
            .map(grant ->
                word(grant.role())
                    + grant
                        .part()
                        .map(part -> " in " + part.kind().word() + " " + part.name())
                        .orElse(""))
            .distinct()
            .collect(Collectors.joining(", "));
    return new Row(
        id,
        instance.path("name").asText(),
        Answer.time(instance, "createdAt").map(console::moment),
        roles,
        Reach.RINGS.opens(caller, id),
        Reach.IMAGES.opens(caller, id),
        caller.isAdministrator() || caller.allows(id, List.of(Role.MANAGER)));
  }

  private Response create(Request request) {
    Answer answer =
        console
            .api()
            .send(
                request,
                "POST",
                "/v1/instances",
                Map.of(),
                Map.of("name", request.form().getOrDefault("name", "").strip()));
    return after(answer, () -> "/instances?done=made", failure -> list(request, failure));
  }

  private Response one(Request request, Optional<Failure> failure) {
    String id = request.pathParameter("instance");
    JsonNode instance = console.api().get(request, path(request)).json();
    InstancePage page =
        new InstancePage(
            id,
            instance.path("name").asText(id),
            Answer.time(instance, "createdAt").map(console::moment),
            console.api().get(request, path(request) + "/grants?limit=200").items().stream()
                .map(this::grantRow)
                .toList(),
            Arrays.stream(Role.values())
                .filter(role -> role != Role.ADMINISTRATOR)
                .map(role -> new InstancePage.RoleChoice(role.name(), word(role)))
                .toList(),
            people(request),
            Reach.RINGS.opens(request.principal(), id),
            request.principal().isAdministrator(),
            console.csrf(request),
            notice(request, failure));
    Part body = out -> JteinstanceGenerated.render(out, null, page);
    return console.show(
        request, status(failure), new Page(page.name(), IdentityConsole.INSTANCES, body));
  }

  private GrantRow grantRow(JsonNode grant) {
    return new GrantRow(
        grant.path("id").asText(),
        grant.path("userName").asText(grant.path("user").asText()),
        grant.path("user").asText(),
        word(Role.valueOf(grant.path("role").asText("READER"))),
        where(grant),
        Answer.time(grant, "createdAt").map(console::moment));
  }

  private static String where(JsonNode grant) {
    return Arrays.stream(Kind.values())
        .flatMap(
            kind -> Answer.text(grant, kind.word()).map(name -> label(kind) + " " + name).stream())
        .findFirst()
        .orElse("Whole instance");
  }

  private static String label(Kind kind) {
    return switch (kind) {
      case RING -> "Key ring";
      case NAMESPACE -> "Namespace";
      case REPOSITORY -> "Repository";
    };
  }

  private List<Person> people(Request request) {
    return request.principal().isAdministrator()
        ? console.api().get(request, "/v1/users?limit=200").items().stream()
            .map(user -> new Person(user.path("id").asText(), user.path("name").asText()))
            .toList()
        : List.of();
  }

  private Response rename(Request request) {
    Answer answer =
        console
            .api()
            .send(
                request,
                "PATCH",
                path(request),
                Map.of(),
                Map.of("name", request.form().getOrDefault("name", "").strip()));
    return after(answer, () -> page(request) + "?done=saved", failure -> one(request, failure));
  }

  private Response delete(Request request) {
    Answer answer = console.api().call(request, "DELETE", path(request), Map.of(), new byte[0]);
    return after(answer, () -> "/instances?done=removed", failure -> one(request, failure));
  }

  private Response grant(Request request) {
    Map<String, String> form = request.form();
    Map<String, String> wish = new LinkedHashMap<>();
    wish.put("user", form.getOrDefault("user", "").strip());
    wish.put("role", form.getOrDefault("role", ""));
    String name = form.getOrDefault("part", "").strip();
    String kind = form.getOrDefault("kind", WHOLE);
    if (kind.equals(WHOLE) != name.isEmpty()) {
      return one(request, Optional.of(halfPlace()));
    }
    if (!name.isEmpty()) {
      wish.put(kind, name);
    }
    Answer answer = console.api().send(request, "POST", path(request) + "/grants", Map.of(), wish);
    return after(answer, () -> page(request) + "?done=saved", failure -> one(request, failure));
  }

  /** A forgotten name must not give a role in everything. */
  private static Failure halfPlace() {
    return new Failure(
        Failure.Kind.INVALID,
        "console.half-place",
        "Nothing was given: where the role is to hold is not clear.",
        "Choose the whole instance and no name, or a key ring, namespace or repository and its"
            + " name.");
  }

  private Response revoke(Request request) {
    Answer answer =
        console
            .api()
            .call(
                request,
                "DELETE",
                path(request) + "/grants/" + Api.segment(request.pathParameter("grant")),
                Map.of(),
                new byte[0]);
    return after(answer, () -> page(request) + "?done=removed", failure -> one(request, failure));
  }

  private Response after(
      Answer answer,
      java.util.function.Supplier<String> next,
      java.util.function.Function<Optional<Failure>, Response> again) {
    Optional<Failure> failure = Changed.refusal(answer);
    return failure.isPresent() ? again.apply(failure) : console.redirect(next.get());
  }

  private static Optional<Notice> notice(Request request, Optional<Failure> failure) {
    return failure.isPresent() ? failure.map(Notice::of) : Changed.notice(request);
  }

  private static int status(Optional<Failure> failure) {
    return failure.map(it -> HttpStatus.of(it.kind())).orElse(200);
  }

  /** {@code ReaderPlus} for {@code READER_PLUS}, as Key Protect writes it. */
  static String word(Role role) {
    return Arrays.stream(role.name().split("_", -1))
        .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  private static String path(Request request) {
    return "/v1" + page(request);
  }

  private static String page(Request request) {
    return "/instances/" + Api.segment(request.pathParameter("instance"));
  }
}
