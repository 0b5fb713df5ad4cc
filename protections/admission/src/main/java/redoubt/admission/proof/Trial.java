package redoubt.admission.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.admission.Clusters;
import redoubt.admission.bypass.BothWebhooks;
import redoubt.admission.bypass.BothWebhooks.Outcome;
import redoubt.admission.bypass.Images;
import redoubt.admission.bypass.Question;
import redoubt.admission.bypass.Questions;
import redoubt.admission.proof.ProvingGround.Answer;
import redoubt.admission.proof.ProvingGround.Visit;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.crypto.Randomness;
import redoubt.oci.Digest;

/**
 * A visit with a cluster of its own, whose API server asks. Closing it removes the cluster and ends
 * the visit; what a crash left is removed by a later one.
 */
final class Trial implements AutoCloseable {
  /** In which the pods would be. */
  static final String NAMESPACE = "shop";

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
  private static final Duration ABANDONED = Duration.ofMinutes(30);
  private static final Pattern NAME = Pattern.compile("proof-([0-9]{10})-[0-9a-f]{16}");

  private final ProvingHouse house;
  private final Visit visit;
  private final String registry;
  private final String name;
  private Clusters.Cluster cluster;
  private String address;
  private int marks;
  private boolean inVain;

  /**
   * @param registry in the names of images of this server
   */
  Trial(ProvingHouse house, String registry) {
    this.house = house;
    this.registry = registry;
    this.visit = house.ground().enter();
    this.name =
        "proof-%010d-%s"
            .formatted(visit.now().getEpochSecond(), HexFormat.of().formatHex(Randomness.bytes(8)));
    this.cluster = new Clusters.Cluster(visit.instance(), "", name);
    this.address = "";
    try {
      sweep();
      String id = must("POST", clusters(), Map.of("name", name)).path("id").asText();
      this.cluster = new Clusters.Cluster(visit.instance(), id, name);
      house.clusters().isAway(id);
      install();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private String clusters() {
    return "/v1/instances/" + visit.instance() + "/clusters";
  }

  private String admission() {
    return "/v1/instances/" + visit.instance() + "/admission/" + name;
  }

  /** Lets the API server ask, at another address than before. */
  void install() {
    address = must("POST", admission(), Map.of()).path("path").asText();
  }

  /** Lets it ask no more. */
  void remove() {
    Answer _ = visit.call("DELETE", admission(), Map.of());
  }

  /** What comes before {@code /mutate} and {@code /validate}, with its secret. */
  String address() {
    return address;
  }

  Visit visit() {
    return visit;
  }

  /** The name of an image of the visit, with its tag and digest. */
  Images.Image named(Digest image, String tag) {
    visit.tag(image, tag);
    return new Images.Image(registry + "/" + visit.repository(), tag, image);
  }

  /** An image by its digest alone: its tag is one that there is not. */
  Images.Image untagged(Digest image) {
    return new Images.Image(registry + "/" + visit.repository(), "none", image);
  }

  /** Pushes an image under a tag. */
  Images.Image push(String tag) {
    return named(visit.image(), tag);
  }

  /** A policy about the visit's images and no others. */
  Map<String, ?> policy(List<Map<String, ?>> require) {
    String images = registry + "/" + visit.repository().replaceFirst("/.*", "/*");
    return document(
        "usual", Map.of("repositories", List.of(Map.of("name", images, "require", require))));
  }

  /** A policy of the cluster. */
  static Map<String, ?> document(String name, Map<String, ?> spec) {
    return Map.of(
        "apiVersion",
        "redoubt.dev/v1",
        "kind",
        "ClusterImagePolicy",
        "metadata",
        Map.of("name", name),
        "spec",
        spec);
  }

  /** Images have to be trusted; holds when the call returns. */
  void trustedOnly() {
    policies(List.of(policy(List.of(Map.of("trusted", true)))));
  }

  /** The cluster has these policies and no others; they hold when the call returns. */
  void policies(List<Map<String, ?>> documents) {
    String mark = mark(documents);
    house.reading().read(cluster);
    if (!until(() -> holds(mark))) {
      throw new IllegalStateException("policies that were read do not hold in time");
    }
  }

  /** The same without reading them: whether they hold is asked by what is returned. */
  String mark(List<Map<String, ?>> documents) {
    String mark = "mark-" + ++marks;
    List<Map<String, ?>> all = new ArrayList<>(documents);
    // A policy of a namespace that nobody uses says which round it is.
    all.add(
        Map.of(
            "apiVersion",
            "redoubt.dev/v1",
            "kind",
            "ImagePolicy",
            "metadata",
            Map.of("name", mark, "namespace", mark),
            "spec",
            Map.of("repositories", List.of(Map.of("name", "*")))));
    house.clusters().has(cluster.id(), all);
    return mark;
  }

  /** Whether the policies of a round count. */
  boolean holds(String mark) {
    return ask(Questions.pod("example.org/any:v1"), mark).admitted();
  }

  /** Beside the good one the cluster has a policy with a misspelt field. */
  void unreadable() {
    String mark =
        mark(
            List.of(
                policy(List.of(Map.of("trusted", true))),
                document("odd", Map.of("repositores", List.of()))));
    house.reading().read(cluster);
    if (!until(() -> holds(mark))) {
      throw new IllegalStateException("policies that were read do not hold in time");
    }
  }

  /** The cluster's API server answers nothing; it is tried once to read it. */
  void apiServerIsAway() {
    house.clusters().isAway(cluster.id());
    house.reading().read(cluster);
  }

  /** Why policies could not be read; empty when they could. */
  String problem() {
    for (JsonNode one :
        must("GET", "/v1/instances/" + visit.instance() + "/admission", Map.of()).path("items")) {
      if (one.path("name").asText().equals(name)) {
        return one.path("problem").asText();
      }
    }
    return "";
  }

  /** What an API server makes of what both webhooks answer. */
  Outcome ask(Question question) {
    return ask(question, NAMESPACE);
  }

  private Outcome ask(Question question, String namespace) {
    return BothWebhooks.ask(this::answer, question, namespace);
  }

  /** What the second webhook answers where the first one was not asked. */
  Outcome validate(Question question) {
    return BothWebhooks.ask(
        (which, review) ->
            which.equals("mutate") ? Optional.of(BothWebhooks.yes(review)) : answer(which, review),
        question,
        NAMESPACE);
  }

  private Optional<JsonNode> answer(String which, byte[] review) {
    Answer answer = visit.ask(address + "/" + which, review);
    if (answer.status() != 200) {
      return Optional.empty();
    }
    try {
      return Optional.of(answer.json().path("response"));
    } catch (Failure e) {
      return Optional.empty();
    }
  }

  /**
   * The same once it is admitted, or it was waited for in vain: what was said is remembered a
   * while.
   */
  Outcome untilAdmitted(Question question) {
    Outcome[] last = {ask(question)};
    boolean _ =
        last[0].admitted()
            || until(() -> {
              last[0] = ask(question);
              return last[0].admitted();
            });
    return last[0];
  }

  /** The same once it is refused, or it was waited for in vain. */
  Outcome untilRefused(Question question) {
    Outcome[] last = {ask(question)};
    boolean _ =
        !last[0].admitted()
            || until(() -> {
              last[0] = ask(question);
              return !last[0].admitted();
            });
    return last[0];
  }

  /** Whether it came to hold in time; after one wait in vain nothing is waited for. */
  boolean until(BooleanSupplier holds) {
    boolean held = until(inVain ? Duration.ZERO : house.patience(), holds);
    inVain |= !held;
    return held;
  }

  /** Whether something came to hold in a time. */
  static boolean until(Duration patience, BooleanSupplier holds) {
    Deadline deadline = Deadline.in(patience);
    while (!holds.getAsBoolean()) {
      if (deadline.isOver()) {
        return false;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    return true;
  }

  private JsonNode must(String method, String path, Map<String, ?> body) {
    Answer answer = visit.call(method, path, body);
    if (!answer.succeeded()) {
      throw new IllegalStateException(
          "the proof could not be prepared: " + method + " was answered with " + answer);
    }
    return answer.json();
  }

  /** Removes clusters of visits that a crash ended. */
  private void sweep() {
    Instant before = visit.now().minus(ABANDONED);
    for (JsonNode one : must("GET", clusters(), Map.of()).path("items")) {
      Matcher left = NAME.matcher(one.path("name").asText());
      if (left.matches() && Instant.ofEpochSecond(Long.parseLong(left.group(1))).isBefore(before)) {
        Answer _ = visit.call("DELETE", clusters() + "/" + left.group() + "?force=true", Map.of());
      }
    }
  }

  @Override
  public void close() {
    try {
      remove();
      Answer _ = visit.call("DELETE", clusters() + "/" + name, Map.of());
    } finally {
      house.clusters().forget(cluster.id());
      visit.close();
    }
  }
}
