package redoubt.admission.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.admission.console.EnforcementPage.Asked;
import redoubt.admission.console.EnforcementPage.Row;
import redoubt.admission.console.EnforcementPage.Tried;
import redoubt.admission.console.EnforcementPage.Wish;
import redoubt.admission.console.pages.JteenforcementGenerated;
import redoubt.core.Failure;
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
import redoubt.web.console.Part;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;

/** Which clusters ask, what they were answered lately, and what would be said of an image. */
public final class EnforcementPages {
  /** Entry of the navigation that leads here. */
  static final String SECTION = "/images";

  private static final int SHOWN = 100;

  private final Console console;
  private final Instances instances;

  private EnforcementPages(Console console) {
    this.console = console;
    this.instances = new Instances(console);
  }

  public static List<Route> routes(Console console) {
    EnforcementPages pages = new EnforcementPages(console);
    List<Route> routes =
        new ArrayList<>(new RehearsalPages(console, new Instances(console)).routes());
    routes.add(
        console.page(
            "/instances/{instance}/enforcement",
            Access.instance(Role.READER),
            "admission.page",
            "Which images clusters run: what was asked lately, and what would be said of an image.",
            pages::show));
    return routes;
  }

  /** Of the interface, for an instance. */
  static String base(Request page) {
    return "/v1/instances/" + Api.segment(page.pathParameter("instance"));
  }

  private Response show(Request request) {
    String instance = request.pathParameter("instance");
    List<Row> clusters =
        console.api().get(request, base(request) + "/admission").items().stream()
            .map(this::row)
            .toList();
    String wished = Api.parameter(request, "cluster");
    String chosen =
        clusters.stream()
            .map(Row::name)
            .filter(name -> wished.isEmpty() || name.equals(wished))
            .findFirst()
            .orElse("");
    List<JsonNode> asked = chosen.isEmpty() ? List.of() : asked(request, chosen);
    String namespace = Api.parameter(request, "namespace").strip();
    Wish wish =
        new Wish(
            namespace.isEmpty() ? "default" : namespace, Api.parameter(request, "image").strip());
    Optional<Tried> tried = Optional.empty();
    Optional<Failure> failure = Optional.empty();
    try {
      tried =
          chosen.isEmpty() || wish.image().isEmpty()
              ? Optional.empty()
              : Optional.of(tried(request, chosen, wish));
    } catch (Failure e) {
      failure = Optional.of(e);
    }
    EnforcementPage page =
        new EnforcementPage(
            instance,
            instances.name(request, instance),
            clusters,
            chosen,
            asked.stream().limit(SHOWN).map(this::asked).toList(),
            asked.size() > SHOWN,
            wish,
            tried,
            failure.map(Notice::of));
    Part body = out -> JteenforcementGenerated.render(out, null, page);
    return console.show(
        request,
        failure.map(it -> HttpStatus.of(it.kind())).orElse(200),
        new Page("Image enforcement", SECTION, body));
  }

  private Row row(JsonNode cluster) {
    return new Row(
        cluster.path("name").asText(),
        Answer.time(cluster, "policiesReadAt").map(console::moment),
        cluster.path("ladder").asBoolean()
            ? new Pill(Tone.GOOD, "what was admitted")
            : new Pill(Tone.WARN, "nothing new"),
        cluster.path("problem").asText());
  }

  private List<JsonNode> asked(Request request, String cluster) {
    return console
        .api()
        .get(request, base(request) + "/admission/" + Api.segment(cluster) + "/asked")
        .items();
  }

  private Asked asked(JsonNode one) {
    String namespace = one.path("namespace").asText();
    return new Asked(
        one.path("image").asText(),
        Answer.text(one, "digest"),
        namespace,
        namespace + ", " + one.path("kind").asText() + " " + one.path("workload").asText(),
        switch (one.path("outcome").asText()) {
          case "admitted" -> new Pill(Tone.GOOD, "admitted");
          case "warned" -> new Pill(Tone.WARN, "admitted with a warning");
          default -> new Pill(Tone.BAD, "refused");
        },
        one.path("policy").asText(),
        one.path("count").asLong(),
        Answer.time(one, "lastAt").map(console::moment));
  }

  private Tried tried(Request request, String cluster, Wish wish) {
    JsonNode said =
        console
            .api()
            .send(
                request,
                "POST",
                base(request) + "/image-policies/test",
                Map.of(),
                Map.of("cluster", cluster, "namespace", wish.namespace(), "image", wish.image()))
            .json();
    boolean admitted = said.path("admitted").asBoolean();
    boolean holds = said.path("holds").asBoolean();
    String entry = said.has("entry") ? ", entry " + said.path("entry").asText() : "";
    return new Tried(
        !admitted
            ? new Pill(Tone.BAD, "refused")
            : holds
                ? new Pill(Tone.GOOD, "admitted")
                : new Pill(Tone.WARN, "admitted with a warning"),
        said.path("policy").asText() + entry,
        holds
            ? said.at("/explanation/said").asText("Nothing is asked of it.")
            : said.path("said").asText(),
        said.path("remedy").asText(),
        Answer.text(said, "digest"));
  }
}
