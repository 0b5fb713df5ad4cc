package redoubt.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import redoubt.testkit.Await;
import redoubt.testkit.DockerRegistry;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.node.ApiServer;
import redoubt.testkit.node.Image;

/**
 * What workloads of a real API server name, looked at in another registry with their pull secrets;
 * each step after the one before.
 */
@NeedsPeer(
    value = {"kube-apiserver", "etcd", "etcdctl", "unshare", "openssl", "docker-registry"},
    why =
        "images of other registries that workloads of a real API server name; set"
            + " KUBEBUILDER_ASSETS",
    packaged = false)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ForeignImagesTest extends ClusterLife {
  /** Clusters are read every half minute, and later after a failure. */
  private static final Duration READ = Duration.ofMinutes(3);

  private static final String ENTRY =
      "tester:$2y$04$gFsIkVCWm0rHxnEV4gktne8fe/9t7.wOhkmkR.l4A22kgwO7Y80C2";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  private static final String RIGHTS =
      """
      {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"redoubt-%s"},"rules":%s}
      """;
  private static final String BINDING =
      """
      {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"redoubt-%1$s"},
       "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"redoubt-%1$s"},
       "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"redoubt-migration"}]}
      """;

  private DockerRegistry registry;
  private KeyPair signer;

  @Override
  Map<String, Image> images() {
    return Map.of();
  }

  @BeforeAll
  void startRegistry() throws Exception {
    registry = DockerRegistry.start(directory.resolve("registry"), ENTRY, "right");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    signer = generator.generateKeyPair();
  }

  @AfterAll
  void stopRegistry() {
    if (registry != null) {
      registry.close();
    }
  }

  private String image(String name) {
    return registry.host() + "/shop/" + name + ":v1";
  }

  /** Its digest. */
  private String push(String name) {
    return registry.putManifest("shop/" + name, "v1", MANIFEST, manifest(name, name, "{}"));
  }

  /** One layer with annotations. */
  private byte[] manifest(String name, String layer, String annotations) {
    byte[] content = layer.getBytes(StandardCharsets.UTF_8);
    String config = registry.putBlob("shop/" + name, "{}".getBytes(StandardCharsets.UTF_8));
    return """
    {"schemaVersion":2,"mediaType":"%s",
     "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":2},
     "layers":[{"mediaType":"application/vnd.dev.cosign.simplesigning.v1+json","digest":"%s","size":%d,
                "annotations":%s}]}
    """
        .formatted(
            MANIFEST,
            config,
            registry.putBlob("shop/" + name, content),
            content.length,
            annotations)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** As cosign does it with a key. */
  private void sign(String name, String digest) throws Exception {
    String payload =
        """
        {"critical":{"identity":{"docker-reference":"%s"},"image":{"docker-manifest-digest":"%s"},"type":"cosign container image signature"},"optional":null}\
        """
            .formatted(registry.host() + "/shop/" + name, digest);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(signer.getPrivate());
    signature.update(payload.getBytes(StandardCharsets.UTF_8));
    String made = Base64.getEncoder().encodeToString(signature.sign());
    String _ =
        registry.putManifest(
            "shop/" + name,
            digest.replace(':', '-') + ".sig",
            MANIFEST,
            manifest(name, payload, "{\"dev.cosignproject.cosign/signature\":\"" + made + "\"}"));
  }

  private void pullSecret(String name, String password) {
    String config =
        "{\"auths\":{\"%s\":{\"username\":\"tester\",\"password\":\"%s\"}}}"
            .formatted(registry.host(), password);
    create(
        "/api/v1",
        "secrets",
        """
        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"%s"},"type":"kubernetes.io/dockerconfigjson",
         "data":{".dockerconfigjson":"%s"}}
        """
            .formatted(
                name, Base64.getEncoder().encodeToString(config.getBytes(StandardCharsets.UTF_8))));
  }

  private void create(String group, String resources, String json) {
    String _ = api.post(group + "/namespaces/shop/" + resources, json).good();
  }

  private static String pod(String name, String spec) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"%s\"},\"spec\":%s}"
        .formatted(name, spec);
  }

  private void grant(String name, String rules) {
    String base = "/apis/rbac.authorization.k8s.io/v1/";
    String _ = api.post(base + "clusterroles", RIGHTS.formatted(name, rules)).good();
    String _ = api.post(base + "clusterrolebindings", BINDING.formatted(name)).good();
  }

  private Redoubt.Result listed() {
    return redoubt.run("foreign-image", "list", "-o", "json").done();
  }

  private static JsonNode line(Redoubt.Result listed, String image) {
    return StreamSupport.stream(json(listed.out()).path("items").spliterator(), false)
        .filter(one -> one.path("image").asText().equals(image))
        .findFirst()
        .orElseGet(() -> json("{}"));
  }

  /** Looks every third second: each look is a process. */
  private void until(String what, java.util.function.Predicate<Redoubt.Result> condition) {
    Await.until(
        READ,
        what,
        () -> {
          if (condition.test(listed())) {
            return true;
          }
          LockSupport.parkNanos(3_000_000_000L);
          return false;
        });
  }

  @Test
  @Order(1)
  void aCredentialWithoutRightsIsSaidToHaveNone() throws Exception {
    step(() -> {
      Path kubeconfig = directory.resolve("watching.kubeconfig");
      Files.writeString(kubeconfig, node.kubeconfig("migration"));
      Path key = directory.resolve("ci.pub");
      Files.writeString(
          key,
          "-----BEGIN PUBLIC KEY-----\n"
              + Base64.getMimeEncoder().encodeToString(signer.getPublic().getEncoded())
              + "\n-----END PUBLIC KEY-----\n");
      redoubt.run("cluster", "add", "prod", "--kubeconfig", kubeconfig.toString()).done();
      redoubt.run("namespace", "add", "team").done();
      redoubt.run("signer", "add", "ci", "--namespace", "team", "--key", key.toString()).done();
      redoubt
          .run("foreign-image", "cover", registry.host() + "/shop", "--namespace", "team")
          .done();
      until("it is said", listed -> listed.err().contains("signatures.pods-unreadable"));
      return null;
    });
  }

  @Test
  @Order(2)
  void whatAllKindsOfWorkloadsNameIsSeenAndWhereSecretsMayNotBeReadThatIsSaid() throws Exception {
    step(() -> {
      for (String name : List.of("web", "cron", "db", "set", "job")) {
        sign(name, push(name));
      }
      String _ = push("init");
      api.createNamespace("shop");
      for (String account : List.of("default", "runner")) {
        create(
            "/api/v1",
            "serviceaccounts",
            """
            {"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"%s"},
             "imagePullSecrets":[{"name":"wrong"},{"name":"pull"}]}
            """
                .formatted(account));
      }
      pullSecret("wrong", "wrong");
      pullSecret("pull", "right");
      create(
          "/api/v1",
          "pods",
          pod(
              "web",
              """
              {"imagePullSecrets":[{"name":"absent"},{"name":"pull"}],
               "initContainers":[{"name":"i","image":"%s"}],"containers":[{"name":"c","image":"%s"}]}
              """
                  .formatted(image("init"), image("web"))));
      String template =
          """
          {"metadata":{"labels":{"a":"b"}},"spec":{%s"serviceAccountName":"runner","containers":[{"name":"c","image":"%s"}]}}
          """;
      String spec =
          """
          {"apiVersion":"%s","kind":"%s","metadata":{"name":"w"},"spec":{%s"template":%s}}
          """;
      String selector = "\"selector\":{\"matchLabels\":{\"a\":\"b\"}},";
      create(
          "/apis/apps/v1",
          "statefulsets",
          spec.formatted("apps/v1", "StatefulSet", selector, template.formatted("", image("db"))));
      create(
          "/apis/apps/v1",
          "daemonsets",
          spec.formatted("apps/v1", "DaemonSet", selector, template.formatted("", image("set"))));
      String never = "\"restartPolicy\":\"Never\",";
      create(
          "/apis/batch/v1",
          "jobs",
          spec.formatted("batch/v1", "Job", "", template.formatted(never, image("job"))));
      create(
          "/apis/batch/v1",
          "cronjobs",
          """
          {"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"w"},
           "spec":{"schedule":"0 3 * * *","jobTemplate":{"spec":{"template":%s}}}}
          """
              .formatted(template.formatted(never, image("cron"))));
      grant("pods", "[{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"list\"]}]");
      until(
          "what may not be read is said",
          listed ->
              listed.err().contains("cronjobs, daemonsets, deployments, jobs, statefulsets")
                  && line(listed, image("web"))
                      .path("problem")
                      .asText()
                      .contains("pull secrets could not be read in prod/shop"));
      return null;
    });
  }

  @Test
  @Order(3)
  void withTheRightsOfTheDocsAllIsJudgedWithThePullSecretsOfPodsAndAccounts() throws Exception {
    step(() -> {
      grant(
          "workloads",
          """
          [{"apiGroups":["apps"],"resources":["deployments","statefulsets","daemonsets"],"verbs":["list"]},
           {"apiGroups":["batch"],"resources":["jobs","cronjobs"],"verbs":["list"]},
           {"apiGroups":[""],"resources":["serviceaccounts","secrets"],"verbs":["get"]}]
          """);
      until(
          "all is judged",
          listed ->
              List.of("web", "cron", "db", "set", "job").stream()
                      .allMatch(name -> line(listed, image(name)).path("trusted").asBoolean())
                  && line(listed, image("init")).has("trusted"));
      Redoubt.Result listed = listed();
      assertThat(listed.err()).doesNotContain("prod");
      assertThat(line(listed, image("init")).path("trusted").asBoolean()).isFalse();
      assertThat(line(listed, image("cron")).path("signers").toString()).isEqualTo("[\"ci\"]");
      assertThat(redoubt.run("image", "verify", image("web")).exit()).isZero();
      assertThat(redoubt.run("image", "verify", image("init")).exit()).isEqualTo(1);
      return null;
    });
  }

  @Test
  @Order(4)
  void whatANodeSaysItRunsCountsToo() throws Exception {
    step(() -> {
      String older = DockerRegistry.digest(manifest("web", "older", "{}"));
      String _ =
          registry.putManifest("shop/web", "older", MANIFEST, manifest("web", "older", "{}"));
      api.patch(
              "/api/v1/namespaces/shop/pods/web/status",
              """
              {"status":{"containerStatuses":[{"name":"c","image":"%s","imageID":"%s","ready":true,
               "restartCount":0,"started":true,"state":{"running":{}},"lastState":{}}]}}
              """
                  .formatted(image("web"), registry.host() + "/shop/web@" + older))
          .good();
      until(
          "what runs is judged",
          listed ->
              line(listed, image("web")).path("running").toString().contains(older)
                  && line(listed, image("web")).has("trusted")
                  && !line(listed, image("web")).path("trusted").asBoolean());
      sign("web", older);
      // Whoever asks within seconds of another is told what the other was told.
      LockSupport.parkNanos(6_000_000_000L);
      assertThat(redoubt.run("image", "verify", registry.host() + "/shop/web@" + older).exit())
          .isZero();
      until("it is trusted", listed -> line(listed, image("web")).path("trusted").asBoolean());
      return null;
    });
  }

  @Test
  @Order(5)
  void largeObjectsKeepNothingFromBeingSeen() throws Exception {
    step(() -> {
      List<Callable<ApiServer.Answer>> calls = new ArrayList<>();
      for (int i = 0; i < 170; i++) {
        String name = "many-" + i;
        String value = i < 45 ? "x".repeat(400_000) : "x";
        String container =
            "{\"containers\":[{\"name\":\"c\",\"image\":\"registry.test/%s:v1\",\"env\":[{\"name\":\"A\",\"value\":\"%s\"}]}]}"
                .formatted(name, value);
        calls.add(() -> api.post("/api/v1/namespaces/shop/pods", pod(name, container)));
      }
      String fields =
          "{\"containers\":[{\"name\":\"c\",\"image\":\"registry.test/fields:v1\",\"env\":[%s]}]}"
              .formatted("{\"name\":\"a\"},".repeat(110_000) + "{\"name\":\"b\"}");
      calls.add(() -> api.post("/api/v1/namespaces/shop/pods", pod("fields", fields)));
      ApiServer.all(8, calls);
      until(
          "all is seen",
          listed ->
              json(listed.out()).path("items").findValuesAsText("image").stream()
                      .filter(image -> image.startsWith("registry.test/"))
                      .count()
                  == 171);
      assertThat(listed().err()).doesNotContain("prod");
      return null;
    });
  }

  @Test
  @Order(6)
  void aRevokedSignerCountsNoMoreAlsoWhenTheRegistryIsAway() throws Exception {
    step(() -> {
      registry.kill();
      Redoubt.Result known = redoubt.run("image", "verify", image("web"));
      assertThat(known.exit()).isZero();
      redoubt
          .run("signer", "revoke", "ci", "--namespace", "team", "--reason", "stolen", "--yes")
          .done();
      assertThat(redoubt.run("image", "verify", image("web")).exit()).isEqualTo(1);
      until("all follow", listed -> !listed.out().contains("\"trusted\": true"));
      assertThat(line(listed(), image("cron")).path("said").asText()).contains("revoked");
      return null;
    });
  }
}
