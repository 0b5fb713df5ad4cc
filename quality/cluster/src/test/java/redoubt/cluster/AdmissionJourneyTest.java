package redoubt.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.node.ApiServer;

/**
 * A real API server that asks which images may run: webhooks and policies applied with kubectl;
 * each step after the one before.
 */
@NeedsPeer(
    value = {"kube-apiserver", "etcd", "etcdctl", "kubectl", "unshare", "openssl"},
    why = "what a real API server admits; set KUBEBUILDER_ASSETS",
    packaged = false)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AdmissionJourneyTest extends AdmissionLife {
  @Test
  @Order(1)
  void kubectlAppliesWhatInstallPrints() throws Exception {
    step(() -> {
      begin();
      return null;
    });
  }

  @Test
  @Order(2)
  void withoutAPolicyNothingRuns() throws Exception {
    step(() -> {
      ApiServer.Answer refused = create("a", image("v1"));
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text()).contains("no image policies or cluster polices");
      return null;
    });
  }

  @Test
  @Order(3)
  void aMisspeltPolicyIsRefusedWithWhatWasMeant() throws Exception {
    step(() -> {
      Said said =
          kubectl(
              """
              apiVersion: portieris.cloud.ibm.com/v1
              kind: ImagePolicy
              metadata: {name: own, namespace: shop}
              spec: {repositories: [{name: "*", policy: {trsut: {enabled: true}}}]}
              """,
              "apply",
              "-f",
              "-");
      assertThat(said.exit()).isNotZero();
      assertThat(said.text()).contains("policy.trsut", "did you mean trust?");
      return null;
    });
  }

  @Test
  @Order(4)
  void anUnsignedImageIsRefusedAndASignedOneRunsByItsDigest() throws Exception {
    step(() -> {
      apply(
          """
          apiVersion: redoubt.dev/v1
          kind: ClusterImagePolicy
          metadata: {name: usual}
          spec: {repositories: [{name: "127.0.0.1:*/team/*", require: [{trusted: true}]}]}
          """);
      Await.until(
          SOON,
          "the policy holds",
          () -> create("a", image("v1")).text().contains("Nobody has signed it."));
      Said said = kubectl(pod("a", image("v1")), "-n", "shop", "apply", "-f", "-");
      assertThat(said.exit()).isEqualTo(1);
      assertThat(said.text())
          .contains("denied the request", "container c, ClusterImagePolicy usual");
      redoubt.run("signing-key", "create", "release").done();
      Path pub = directory.resolve("release.pub");
      Files.writeString(
          pub, redoubt.run("signing-key", "show", "release", "--public-key").done().out());
      redoubt
          .run("signer", "add", "release", "--namespace", "team", "--key", pub.toString())
          .done();
      redoubt.run("image", "sign", "team/app:v1", "--key", "release").done();
      Await.until(
          SOON,
          "the image runs",
          () -> create("probe-" + System.nanoTime(), image("v1")).status() == 201);
      Said created = kubectl(pod("a", image("v1")), "-n", "shop", "apply", "-f", "-");
      assertThat(created.text()).isEqualTo("pod/a created\n");
      String running =
          kubectl("", "-n", "shop", "get", "pod", "a", "-o", "jsonpath={.spec.containers[0].image}")
              .text();
      assertThat(running).matches(Pattern.quote(image("v1")) + "@sha256:[0-9a-f]{64}");
      assertThat(create("b", image("v2")).status()).isEqualTo(403);
      return null;
    });
  }

  @Test
  @Order(5)
  void noOtherWayLeadsIn() throws Exception {
    step(() -> {
      String bad = image("v2");
      // What says that somebody else made it.
      assertThat(
              api.post(
                      PODS,
                      """
                      {"apiVersion":"v1","kind":"Pod","metadata":{"name":"owned","ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"x","uid":"7d9c5e1e-9f3e-4c2e-8f43-d7f7f1f1a111"}]},
                       "spec":{"containers":[{"name":"c","image":"%s"}]}}
                      """
                          .formatted(bad))
                  .status())
          .isEqualTo(403);
      // A container that is added to a running pod.
      assertThat(
              api.patch(
                      PODS + "/a/ephemeralcontainers",
                      "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"debug\",\"image\":\"%s\"}]}}"
                          .formatted(bad))
                  .text())
          .contains("Nobody has signed it.");
      // Another image for a running pod.
      Said said = kubectl("", "-n", "shop", "set", "image", "pod/a", "c=" + bad);
      assertThat(said.exit()).isEqualTo(1);
      // A label alone is nobody's business.
      assertThat(kubectl("", "-n", "shop", "label", "pod", "a", "tier=web").exit()).isZero();
      // Init containers, and volumes.
      assertThat(
              api.post(
                      PODS,
                      """
                      {"apiVersion":"v1","kind":"Pod","metadata":{"name":"init"},"spec":{"initContainers":[{"name":"i","image":"%s","restartPolicy":"Always"}],"containers":[{"name":"c","image":"%s"}]}}
                      """
                          .formatted(bad, image("v1")))
                  .status())
          .isEqualTo(403);
      // Templates, and scaling to none.
      for (String replicas : List.of("0", "1")) {
        assertThat(
                kubectl(
                        """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: d, namespace: shop}
                        spec:
                          replicas: %s
                          selector: {matchLabels: {a: b}}
                          template:
                            metadata: {labels: {a: b}}
                            spec: {containers: [{name: c, image: "%s"}]}
                        """
                            .formatted(replicas, bad),
                        "apply",
                        "--server-side",
                        "-f",
                        "-")
                    .text())
            .contains("Nobody has signed it.");
      }
      // Names of nothing, and of what lies on a node.
      assertThat(create("x", "sha256:" + "a".repeat(64)).text()).contains("invalid image name");
      // Only tried.
      assertThat(api.post(PODS + "?dryRun=All", pod("dry", bad)).status()).isEqualTo(403);
      assertThat(api.post(PODS + "?dryRun=All", pod("dry", image("v1"))).status()).isEqualTo(201);
      return null;
    });
  }

  @Test
  @Order(6)
  void aTemplateStaysAsItIsWrittenAndItsPodsGetTheDigest() throws Exception {
    step(() -> {
      apply(
          """
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: good, namespace: shop}
          spec:
            selector: {matchLabels: {a: b}}
            template:
              metadata: {labels: {a: b}}
              spec: {containers: [{name: c, image: "%s"}]}
          """
              .formatted(image("v1")));
      String path = "/apis/apps/v1/namespaces/shop/deployments/good";
      assertThat(json(api.get(path).good()).at("/spec/template/spec/containers/0/image").asText())
          .isEqualTo(image("v1"));
      return null;
    });
  }

  @Test
  @Order(7)
  void aStricterPolicyIsRehearsedAndWhatRunsIsGrandfathered() throws Exception {
    step(() -> {
      Path strict = directory.resolve("strict.yaml");
      Files.writeString(
          strict,
          """
          apiVersion: redoubt.dev/v1
          kind: ClusterImagePolicy
          metadata: {name: usual}
          spec: {repositories: [{name: "127.0.0.1:*/team/*", require: [{trusted: true}, {attested: "https://slsa.dev/provenance/v1"}]}]}
          """);
      String[] rehearse = {"policy", "rehearse", strict.toString(), "--cluster", "prod"};
      var rehearsed = redoubt.run(rehearse);
      assertThat(rehearsed.exit()).as(rehearsed.out()).isEqualTo(1);
      assertThat(rehearsed.out())
          .contains(
              "In place of the cluster's own: ClusterImagePolicy usual.",
              "WOULD BE REFUSED: 1 image",
              image("v1") + "@sha256:",
              "  shop: ",
              "(a, probe-",
              "as Deployment good, Pod a",
              "Nothing of the type https://slsa.dev/provenance/v1 is attested.")
          // What was refused is not missed, and what was only tried is not remembered.
          .doesNotContain("team/app:v2", "Pod dry");
      Path both = directory.resolve("both.yaml");
      assertThat(
              redoubt
                  .run(
                      "policy",
                      "rehearse",
                      strict.toString(),
                      "--cluster",
                      "prod",
                      "--grandfather",
                      "2100-01-01",
                      "--to",
                      both.toString())
                  .done()
                  .out())
          .contains("1 exception in ", "with them, nothing would be refused.");
      redoubt.run("policy", "rehearse", both.toString(), "--cluster", "prod").done();
      apply(Files.readString(both));
      Await.until(
          SOON,
          "it is admitted by an exception",
          () ->
              redoubt
                  .run("policy", "test", "--cluster", "prod", "--image", image("v1"))
                  .done()
                  .out()
                  .contains("grandfathered-until-2100-01-01"));
      Said said = kubectl(pod("old", image("v1")), "-n", "shop", "apply", "-f", "-");
      assertThat(said.text()).contains("is admitted until 2100-01-01", "pod/old created");
      assertThat(
              kubectl(
                      "",
                      "-n",
                      "shop",
                      "get",
                      "pod",
                      "old",
                      "-o",
                      "jsonpath={.spec.containers[0].image}")
                  .text())
          .startsWith(image("v1") + "@sha256:");
      // Signed as the others are, and neither attested nor excepted.
      push("v3");
      redoubt.run("image", "sign", "team/app:v3", "--key", "release").done();
      assertThat(create("new", image("v3")).text()).contains("provenance/v1 is attested.");
      assertThat(kubectl("", "delete", "clusterimagepolicies.redoubt.dev", "--all").exit())
          .isZero();
      apply(
          """
          apiVersion: redoubt.dev/v1
          kind: ClusterImagePolicy
          metadata: {name: usual}
          spec: {repositories: [{name: "127.0.0.1:*/team/*", require: [{trusted: true}]}]}
          """);
      Await.until(
          SOON, "the former policy holds", () -> create("new", image("v3")).status() == 201);
      return null;
    });
  }

  @Test
  @Order(8)
  void whoIsRevokedSignsNothingThatRuns() throws Exception {
    step(() -> {
      assertThat(redoubt.run("policy", "impact").done().out())
          .contains("Nothing of it would be refused.");
      var worth = redoubt.run("policy", "impact", "--revoke", "release", "--namespace", "team");
      assertThat(worth.exit()).as(worth.out()).isEqualTo(1);
      assertThat(worth.out())
          .contains(
              "RUNS THANKS TO release ALONE: 2 images",
              image("v1") + "@sha256:",
              image("v3") + "@sha256:",
              "who was revoked as a signer");
      redoubt
          .run("signer", "revoke", "release", "--namespace", "team", "--reason", "lost", "--yes")
          .done();
      Await.until(
          SOON,
          "it is refused",
          () -> create("late-" + System.nanoTime(), image("v1")).status() == 403);
      assertThat(create("c", image("v1")).text()).contains("who was revoked as a signer");
      // What was known a second ago counts for a second.
      Await.until(
          SOON,
          "what runs is told of",
          () -> redoubt.run("policy", "impact", "--image", image("v1")).exit() == 1);
      assertThat(redoubt.run("policy", "impact", "--image", image("v1")).out())
          .contains("WOULD BE REFUSED TODAY: 1 image", "(a, old, probe-");
      // One is needed, and says so; two of the others may be stopped.
      apply(
          """
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: {name: needed, namespace: shop}
          spec: {minAvailable: 1, selector: {matchLabels: {tier: web}}}
          """);
      assertThat(
              kubectl(
                      "",
                      "-n",
                      "shop",
                      "patch",
                      "pod",
                      "a",
                      "--subresource=status",
                      "--type=merge",
                      "-p",
                      "{\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}")
                  .exit())
          .isZero();
      var stopped = redoubt.run("policy", "impact", "--evict", "--budget", "2", "--yes");
      assertThat(stopped.exit()).as(stopped.err()).isEqualTo(1);
      assertThat(stopped.out())
          .contains(
              "prod  shop/a  stays: a disruption budget keeps it",
              "is stopped",
              "Not asked, and still running: 1 pod.");
      assertThat(kubectl("", "-n", "shop", "get", "pods", "-o", "name").text().lines().count())
          .isEqualTo(2);
      assertThat(
              redoubt
                  .run(
                      "policy",
                      "test",
                      "--cluster",
                      "prod",
                      "--namespace",
                      "shop",
                      "--image",
                      image("v1"))
                  .exit())
          .isEqualTo(1);
      return null;
    });
  }

  @Test
  @Order(9)
  void withoutTheServerNothingNewRuns() throws IOException {
    redoubt.kill();
    ApiServer.Answer refused = create("d", image("v1"));
    assertThat(refused.status()).isEqualTo(500);
    assertThat(refused.text()).contains("failed calling webhook");
  }
}
