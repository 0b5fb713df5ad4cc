package redoubt.signatures.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.signatures.console.pages.JteforeignimageGenerated;
import redoubt.signatures.console.pages.JteforeignimagesGenerated;
import redoubt.web.Access;
import redoubt.web.HttpStatus;
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
import redoubt.web.console.Pager;
import redoubt.web.console.Part;
import redoubt.web.console.Who;

/** What workloads name of other registries, and whose signers count for it. */
final class ForeignPages {
  private static final String LIST = "/instances/{instance}/foreign-images";
  private static final String ONE = "/instances/{instance}/foreign-image";
  private static final int PAGE = 50;
  private static final int LONGEST_OFFSET = 7;

  private final Console console;
  private final Instances instances;

  ForeignPages(Console console) {
    this.console = console;
    this.instances = new Instances(console);
  }

  List<Route> routes() {
    return List.of(
        console.page(
            LIST,
            Access.signedIn(),
            "signatures.foreign.list",
            "Images of other registries that workloads name, and whether they are trusted.",
            request -> list(request, Map.of(), Optional.empty())),
        console.form(
            LIST,
            Access.signedIn(),
            "signatures.foreign.cover",
            "Says which namespace's signers count for images of another registry, or that none"
                + " does.",
            this::cover),
        console.page(
            ONE,
            Access.signedIn(),
            "signatures.foreign.show",
            "One image of another registry: who signed it, and why that counts.",
            request -> one(request, Api.parameter(request, "image"), Optional.empty())),
        console.form(
            ONE,
            Access.signedIn(),
            "signatures.foreign.verify",
            "Asks an image's registry at once.",
            this::verify));
  }

  private Answer get(Request page, String path) {
    return console.api().get(page, base(page) + path);
  }

  private static String base(Request page) {
    return "/v1/instances/" + Api.segment(instance(page)) + "/foreign-images";
  }

  private static String instance(Request page) {
    return page.pathParameter("instance");
  }

  private Response list(Request request, Map<String, String> entered, Optional<Failure> failure) {
    String instance = instance(request);
    JsonNode answer = get(request, "").json();
    List<ForeignView> all = new ArrayList<>();
    answer.path("items").forEach(item -> all.add(ForeignView.of(item, console::moment)));
    List<ForeignListPage.Unread> unread = new ArrayList<>();
    answer
        .path("clusters")
        .forEach(cluster ->
            Answer.text(cluster, "problem")
                .ifPresent(problem ->
                    unread.add(
                        new ForeignListPage.Unread(cluster.path("name").asText(), problem))));
    String search = Api.parameter(request, "search");
    String show = Api.parameter(request, "show");
    List<ForeignView> fitting =
        all.stream()
            .filter(row -> row.image().contains(search.toLowerCase(Locale.ROOT)))
            .filter(row ->
                switch (show) {
                  case "untrusted" -> !row.isTrusted();
                  case "uncovered" -> !row.isCovered();
                  default -> true;
                })
            .toList();
    int offset = offset(request, fitting.size());
    List<ForeignView> rows = fitting.subList(offset, Math.min(fitting.size(), offset + PAGE));
    boolean mayManage = request.principal().allows(instance, List.of(Role.MANAGER));
    ForeignListPage page =
        new ForeignListPage(
            instance,
            instances.name(request, instance),
            unread,
            answer.path("clusters").size(),
            get(request, "/covers").items().stream().map(this::covered).toList(),
            mayManage ? namespaces(request) : List.of(),
            rows,
            all.size(),
            pager(search, show, offset, rows.size(), fitting.size()),
            search,
            show,
            mayManage,
            entered,
            console.csrf(request),
            failure.isPresent() ? failure.map(Notice::of) : notice(request));
    Part body = out -> JteforeignimagesGenerated.render(out, null, page);
    return console.show(
        request,
        failure.map(it -> HttpStatus.of(it.kind())).orElse(200),
        new Page("Images of other registries", TrustConsole.SECTION, body));
  }

  /** That of a page that there is. */
  private static int offset(Request request, int total) {
    String text = Api.parameter(request, "offset");
    int offset = text.matches("[0-9]{1," + LONGEST_OFFSET + "}") ? Integer.parseInt(text) : 0;
    return offset >= total ? 0 : offset - offset % PAGE;
  }

  private static Pager pager(String search, String show, int offset, int shown, int total) {
    return Pager.slice(
        offset,
        shown,
        total,
        total == 1 ? "image" : "images",
        offset > 0 ? Optional.of(at(search, show, offset - PAGE)) : Optional.empty(),
        offset + shown < total ? Optional.of(at(search, show, offset + PAGE)) : Optional.empty());
  }

  private static String at(String search, String show, int offset) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("search", search);
    query.put("show", show);
    query.put("offset", Integer.toString(offset));
    return Api.path("", query);
  }

  private ForeignListPage.Covered covered(JsonNode cover) {
    return new ForeignListPage.Covered(
        cover.path("prefix").asText(),
        cover.path("namespace").asText(),
        cover.path("lookaside").asText(),
        Answer.time(cover, "setAt").map(console::moment),
        Who.of(cover, "setBy"));
  }

  private List<String> namespaces(Request request) {
    return console
        .api()
        .get(request, "/v1/instances/" + Api.segment(instance(request)) + "/namespaces")
        .itemsIfAllowed()
        .stream()
        .map(one -> one.path("name").asText())
        .toList();
  }

  private Response cover(Request request) {
    Map<String, String> form = request.form();
    String prefix = form.getOrDefault("prefix", "").strip();
    try {
      if (form.getOrDefault("do", "").equals("remove")) {
        Answer removed =
            console
                .api()
                .call(
                    request,
                    "DELETE",
                    Api.path(base(request) + "/covers", Map.of("prefix", prefix)),
                    Map.of(),
                    new byte[0]);
        JsonNode _ = removed.json();
        return console.redirect(ForeignListPage.path(instance(request)) + "?done=uncovered");
      }
      Map<String, String> wish =
          new LinkedHashMap<>(
              Map.of("prefix", prefix, "namespace", form.getOrDefault("namespace", "")));
      Optional.of(form.getOrDefault("lookaside", "").strip())
          .filter(place -> !place.isEmpty())
          .ifPresent(place -> wish.put("lookaside", place));
      Answer set = console.api().send(request, "PUT", base(request) + "/covers", Map.of(), wish);
      JsonNode _ = set.json();
      return console.redirect(ForeignListPage.path(instance(request)) + "?done=covered");
    } catch (Failure failure) {
      return TrustConsole.again(failure, () -> list(request, form, Optional.of(failure)));
    }
  }

  private Response one(Request request, String image, Optional<Failure> failure) {
    String instance = instance(request);
    JsonNode answer = get(request, Api.path("/image", Map.of("image", image))).json();
    ForeignView view = ForeignView.of(answer, console::moment);
    Optional<TrustView> trust =
        view.namespace()
            .filter(_ -> answer.has("trust"))
            .map(namespace ->
                TrustView.foreign(
                    answer.path("trust"),
                    console::moment,
                    namespace,
                    SignersPage.path(instance, namespace)));
    ForeignImagePage page =
        new ForeignImagePage(
            instance,
            instances.name(request, instance),
            view,
            trust,
            view.isCovered()
                && request.principal().allows(instance, List.of(Role.WRITER, Role.MANAGER)),
            console.csrf(request),
            failure.isPresent() ? failure.map(Notice::of) : notice(request));
    Part body = out -> JteforeignimageGenerated.render(out, null, page);
    return console.show(
        request,
        failure.map(it -> HttpStatus.of(it.kind())).orElse(200),
        new Page(view.image(), TrustConsole.SECTION, body));
  }

  private Response verify(Request request) {
    String image = request.form().getOrDefault("image", "").strip();
    try {
      JsonNode answer =
          console
              .api()
              .send(request, "POST", base(request) + "/verify", Map.of(), Map.of("image", image))
              .json();
      return console.redirect(
          ForeignListPage.imagePath(instance(request), image)
              + (answer.has("problem") ? "&done=unanswered" : "&done=asked"));
    } catch (Failure failure) {
      return TrustConsole.again(failure, () -> one(request, image, Optional.of(failure)));
    }
  }

  private static Optional<Notice> notice(Request request) {
    return switch (Api.parameter(request, "done")) {
      case "covered" ->
          Optional.of(Notice.done("It is covered: what workloads name of it is asked for now."));
      case "uncovered" ->
          Optional.of(Notice.done("It is covered no more; what was known of it is forgotten."));
      case "asked" -> Optional.of(Notice.done("Its registry was asked just now."));
      case "unanswered" ->
          Optional.of(
              new Notice(
                  redoubt.web.console.Tone.WARN,
                  "Its registry was not asked anew.",
                  "What it last showed counts for a day; why is told below.",
                  ""));
      default -> Optional.empty();
    };
  }
}
