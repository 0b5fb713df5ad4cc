package redoubt.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.node.ApiServer;

/**
 * The server dies by {@code kill -9} while six people create pods of a real API server as fast as
 * it takes them: first where the API server refuses what nobody answers, then with the ladder.
 */
@NeedsPeer(
    value = {"kube-apiserver", "etcd", "etcdctl", "kubectl", "unshare", "openssl"},
    why = "what becomes of pods while webhooks die; set KUBEBUILDER_ASSETS",
    packaged = false)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KilledUnderLoadTest extends AdmissionLife {
  private static final int PEOPLE = 6;
  private static final int EACH = 40;

  private String digest = "";

  private List<PodLoad.Kind> kinds() {
    return List.of(
        new PodLoad.Kind("signed", image("v1"), true),
        new PodLoad.Kind("signed, by digest", image("v1") + "@" + digest, true),
        new PodLoad.Kind("unsigned", image("v2"), false),
        new PodLoad.Kind("unknown", "nginx", false),
        new PodLoad.Kind("forged", image("v2") + "@" + digest.replace('a', 'b'), false));
  }

  private static void told(PodLoad load, String phase) {
    Await.until(SOON, "all are answered " + phase, () -> load.has(phase, EACH));
  }

  private static void allAre(List<PodLoad.Try> tries, int status, String saying) {
    assertThat(tries)
        .isNotEmpty()
        .allSatisfy(one -> {
          assertThat(one.status()).as(one.toString()).isEqualTo(status);
          assertThat(one.text()).as(one.toString()).contains(saying);
        });
  }

  /** Whatever happened, nothing else runs. */
  private void onlySignedImagesRun() throws Exception {
    Set<String> running = new TreeSet<>();
    for (JsonNode pod : json(api.get(PODS).good()).path("items")) {
      running.add(pod.at("/spec/containers/0/image").asText());
    }
    assertThat(running).containsExactly(image("v1") + "@" + digest);
  }

  private void sign(String key) throws Exception {
    redoubt.run("signing-key", "create", key).done();
    Path pub = directory.resolve(key + ".pub");
    Files.writeString(pub, redoubt.run("signing-key", "show", key, "--public-key").done().out());
    redoubt.run("signer", "add", key, "--namespace", "team", "--key", pub.toString()).done();
    redoubt.run("image", "sign", "team/app:v1", "--key", key).done();
  }

  @Test
  @Order(1)
  void anApiServerAsks() throws Exception {
    step(() -> {
      begin();
      sign("release");
      apply(
          """
          apiVersion: redoubt.dev/v1
          kind: ClusterImagePolicy
          metadata: {name: usual}
          spec: {repositories: [{name: "127.0.0.1:*/team/*", require: [{trusted: true}]}]}
          """);
      Await.until(SOON, "the image runs", () -> create("a", image("v1")).status() == 201);
      String running = json(api.get(PODS + "/a").good()).at("/spec/containers/0/image").asText();
      digest = running.substring(running.indexOf("sha256:"));
      apply(
          """
          apiVersion: apps/v1
          kind: ReplicaSet
          metadata: {name: set, namespace: shop}
          spec:
            replicas: 0
            selector: {matchLabels: {a: b}}
            template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: "%s"}]}}
          """
              .formatted(image("v1")));
      api.patch(PODS + "/a", "{\"metadata\":{\"finalizers\":[\"example.org/wait\"]}}").good();
      return null;
    });
  }

  @Test
  @Order(2)
  void killedUnderLoadItNeitherOpensNorWedgesTheCluster() throws Exception {
    step(() -> {
      try (PodLoad load = new PodLoad(this, PEOPLE, kinds())) {
        told(load, "before");
        load.phase("dying");
        redoubt.kill();
        load.phase("dead");
        told(load, "dead");
        whatRunsGoesOn();
        load.phase("rising");
        redoubt.up();
        Await.until(
            SOON, "the image runs again", () -> create("again", image("v1")).status() == 201);
        load.phase("after");
        told(load, "after");
        System.out.println("pods: " + load.told());
        for (String phase : new String[] {"before", "after"}) {
          allAre(load.of(phase, true), 201, "");
          allAre(load.of(phase, false), 403, "");
        }
        allAre(load.of("dead", true), 500, "failed calling webhook");
        allAre(load.of("dead", false), 500, "failed calling webhook");
      }
      onlySignedImagesRun();
      return null;
    });
  }

  /** Nobody has to be asked about what names no new image. */
  private void whatRunsGoesOn() throws Exception {
    api.patch(PODS + "/a", "{\"metadata\":{\"labels\":{\"tier\":\"web\"}}}").good();
    api.patch(PODS + "/a", "{\"metadata\":{\"finalizers\":null}}").good();
    api.patch("/apis/apps/v1/namespaces/shop/replicasets/set", "{\"spec\":{\"replicas\":3}}")
        .good();
    assertThat(
            api.patch(
                    "/apis/apps/v1/namespaces/shop/replicasets/set",
                    "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]}}}}")
                .status())
        .isEqualTo(500);
    assertThat(kubectl("", "-n", "shop", "set", "image", "pod/a", "c=nginx").exit()).isEqualTo(1);
    apply(
        "{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: kube-system}}");
    api.post("/api/v1/namespaces/kube-system/pods", pod("network", "registry.k8s.io/any:v1"))
        .good();
    assertThat(
            kubectl("", "-n", "shop", "delete", "pod", "a", "--grace-period=0", "--force").exit())
        .isZero();
  }

  @Test
  @Order(3)
  void withTheLadderWhatIsSignedBeginsAllTheWhile() throws Exception {
    step(() -> {
      apply(redoubt.run("admission", "install", "prod", "--ladder").done().out());
      Await.until(
          SOON,
          "the image is held",
          () ->
              create("held", image("v1")).status() == 201
                  && api.get("/apis/redoubt.dev/v1/namespaces/shop/admittedimages/redoubt")
                      .text()
                      .contains(digest));
      // What the API server knows of policies comes to it a moment later.
      Await.until(SOON, "other images are refused", () -> create("other", "nginx").status() == 403);
      try (PodLoad load = new PodLoad(this, PEOPLE, kinds())) {
        told(load, "before");
        load.phase("dying");
        redoubt.kill();
        load.phase("dead");
        told(load, "dead");
        load.phase("rising");
        redoubt.up();
        load.phase("after");
        told(load, "after");
        System.out.println("pods with the ladder: " + load.told());
        for (String phase : new String[] {"before", "dying", "dead", "rising", "after"}) {
          assertThat(load.of(phase, true))
              .allSatisfy(one -> assertThat(one.status()).as(one.toString()).isEqualTo(201));
          assertThat(load.of(phase, false))
              .allSatisfy(one -> assertThat(one.status()).as(one.toString()).isEqualTo(403));
        }
      }
      onlySignedImagesRun();
      return null;
    });
  }

  /** A server that hangs is worse than one that is gone: its connections stay open. */
  @Test
  @Order(4)
  void aServerThatHangsIsPassedOver() throws Exception {
    step(() -> {
      redoubt.signal("STOP");
      try {
        long start = System.nanoTime();
        ApiServer.Answer signed = create("hanging", image("v1"));
        System.out.printf("while it hangs: %.1f s%n", (System.nanoTime() - start) / 1e9);
        assertThat(signed.status()).as(signed.text()).isEqualTo(201);
        assertThat(create("hanging-too", image("v2")).status()).isEqualTo(403);
      } finally {
        redoubt.signal("CONT");
      }
      onlySignedImagesRun();
      return null;
    });
  }
}
