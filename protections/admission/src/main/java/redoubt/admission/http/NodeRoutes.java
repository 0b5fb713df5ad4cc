package redoubt.admission.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import redoubt.admission.Admission;
import redoubt.admission.AdmissionFailures;
import redoubt.admission.Witness;
import redoubt.admission.cluster.SecretKey;
import redoubt.admission.cluster.Standing;
import redoubt.admission.decide.Keys;
import redoubt.admission.document.PolicyFile;
import redoubt.admission.node.ContainerdFiles;
import redoubt.admission.node.CrioFiles;
import redoubt.admission.node.NodeFiles;
import redoubt.admission.node.NodeWish;
import redoubt.admission.node.Signatories;
import redoubt.admission.node.Stock;
import redoubt.admission.policy.NamePattern;
import redoubt.admission.policy.Policies;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.BodyRule;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** The same policies for container runtimes. */
public final class NodeRoutes {
  /** Nodes are told of so many images at most. */
  private static final int MOST = 50_000;

  /** What is known here that nodes need. */
  public record Ground(Stock stock, Signatories signatories) {}

  private final Admission admission;
  private final Witness witness;
  private final Ground ground;
  private final InstantSource clock;

  public NodeRoutes(Admission admission, Witness witness, Ground ground, InstantSource clock) {
    this.admission = admission;
    this.witness = witness;
    this.ground = ground;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "POST",
            "/v1/instances/{instance}/image-policies/node",
            Access.instance(Role.READER),
            "admission.node",
            "Write policies, or those of a cluster, for the container runtime of nodes",
            ApiStyle.redoubt(),
            new BodyRule.Whole(PolicyFile.LONGEST + (1 << 20)),
            this::node));
  }

  private Response node(Request request) {
    JsonNode json = request.json();
    Optional<Standing> standing =
        json.has("cluster")
            ? Optional.of(admission.standing(request.instance(), text(json, "cluster")))
            : Optional.empty();
    Keys keys = standing.map(admission::keys).orElse(Keys.NONE);
    NodeWish wish = wish(json, standing, clock.instant());
    return Response.json(
        200,
        view(
            switch (text(json, "runtime")) {
              case "containerd" ->
                  ContainerdFiles.of(
                      wish, witness.of(request.instance(), keys), stock(request.instance()));
              case "cri-o" ->
                  CrioFiles.of(
                      wish, ground.signatories().of(request.instance(), wish.registries()), keys);
              default -> throw AdmissionFailures.badField("runtime");
            }));
  }

  private List<Stock.Item> stock(String instance) {
    List<Stock.Item> stock = ground.stock().of(instance, MOST + 1);
    if (stock.size() > MOST) {
      throw AdmissionFailures.tooManyImages(MOST);
    }
    return stock;
  }

  private NodeWish wish(JsonNode json, Optional<Standing> standing, Instant now) {
    Policies policies =
        standing
            .map(NodeRoutes::readable)
            .orElseGet(() -> new Policies(PolicyFile.read(text(json, "policies"), "default")));
    return new NodeWish(
        standing
            .map(one -> "policies of the cluster " + one.asking().cluster().name())
            .orElse("policies of a file"),
        policies,
        standing.map(one -> namespaces(one, policies)).orElse(Set.of()),
        texts(json, "exempt").stream().map(NamePattern::new).toList(),
        registries(json, policies),
        now);
  }

  /** One that cannot be read would refuse all in its reach. */
  private static Policies readable(Standing standing) {
    standing
        .unreadable()
        .forEach((name, why) -> {
          throw AdmissionFailures.unreadable(name.toString(), why);
        });
    return standing.policies().orElseThrow(AdmissionFailures::notReady);
  }

  private static Set<String> namespaces(Standing standing, Policies policies) {
    return standing.keys().keySet().stream()
        .map(SecretKey.Place::namespace)
        .filter(namespace -> !policies.hasOwn(namespace))
        .collect(Collectors.toSet());
  }

  /** Those that were said, and those of this server that policies name. */
  private List<String> registries(JsonNode json, Policies policies) {
    Set<String> registries = new TreeSet<>(texts(json, "registries"));
    policies.all().stream()
        .flatMap(policy -> policy.entries().stream())
        .map(entry -> entry.images().text())
        .filter(text -> text.indexOf('/') > 0)
        .map(text -> text.substring(0, text.indexOf('/')))
        .filter(ground.stock()::isOurs)
        .forEach(registries::add);
    return List.copyOf(registries);
  }

  private static List<String> texts(JsonNode json, String field) {
    List<String> texts = new ArrayList<>();
    for (JsonNode one : json.path(field)) {
      if (!one.isTextual()) {
        throw AdmissionFailures.badField(field);
      }
      texts.add(one.textValue());
    }
    return texts;
  }

  private static String text(JsonNode json, String field) {
    String text = json.path(field).asText("");
    if (text.isBlank()) {
      throw AdmissionFailures.badField(field);
    }
    return text;
  }

  private static Map<String, Object> view(NodeFiles files) {
    return Map.of(
        "files",
        files.files().stream()
            .map(one ->
                Map.of("path", one.path(), "executable", one.executable(), "text", one.text()))
            .toList(),
        "notes",
        files.notes());
  }
}
