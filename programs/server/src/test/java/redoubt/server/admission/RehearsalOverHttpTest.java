package redoubt.server.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.server.RunningHouse;
import redoubt.server.ServerOptions;
import redoubt.testkit.Await;
import redoubt.testkit.FreePort;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Json;

/** A whole server and a cluster: what would be refused of what runs, and what a signer is worth. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RehearsalOverHttpTest {
  private static final String LAX =
      """
      apiVersion: redoubt.dev/v1
      kind: ClusterImagePolicy
      metadata: {name: usual}
      spec: {repositories: [{name: "*"}]}
      """;
  private static final String STRICT =
      LAX.replace("{name: \"*\"}", "{name: \"*/team/*\", require: [{trusted: true}]}");

  @TempDir private static Path directory;

  private RunningHouse running;
  private HttpsCaller admin;
  private AskingCluster cluster;
  private String instance = "";
  private String registry = "";
  private String signed = "";
  private String unsigned = "";
  private String holding = "";

  @BeforeAll
  void start() {
    running =
        RunningHouse.start(
            directory.resolve("server"),
            InstantSource.system(),
            ServerOptions.RegistryOptions.of(
                Optional.of("127.0.0.1:" + FreePort.find()), Optional.empty()));
    admin = running.admin();
    instance = json(admin.get("/v1/instances")).at("/items/0/id").asText();
    registry = running.house().plainUrl().orElseThrow().replace("http://", "");
    JsonNode _ = made("/v1/instances/" + instance + "/namespaces", Map.of("name", "team"));
    signed = image("v1");
    unsigned = image("v2");
    signer("ann", "v1");
    cluster = AskingCluster.of(running, directory.resolve("cluster"));
  }

  @AfterAll
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
    running.close();
  }

  @AfterEach
  void nothingRuns() {
    cluster.runs(List.of());
  }

  private static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    return Json.parse(answer.body().getBytes(UTF_8));
  }

  private JsonNode made(String path, Map<String, ?> body) {
    return json(admin.postJson(path, new String(Json.bytes(body), UTF_8)));
  }

  /** Pushes an image without layers; its digest. */
  private String image(String tag) {
    String config = "{\"architecture\":\"amd64\",\"os\":\"" + tag + "\"}";
    String digest = Digest.of(config.getBytes(UTF_8)).toString();
    String place =
        admin
            .postJson("/v2/team/app/blobs/uploads/", "")
            .headers()
            .firstValue("location")
            .orElseThrow();
    HttpResponse<String> blob =
        admin.send("PUT", place.replaceFirst("^https?://[^/]+", "") + "?digest=" + digest, config);
    assertThat(blob.statusCode()).as(blob.body()).isEqualTo(201);
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":%d},\
        "layers":[]}\
        """
            .formatted(MediaTypes.OCI_MANIFEST, MediaTypes.OCI_CONFIG, digest, config.length());
    HttpResponse<String> put =
        admin
            .with("Content-Type", MediaTypes.OCI_MANIFEST)
            .send("PUT", "/v2/team/app/manifests/" + tag, manifest);
    assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
    return Digest.of(manifest.getBytes(UTF_8)).toString();
  }

  /** Somebody with a key of the server, who signs a tag. */
  private void signer(String name, String tag) {
    JsonNode key =
        made(
            "/v1/instances/" + instance + "/signing-keys",
            Map.of("name", name, "algorithm", "ecdsa-p256"));
    JsonNode _ =
        made(
            signers(),
            Map.of("name", name, "kind", "key", "credential", key.path("publicKey").asText()));
    JsonNode _ = made("/v1/images/team/app/sign/" + tag, Map.of("key", name));
  }

  private String signers() {
    return "/v1/instances/" + instance + "/namespaces/team/signers";
  }

  private String app(String rest) {
    return registry + "/team/app" + rest;
  }

  /** Lets the cluster have these policies. */
  private void hold(String policies) {
    if (!policies.equals(holding)) {
      cluster.policies(policies);
      holding = policies;
    }
  }

  private static Map<String, Object> pod(String namespace, String name, String image) {
    Map<String, Object> pod = new LinkedHashMap<>(AskingCluster.pod(image));
    pod.put("metadata", Map.of("namespace", namespace, "name", name, "uid", "uid-" + name));
    return pod;
  }

  private static Map<String, Object> pod(
      String namespace, String name, String image, String running) {
    Map<String, Object> pod = pod(namespace, name, image);
    pod.put(
        "status",
        Map.of(
            "phase",
            "Running",
            "containerStatuses",
            List.of(Map.of("name", "c0", "imageID", "icr.test/x@" + running))));
    return pod;
  }

  private JsonNode rehearse(String policies, Map<String, ?> more) {
    Map<String, Object> wish = new LinkedHashMap<>(Map.of("cluster", "prod", "policies", policies));
    wish.putAll(more);
    return json(cluster.post("/image-policies/rehearse", wish));
  }

  private JsonNode impact(Map<String, ?> more) {
    Map<String, Object> wish = new LinkedHashMap<>(Map.of("cluster", "prod"));
    wish.putAll(more);
    return json(cluster.post("/image-policies/impact", wish));
  }

  /** Those of the registry, with how many pods run them. */
  private List<String> images(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(one -> one.path("image").asText().startsWith(registry))
        .map(one -> one.path("image").asText() + " " + one.path("pods").asInt())
        .toList();
  }

  @Test
  void aStricterPolicyIsRehearsedOnWhatRunsAndWhatWasAdmitted() {
    hold(LAX);
    assertThat(cluster.refusal("late", app(":v2"))).isEmpty();
    cluster.until("late", app(":v1"), "");
    cluster.runs(
        List.of(
            pod("shop", "a", app(":v1@" + signed)),
            pod("shop", "b", app(":v2"), unsigned),
            pod("kube-system", "dns", "registry.test/dns:v1")));
    JsonNode found = rehearse(STRICT, Map.of("exempt", List.of("kube-system")));
    JsonNode refused = found.path("refused");
    assertThat(images(refused)).containsExactly(app(":v2") + " 1");
    JsonNode runs =
        StreamSupport.stream(refused.spliterator(), false)
            .filter(one -> one.path("pods").asInt() == 1)
            .findFirst()
            .orElseThrow();
    // What was admitted elsewhere is the same image.
    assertThat(runs.path("admissions").asInt()).isPositive();
    assertThat(runs.path("lost").asBoolean()).isTrue();
    assertThat(runs.path("digest").asText()).isEqualTo(unsigned);
    assertThat(runs.path("namespaces").toString()).contains("\"late\"", "[\"b\"]");
    assertThat(runs.at("/reasons/0/said").asText())
        .isEqualTo("Deny \"" + app(":v2") + "\": Nobody has signed it.");
    assertThat(images(found.path("stays"))).containsExactly(app(":v1") + " 1");
    assertThat(found.path("replaced").toString()).isEqualTo("[\"ClusterImagePolicy usual\"]");
    assertThat(found.path("pods").asInt()).isEqualTo(2);
    assertThat(found.has("problem")).isFalse();
    // Nothing was changed by it.
    assertThat(cluster.refusal("late", app(":v2"))).isEmpty();
  }

  @Test
  void otherPoliciesStayUnlessOnlyTheFileIsToCount() {
    hold(LAX);
    cluster.runs(List.of(pod("shop", "b", app(":v2@" + unsigned))));
    String other = STRICT.replace("name: usual", "name: other");
    // Both are about it, and the heavier entry wins.
    assertThat(rehearse(other, Map.of()).path("replaced")).isEmpty();
    String inNamespace =
        STRICT
            .replace("ClusterImagePolicy", "ImagePolicy")
            .replace("{name: usual}", "{name: own, namespace: shop}");
    assertThat(rehearse(inNamespace, Map.of("since", "1m")).path("refused")).isNotEmpty();
    assertThat(
            images(rehearse(LAX.replace("usual", "other"), Map.of("since", "1m")).path("refused")))
        .isEmpty();
    JsonNode only = rehearse(LAX.replace("usual", "other"), Map.of("only", true));
    assertThat(only.path("replaced").toString()).contains("ClusterImagePolicy usual");
    assertThat(images(only.path("refused"))).isEmpty();
  }

  @Test
  void whatIsGrandfatheredRunsOn() {
    hold(LAX);
    cluster.runs(List.of(pod("shop", "b", app(":v2"), unsigned)));
    assertThat(cluster.refusal("shop", app(":v2"))).isEmpty();
    LocalDate day = LocalDate.now(ZoneOffset.UTC).plusDays(30);
    JsonNode first = rehearse(STRICT, Map.of("grandfather", day.toString()));
    assertThat(first.at("/grandfathered/exceptions").asInt()).isEqualTo(1);
    String exceptions = first.at("/grandfathered/policies").asText();
    assertThat(exceptions).contains("@" + unsigned, "until: '" + day + "T00:00:00Z'");
    String both = STRICT + "---\n" + exceptions;
    JsonNode second = rehearse(both, Map.of());
    assertThat(images(second.path("refused"))).noneMatch(one -> one.startsWith(app(":v2")));
    // As the API server will be answered.
    hold(both);
    JsonNode answer = cluster.ask("shop", AskingCluster.pod(app(":v2")));
    assertThat(answer.path("allowed").asBoolean()).as(answer.toString()).isTrue();
    assertThat(answer.has("patch")).isTrue();
    assertThat(cluster.refusal("shop", app(":v1"))).isEmpty();
    String other = image("v3");
    assertThat(cluster.refusal("shop", app("@" + other))).contains("Nobody has signed it.");
  }

  @Test
  void whatASignerIsWorthIsKnownBeforeAndAfterItIsRevoked() {
    String both = image("v5");
    signer("bea", "v5");
    signer("carl", "v5");
    String alone = image("v4");
    JsonNode _ = made("/v1/images/team/app/sign/v4", Map.of("key", "bea"));
    hold(STRICT);
    cluster.until("shop", app(":v4"), "");
    cluster.until("shop", app(":v5"), "");
    cluster.runs(
        List.of(
            pod("shop", "a", app(":v1@" + signed)),
            pod("shop", "b", app(":v4@" + alone)),
            pod("bank", "c", app("@" + alone)),
            pod("shop", "d", app(":v5@" + both))));
    assertThat(impact(Map.of()).path("refused")).isEmpty();
    Map<String, ?> revoke = Map.of("revoke", Map.of("namespace", "team", "signer", "bea"));
    JsonNode would = impact(revoke);
    assertThat(images(would.path("refused")))
        .containsExactlyInAnyOrder(app(":v4") + " 1", app("") + " 1");
    assertThat(would.at("/refused/0/digest").asText()).isEqualTo(alone);
    assertThat(would.path("refused").toString()).contains("who was revoked as a signer");
    for (String image : List.of(alone, app(""), app("@" + alone))) {
      Map<String, Object> more = new LinkedHashMap<>(revoke);
      more.put("image", image);
      assertThat(impact(more).path("refused")).as(image).isNotEmpty();
    }
    Map<String, Object> others = new LinkedHashMap<>(revoke);
    others.put("image", app(":v1"));
    assertThat(impact(others).path("refused")).isEmpty();
    JsonNode _ = made(signers() + "/bea/revoke", Map.of("reason", "lost"));
    Await.until(
        Duration.ofSeconds(20),
        "it is refused",
        () -> impact(Map.of()).path("refused").size() == 2);
    assertThat(cluster.post("/image-policies/impact", with("bea")).body())
        .contains("signatures.already-revoked");
    assertThat(cluster.post("/image-policies/impact", with("nobody")).body())
        .contains("signatures.no-signer");
  }

  private static Map<String, Object> with(String signer) {
    return Map.of("cluster", "prod", "revoke", Map.of("namespace", "team", "signer", signer));
  }

  @Test
  void whoCannotSeeWhatRunsSaysSoAndTellsWhatWasAdmitted() {
    hold(LAX);
    assertThat(cluster.refusal("blind", app(":v2"))).isEmpty();
    cluster.runsUnseen();
    JsonNode found = rehearse(STRICT, Map.of());
    assertThat(found.path("problem").asText()).startsWith("The credential of the cluster may not");
    assertThat(found.path("refused").toString()).contains("\"blind\"");
    assertThat(impact(Map.of()).path("problem").asText()).isNotEmpty();
  }

  @Test
  void podsAreStoppedAsManyAsTheBudgetAllows() {
    hold(STRICT);
    cluster.until("shop", app(":v1"), "");
    Map<String, Object> leaving = pod("shop", "leaving", app("@" + unsigned));
    leaving.put(
        "metadata",
        Map.of(
            "namespace",
            "shop",
            "name",
            "leaving",
            "uid",
            "uid-leaving",
            "deletionTimestamp",
            "2026-01-01T00:00:00Z"));
    cluster.runs(
        List.of(
            pod("shop", "good", app(":v1@" + signed)),
            leaving,
            pod("shop", "kept", app("@" + unsigned)),
            pod("shop", "x", app("@" + unsigned)),
            pod("kube-system", "dns", app("@" + unsigned)),
            pod("shop", "y", app("@" + unsigned)),
            pod("shop", "z", app("@" + unsigned))));
    Map<String, Object> wish =
        Map.of("cluster", "prod", "budget", 2, "exempt", List.of("kube-system"));
    JsonNode stopped = json(cluster.post("/image-policies/evict", wish));
    assertThat(cluster.evicted()).containsExactly("shop/x", "shop/y");
    assertThat(stopped.path("asked").findValuesAsText("outcome"))
        .containsExactly("kept", "goes", "goes");
    assertThat(stopped.path("left").asInt()).isEqualTo(1);
    JsonNode entries =
        json(admin.get("/v1/ledger/entries?action=admission.evict&instance=" + instance));
    assertThat(entries.findValuesAsText("pod")).containsExactlyInAnyOrder("x", "y");
    for (int budget : List.of(0, -1, 101)) {
      assertThat(
              cluster
                  .post("/image-policies/evict", Map.of("cluster", "prod", "budget", budget))
                  .body())
          .contains("admission.bad-field");
    }
  }

  /** Who only tries a policy says not which secrets of the cluster are read. */
  @Test
  void secretsThatNoPolicyOfTheClusterNamesAreNotRead() {
    hold(LAX);
    cluster.secret("shop", "stolen", Map.of("key", "-----BEGIN PGP PUBLIC KEY BLOCK-----"));
    cluster.runs(List.of(pod("shop", "b", app(":v2@" + unsigned))));
    String naming =
        """
        apiVersion: portieris.cloud.ibm.com/v1
        kind: ImagePolicy
        metadata: {name: own, namespace: shop}
        spec: {repositories: [{name: "*", policy: {simple: {requirements: [{type: signedBy, keySecret: stolen}]}}}]}
        """;
    for (int i = 0; i < 2; i++) {
      assertThat(rehearse(naming, Map.of()).path("refused").toString())
          .contains(
              "The secret stolen of the namespace shop is named by no policy of the cluster yet");
    }
    assertThat(
            running
                .database()
                .database()
                .<Integer>read(handle ->
                    handle
                        .createQuery(
                            "SELECT count(*) FROM admission.secret_key WHERE name = 'stolen'")
                        .mapTo(Integer.class)
                        .one()))
        .isZero();
  }

  @Test
  void wishesThatAreNoneAreToldSo() {
    hold(LAX);
    List<Map<String, ?>> wrong = new ArrayList<>();
    wrong.add(Map.of("since", "7w"));
    wrong.add(Map.of("since", "15d"));
    wrong.add(Map.of("grandfather", "soon"));
    wrong.add(Map.of("grandfather", Instant.now().minusSeconds(60).toString()));
    wrong.add(Map.of("policies", ""));
    for (Map<String, ?> more : wrong) {
      Map<String, Object> wish = new LinkedHashMap<>(Map.of("cluster", "prod", "policies", LAX));
      wish.putAll(more);
      assertThat(cluster.post("/image-policies/rehearse", wish).body())
          .as(more.toString())
          .contains("admission.bad-field");
    }
    assertThat(
            cluster
                .post(
                    "/image-policies/rehearse",
                    Map.of("cluster", "prod", "policies", LAX.replace("spec", "sepc")))
                .body())
        .contains("admission.bad-policy", "did you mean spec?");
    assertThat(
            cluster
                .post("/image-policies/impact", Map.of("cluster", "prod", "image", "UP:/"))
                .body())
        .contains("admission.bad-field");
  }
}
