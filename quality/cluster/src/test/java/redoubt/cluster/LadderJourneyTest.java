package redoubt.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.node.ApiServer;

/**
 * A real API server that goes on admitting what was admitted, and nothing else, while no server
 * answers; each step after the one before.
 */
@NeedsPeer(
    value = {"kube-apiserver", "etcd", "etcdctl", "kubectl", "unshare", "openssl"},
    why = "what a real API server admits on its own; set KUBEBUILDER_ASSETS",
    packaged = false)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LadderJourneyTest extends AdmissionLife {
  private static final String HELD = "/apis/redoubt.dev/v1/namespaces/shop/admittedimages/redoubt";

  private String held() {
    return api.get(HELD).text();
  }

  private void sign(String key, String tag) throws Exception {
    redoubt.run("image", "sign", "team/app:" + tag, "--key", key).done();
  }

  private void signer(String key) throws Exception {
    redoubt.run("signing-key", "create", key).done();
    Path pub = directory.resolve(key + ".pub");
    Files.writeString(pub, redoubt.run("signing-key", "show", key, "--public-key").done().out());
    redoubt.run("signer", "add", key, "--namespace", "team", "--key", pub.toString()).done();
  }

  private String running(String pod) {
    return json(api.get(PODS + "/" + pod).good()).at("/spec/containers/0/image").asText();
  }

  private ApiServer.Answer probe(String image) {
    return api.post(PODS + "?dryRun=All", pod("probe-" + System.nanoTime(), image));
  }

  @Test
  @Order(1)
  void kubectlAppliesTheLadder() throws Exception {
    step(() -> {
      begin("--ladder");
      signer("release");
      signer("nightly");
      sign("release", "v1");
      sign("nightly", "v2");
      apply(
          """
          apiVersion: redoubt.dev/v1
          kind: ClusterImagePolicy
          metadata: {name: usual}
          spec: {repositories: [{name: "127.0.0.1:*/team/*", require: [{trusted: true}]}]}
          """);
      return null;
    });
  }

  @Test
  @Order(2)
  void whatIsAdmittedIsInTheClusterBeforeItsPodIs() throws Exception {
    step(() -> {
      Await.until(SOON, "the image runs", () -> create("a", image("v1")).status() == 201);
      Await.until(SOON, "the other runs", () -> create("b", image("v2")).status() == 201);
      assertThat(running("a")).startsWith(image("v1") + "@sha256:");
      assertThat(held()).contains("\"" + running("a") + "\":\"\"", running("b"));
      Said shown =
          kubectl("", "-n", "shop", "get", "admittedimages", "redoubt", "-o", "jsonpath={.spec}");
      assertThat(shown.text()).contains("\"everything\":false", image("v1"));
      return null;
    });
  }

  @Test
  @Order(3)
  void nobodyElseWritesIt() throws Exception {
    step(() -> {
      Said said =
          kubectl(
              "",
              "patch",
              "admittedimages",
              "redoubt",
              "-n",
              "shop",
              "--type=merge",
              "-p",
              "{\"spec\":{\"everything\":true}}");
      assertThat(said.text()).contains("Redoubt alone writes which images were admitted.");
      // It is there again when somebody deletes it.
      assertThat(kubectl("", "delete", "admittedimages", "redoubt", "-n", "shop").exit()).isZero();
      Await.until(SOON, "it is there again", () -> held().contains(running("a")));
      return null;
    });
  }

  @Test
  @Order(4)
  void aTagThatMovedMeansTheNewImage() throws Exception {
    step(() -> {
      String before = running("a");
      redoubt.run("registry", "import", "oci:" + layout("v3"), "team/app:v1").done();
      sign("release", "v1");
      Await.until(SOON, "the new image runs", () -> create("c", image("v1")).status() == 201);
      assertThat(running("c")).startsWith(image("v1") + "@sha256:").isNotEqualTo(before);
      assertThat(json(api.get(PODS + "/c").good()).at("/metadata/annotations").toString())
          .doesNotContain("redoubt.dev/digests");
      return null;
    });
  }

  @Test
  @Order(5)
  void whatWouldBeRefusedIsTakenAway() throws Exception {
    step(() -> {
      String revoked = running("b");
      redoubt
          .run("signer", "revoke", "nightly", "--namespace", "team", "--reason", "lost", "--yes")
          .done();
      Await.until(SOON, "it is taken away", () -> !held().contains(revoked));
      assertThat(held()).contains(running("c"));
      return null;
    });
  }

  @Test
  @Order(6)
  void withoutTheServerWhatWasAdmittedRunsAndNothingElse() throws Exception {
    step(() -> {
      String good = running("c");
      String bad = running("b");
      redoubt.kill();
      Said runs = kubectl(pod("d", image("v1")), "-n", "shop", "apply", "-f", "-");
      assertThat(runs.text()).isEqualTo("pod/d created\n");
      assertThat(running("d")).isEqualTo(good);
      assertThat(kubectl(pod("f", "nginx"), "-n", "shop", "apply", "-f", "-").exit()).isEqualTo(1);
      assertThat(create("e", good).status()).isEqualTo(201);
      for (String image : new String[] {image("v2"), bad, "nginx", image("v1") + "x"}) {
        ApiServer.Answer refused = create("f", image);
        assertThat(refused.status()).as(image).isEqualTo(403);
        assertThat(refused.text()).contains("none that was admitted to this namespace before");
      }
      assertThat(
              api.patch(
                      PODS + "/d/ephemeralcontainers",
                      "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"debug\",\"image\":\"nginx\"}]}}")
                  .text())
          .contains("none that was admitted");
      assertThat(kubectl("", "-n", "shop", "label", "pod", "d", "tier=web").exit()).isZero();
      assertThat(kubectl("", "-n", "shop", "set", "image", "pod/d", "c=nginx").exit()).isEqualTo(1);
      // Who says that the digest was written has not written it.
      assertThat(
              api.post(
                      PODS,
                      """
                      {"apiVersion":"v1","kind":"Pod","metadata":{"name":"forged","annotations":{"redoubt.dev/digests":"api-server"}},
                       "spec":{"containers":[{"name":"c","image":"%s"}]}}
                      """
                          .formatted(bad))
                  .status())
          .isEqualTo(403);
      assertThat(probe("nginx").status()).isEqualTo(403);
      return null;
    });
  }

  @Test
  @Order(7)
  void aNamespaceWhereNothingWasAdmittedRunsNothing() throws Exception {
    step(() -> {
      api.createNamespace("fresh");
      apply("{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: fresh}}");
      ApiServer.Answer refused = api.post("/api/v1/namespaces/fresh/pods", pod("a", image("v1")));
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.text()).contains("no params found");
      return null;
    });
  }
}
