package redoubt.registry.notices;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.core.Deadline;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Elsewhere;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.testkit.Await;
import redoubt.web.Grant;
import redoubt.web.Json;
import redoubt.web.Role;

/** What happens to images is told to URLs. */
final class WebhookTest {
  private static final String KEY = "a key of some length";
  private static final String ALL =
      "/v1/instances/" + Registry.TENANT + "/namespaces/team/webhooks";
  private static final String PUT_OFF = "SELECT due_at::text FROM registry.notice WHERE tries = 0";
  private static final Duration SOON = Duration.ofSeconds(20);

  private Registry registry;
  private Elsewhere other;
  private Client owner;

  @BeforeEach
  void begin() {
    registry = Registry.start();
    other = new Elsewhere();
    registry.namespace(Registry.TENANT, "team", false);
    owner = registry.as("owner", Grant.inInstance(Role.MANAGER, Registry.TENANT));
  }

  @AfterEach
  void end() {
    other.close();
    registry.close();
  }

  private String add(String... kinds) {
    return owner
        .post(ALL, Map.of("url", other.url() + "/told", "events", List.of(kinds), "key", KEY))
        .expect(201)
        .json()
        .path("id")
        .asText();
  }

  private JsonNode deliveries(String webhook) {
    return owner.get(ALL + "/" + webhook + "/deliveries").expect(200).json().path("items");
  }

  private void awaitState(String webhook, String state) {
    Await.until(
        SOON,
        "a delivery is " + state,
        () -> deliveries(webhook).path(0).path("state").asText().equals(state));
  }

  @Test
  void aPushIsToldAndSigned() throws Exception {
    String webhook = add("push");
    byte[] image = registry.writer().pushImage("team/app", "v1", Images.text("layer"));
    awaitState(webhook, "taken");
    assertThat(other.lines()).containsExactly("POST /told");
    Elsewhere.Heard told = other.heard().getFirst();
    JsonNode event = Json.parse(told.body()).path("events").path(0);
    assertThat(event.path("action").asText()).isEqualTo("push");
    assertThat(event.path("target").path("repository").asText()).isEqualTo("team/app");
    assertThat(event.path("target").path("digest").asText())
        .isEqualTo(redoubt.oci.Digest.of(image).toString());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    assertThat(told.headers().get("X-redoubt-signature"))
        .containsExactly("sha256=" + HexFormat.of().formatHex(mac.doFinal(told.body())));
  }

  @Test
  void onlyWhatWasAskedForIsTold() {
    String webhook = add("untag");
    registry.writer().pushImage("team/app", "v1", Images.text("layer"));
    registry.writer().delete("/v2/team/app/manifests/v1").expect(202);
    awaitState(webhook, "taken");
    assertThat(other.heard()).hasSize(1);
    assertThat(deliveries(webhook)).hasSize(1);
  }

  @Test
  void theKeyIsNeverShown() {
    add("push");
    Answer listed = owner.get(ALL).expect(200);
    assertThat(new String(listed.body(), StandardCharsets.UTF_8))
        .contains("\"signed\":true")
        .doesNotContain(KEY);
  }

  @Test
  void whoDoesNotTakeItIsToldAgainAndGivenUpInTheEnd() {
    String webhook = add("push");
    other.answer(501);
    registry.writer().pushImage("team/app", "v1", Images.text("layer"));
    for (int i = 1; i <= Notices.TRIES; i++) {
      String said = "status " + (500 + i);
      Await.until(SOON, said, () -> deliveries(webhook).path(0).path("said").asText().equals(said));
      other.answer(501 + i);
      registry.clock().advance(Duration.ofHours(5));
    }
    assertThat(deliveries(webhook).path(0).path("state").asText()).isEqualTo("dead");
    assertThat(deliveries(webhook).path(0).path("tries").asInt()).isEqualTo(Notices.TRIES);
    assertThat(other.heard()).hasSize(Notices.TRIES);
  }

  /** Nothing during a try: whoever moves the clock then lets the next one begin beside it. */
  private boolean isPutOffAfter(List<?> before) {
    var due = registry.inventory().query(PUT_OFF);
    return !due.isEmpty() && !due.equals(before);
  }

  @Test
  void whileItsKeyIsAwayNoTryIsCounted() {
    String webhook = add("push");
    registry.plant("UPDATE seal.secret SET name = 'away.' || name");
    registry.writer().pushImage("team/app", "v1", Images.text("layer"));
    String away = "registry.webhook-key-gone";
    for (int i = 0; i <= Notices.TRIES; i++) {
      Await.until(SOON, away, () -> deliveries(webhook).path(0).path("said").asText().equals(away));
      var before = registry.inventory().query(PUT_OFF);
      registry.clock().advance(Duration.ofMinutes(2));
      Await.until(SOON, "put off again", () -> isPutOffAfter(before));
    }
    assertThat(deliveries(webhook).path(0).path("state").asText()).isEqualTo("waiting");
    assertThat(other.heard()).isEmpty();
    registry.plant("UPDATE seal.secret SET name = substr(name, 6) WHERE name LIKE 'away.%'");
    registry.clock().advance(Duration.ofMinutes(2));
    awaitState(webhook, "taken");
    assertThat(deliveries(webhook).path(0).path("tries").asInt()).isEqualTo(1);
  }

  @Test
  void oneThatFailsIsLeftAloneAndTheOthersAreTold() {
    String bad = add("push");
    other.answer(500);
    for (int i = 0; i < 20; i++) {
      registry.writer().pushImage("team/app", "v" + i, Images.text("layer " + i));
    }
    Await.until(SOON, "a try", () -> !other.heard().isEmpty());
    Await.until(SOON, "all are noted", () -> deliveries(bad).size() == 20);
    try (Elsewhere good = new Elsewhere()) {
      String told =
          owner
              .post(ALL, Map.of("url", good.url() + "/told", "events", List.of("push")))
              .expect(201)
              .json()
              .path("id")
              .asText();
      registry.writer().pushImage("team/app", "last", Images.text("the last"));
      awaitState(told, "taken");
    }
    assertThat(other.heard()).hasSize(1);
  }

  /** Twenty of a tenant accept a connection and never answer: each holds on for 15 seconds. */
  @Test
  void thoseOfATenantWhoDoNotAnswerHoldUpNobodyElse() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      Client neighbour = registry.as("neighbour", Grant.inInstance(Role.MANAGER, Registry.OTHER));
      for (String namespace : List.of("crew", "gang")) {
        registry.namespace(Registry.OTHER, namespace, false);
        for (int i = 0; i < 10; i++) {
          neighbour
              .post(
                  "/v1/instances/" + Registry.OTHER + "/namespaces/" + namespace + "/webhooks",
                  Map.of(
                      "url",
                      "http://127.0.0.1:" + silent.getLocalPort() + "/" + i,
                      "events",
                      List.of("push")))
              .expect(201);
        }
        neighbour.pushImage(namespace + "/app", "v1", Images.text("layer"));
      }
      Await.until(SOON, "some are under way", () -> waits(silent));
      add("push");
      // For longer than it takes until all who look for what is due have found the silent ones.
      Deadline deadline = Deadline.in(Duration.ofSeconds(4));
      for (int pushes = 1; !deadline.isOver(); pushes++) {
        int told = pushes;
        registry.writer().pushImage("team/app", "v" + told, Images.text("layer " + told));
        Await.until(
            Duration.ofSeconds(12), "the other tenant is told", () -> other.heard().size() >= told);
      }
    }
  }

  private static boolean waits(ServerSocket silent) {
    try {
      silent.setSoTimeout(100);
      Socket _ = silent.accept();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void push(String tag) {
    registry.writer().pushImage("team/app", tag, Images.text(tag));
  }

  private void awaitHeard(Elsewhere where, int times) {
    Await.until(SOON, times + " calls", () -> where.heard().size() >= times);
  }

  @Test
  void oneThatFailsIsAskedLessAndLessWhateverWaitsForIt() {
    String bad = add("push");
    other.answer(500);
    try (Elsewhere good = new Elsewhere()) {
      owner.post(ALL, Map.of("url", good.url() + "/told", "events", List.of("push"))).expect(201);
      // Some five minutes: the tries are after 0, 10, 50 and 210 seconds.
      for (int i = 1; i <= 29; i++) {
        push("v" + i);
        // Who is told of this was asked for after the one that fails, if that was due.
        awaitHeard(good, i);
        registry.clock().advance(Duration.ofSeconds(11));
      }
    }
    awaitHeard(other, 4);
    assertThat(other.heard()).hasSize(4);
    other.answer(200);
    registry.clock().advance(Duration.ofMinutes(15));
    push("last");
    awaitHeard(other, 4 + 30);
    Await.until(
        SOON,
        "all is told",
        () -> deliveries(bad).findValuesAsText("state").stream().allMatch("taken"::equals));
    assertThat(other.heard()).hasSize(4 + 30);
  }

  @Test
  void aWebhookIsToldOneThingAtATimeByAllServers() {
    String webhook = add("push");
    other.answer(500);
    push("first");
    Await.until(SOON, "a try", () -> !deliveries(webhook).path(0).path("said").asText().isEmpty());
    for (int i = 1; i < 20; i++) {
      push("v" + i);
    }
    Await.until(SOON, "all are noted", () -> deliveries(webhook).size() == 20);
    other.answer(200);
    other.take(Duration.ofMillis(50));
    try (Registry second = registry.another()) {
      registry.clock().advance(Duration.ofMinutes(1));
      push("here");
      second.writer().pushImage("team/app", "there", Images.text("there"));
      awaitHeard(other, 1 + 22);
    }
    assertThat(other.mostAtOnce()).isEqualTo(1);
  }

  @Test
  void whatWaitsForADayIsGivenUp() {
    String webhook = add("push");
    other.answer(500);
    push("v1");
    Await.until(SOON, "a try", () -> !deliveries(webhook).path(0).path("said").asText().isEmpty());
    push("v2");
    Await.until(SOON, "all are noted", () -> deliveries(webhook).size() == 2);
    other.take(Duration.ofHours(1));
    registry.clock().advance(Notices.GIVEN_UP.plusSeconds(1));
    registry.tick();
    assertThat(deliveries(webhook).findValuesAsText("state")).containsExactly("dead", "dead");
  }

  @Test
  void plainHttpIsForThisMachineAlone() {
    assertThat(
            owner
                .post(ALL, Map.of("url", "http://ci.example.org/", "events", List.of("push")))
                .outcome())
        .isEqualTo("400 registry.bad-webhook");
  }

  @Test
  void whatWasWaitingIsToldByAnotherServer() {
    String webhook = add("push");
    other.answer(500);
    registry.writer().pushImage("team/app", "v1", Images.text("layer"));
    Await.until(SOON, "a try", () -> !deliveries(webhook).path(0).path("said").asText().isEmpty());
    other.answer(200);
    registry.clock().advance(Duration.ofHours(5));
    try (Registry _ = registry.another()) {
      awaitState(webhook, "taken");
    }
  }

  @Test
  void whereNobodyIsToBeCalledNothingIsTold() {
    String webhook =
        owner
            .post(ALL, Map.of("url", "https://169.254.169.254/latest", "events", List.of("push")))
            .expect(201)
            .json()
            .path("id")
            .asText();
    registry.writer().pushImage("team/app", "v1", Images.text("layer"));
    Await.until(
        SOON,
        "a try",
        () ->
            deliveries(webhook)
                .path(0)
                .path("said")
                .asText()
                .equals("the address is none that is connected to"));
  }

  @Test
  void webhooksAreOfTheirTenantAlone() {
    String webhook = add("push");
    Client stranger = registry.stranger();
    String theirs = ALL.replace(Registry.TENANT, Registry.OTHER);
    assertThat(stranger.get(ALL).status()).isGreaterThanOrEqualTo(400);
    assertThat(stranger.get(theirs).outcome()).isEqualTo("404 registry.no-namespace");
    assertThat(stranger.delete(theirs + "/" + webhook).outcome())
        .isEqualTo("404 registry.no-namespace");
    assertThat(stranger.get(theirs + "/" + webhook + "/deliveries").outcome())
        .isEqualTo("404 registry.no-namespace");
    assertThat(registry.writer().get(ALL).status()).isEqualTo(403);
    owner.delete(ALL + "/" + webhook).expect(204);
    assertThat(owner.get(ALL).json().path("items")).isEmpty();
  }
}
