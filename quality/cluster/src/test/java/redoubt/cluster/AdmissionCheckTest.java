package redoubt.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;

/**
 * The ways around admission, tried on a real API server: with our webhooks, with webhooks that ask
 * about new pods alone, and without any; each step after the one before.
 */
@NeedsPeer(
    value = {"kube-apiserver", "etcd", "etcdctl", "kubectl", "unshare", "openssl"},
    why = "which ways around admission lead into a real API server; set KUBEBUILDER_ASSETS",
    packaged = false)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AdmissionCheckTest extends AdmissionLife {
  /** What an API server cannot be asked by one administrator with one good image. */
  private static final Set<String> NEVER_TRIED =
      Set.of(
          "scale",
          "binding",
          "what-runs-already",
          "swapped-containers",
          "resize",
          "old-api-versions");

  private final Map<String, String> images = new LinkedHashMap<>();

  private String known(String tag) {
    return Objects.requireNonNull(images.get(tag));
  }

  /** What kubectl says; it has to succeed. */
  private String done(String input, String... arguments) throws Exception {
    Said said = kubectl(input, arguments);
    assertThat(said.exit()).as(said.text()).isZero();
    return said.text();
  }

  private Path kubeconfig() throws Exception {
    Path file = directory.resolve("admin.kubeconfig");
    Files.writeString(file, node.kubeconfig("admin"));
    return file;
  }

  /** An image with its digest. */
  private String pinned(String tag) throws Exception {
    return image(tag)
        + "@"
        + json(redoubt.run("image", "show", "team/app:" + tag, "-o", "json").done().out())
            .path("digest")
            .asText();
  }

  private Redoubt.Result check(String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "admission",
                "check",
                "--kubeconfig",
                kubeconfig().toString(),
                "--image",
                known("v2"),
                "--allowed-image",
                known("v1")));
    command.addAll(List.of(more));
    return redoubt.run(command.toArray(String[]::new));
  }

  /** Outcomes by way around. */
  private Map<String, String> outcomes(int exit) throws Exception {
    Redoubt.Result result = check("-o", "json");
    assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
    Map<String, String> outcomes = new LinkedHashMap<>();
    for (JsonNode item : json(result.out()).path("items")) {
      outcomes.put(item.path("bypass").asText(), item.path("outcome").asText());
    }
    System.out.println(outcomes);
    // What is in it is removed by a controller, which does not run here.
    for (JsonNode namespace : json(done("", "get", "namespaces", "-o", "json")).path("items")) {
      JsonNode metadata = namespace.path("metadata");
      assertThat(metadata.has("deletionTimestamp"))
          .as(metadata.toString())
          .isEqualTo(metadata.path("name").asText().startsWith("redoubt-admission-check-"));
    }
    return outcomes;
  }

  private boolean isAdmitted(String image) {
    return api.post(
                "/api/v1/namespaces/shop/pods?dryRun=All",
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"%s\"}]}}"
                    .formatted(image))
            .status()
        == 201;
  }

  @Test
  @Order(1)
  void ourWebhooksStopAllWays() throws Exception {
    step(() -> {
      begin();
      for (String tag : List.of("v1", "v2")) {
        images.put(tag, pinned(tag));
      }
      apply(
          """
          apiVersion: redoubt.dev/v1
          kind: ClusterImagePolicy
          metadata: {name: usual}
          spec: {repositories: [{name: "127.0.0.1:*/team/*", require: [{trusted: true}]}]}
          """);
      redoubt.run("signing-key", "create", "release").done();
      Path pub = directory.resolve("release.pub");
      Files.writeString(
          pub, redoubt.run("signing-key", "show", "release", "--public-key").done().out());
      redoubt
          .run("signer", "add", "release", "--namespace", "team", "--key", pub.toString())
          .done();
      redoubt.run("image", "sign", "team/app:v1", "--key", "release").done();
      Await.until(SOON, "the image runs", () -> isAdmitted(known("v1")));
      Map<String, String> outcomes = outcomes(0);
      assertThat(outcomes).doesNotContainValue("bypass").doesNotContainValue("too-strict");
      outcomes.forEach((name, outcome) ->
          assertThat(outcome)
              .as(name)
              .isEqualTo(NEVER_TRIED.contains(name) ? "not-tried" : "stopped"));
      Redoubt.Result told = check();
      System.out.println(told.out());
      assertThat(told.out())
          .contains("ephemeral-containers", "webhook images.admission.redoubt.dev");
      return null;
    });
  }

  @Test
  @Order(2)
  void whoAsksAboutNewPodsAloneIsTold() throws Exception {
    step(() -> {
      for (String kind : List.of("mutating", "validating")) {
        String _ =
            done(
                "",
                "patch",
                kind + "webhookconfiguration",
                "redoubt-images",
                "--type=json",
                "-p",
                "[{\"op\":\"replace\",\"path\":\"/webhooks/0/rules\",\"value\":[{\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"resources\":[\"pods\"],\"operations\":[\"CREATE\"]}]}]");
      }
      Await.until(
          SOON,
          "an ephemeral container is not asked about",
          () -> "bypass".equals(outcomes(1).get("ephemeral-containers")));
      Map<String, String> outcomes = outcomes(1);
      for (String way :
          List.of(
              "ephemeral-containers",
              "pod-update",
              "set-image",
              "zero-replicas",
              "deployments",
              "jobs",
              "cron-jobs",
              "pod-templates")) {
        assertThat(outcomes.get(way)).as(way).isEqualTo("bypass");
      }
      for (String way :
          List.of(
              "containers", "init-containers", "image-volumes", "forged-owner", "mirror-pods")) {
        assertThat(outcomes.get(way)).as(way).isEqualTo("stopped");
      }
      return null;
    });
  }

  @Test
  @Order(3)
  void withoutAControllerEveryWayLeadsIn() throws Exception {
    step(() -> {
      String _ =
          done(
              "",
              "delete",
              "mutatingwebhookconfiguration,validatingwebhookconfiguration",
              "redoubt-images");
      Await.until(SOON, "nobody is asked", () -> isAdmitted(known("v2")));
      outcomes(1)
          .forEach((name, outcome) ->
              assertThat(outcome)
                  .as(name)
                  .isEqualTo(NEVER_TRIED.contains(name) ? "not-tried" : "bypass"));
      return null;
    });
  }

  /** A controller that is not ours, with the faults that such policies have. */
  @Test
  @Order(4)
  void whatAPolicyOfTheApiServerMissesIsTold() throws Exception {
    step(() -> {
      String _ =
          done(
              """
              apiVersion: admissionregistration.k8s.io/v1
              kind: ValidatingAdmissionPolicy
              metadata: {name: only-good}
              spec:
                failurePolicy: Fail
                matchConstraints:
                  resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [pods]}]
                validations:
                - expression: "object.spec.containers.all(c, c.image.startsWith('%s') || c.image.endsWith('%s'))"
              ---
              apiVersion: admissionregistration.k8s.io/v1
              kind: ValidatingAdmissionPolicyBinding
              metadata: {name: only-good}
              spec: {policyName: only-good, validationActions: [Deny]}
              """
                  .formatted(
                      known("v1").replaceFirst("@.*", ""), known("v1").replaceFirst(".*@", "@")),
              "apply",
              "-f",
              "-");
      Await.until(SOON, "the policy holds", () -> !isAdmitted(known("v2")));
      Map<String, String> outcomes = outcomes(1);
      for (String way : List.of("containers", "containers-beside", "pod-update", "by-whom")) {
        assertThat(outcomes.get(way)).as(way).isEqualTo("stopped");
      }
      for (String way :
          List.of(
              "init-containers",
              "ephemeral-containers",
              "image-volumes",
              "deployments",
              "tag-beside-digest")) {
        assertThat(outcomes.get(way)).as(way).isEqualTo("bypass");
      }
      assertThat(check().out()).contains("policy only-good");
      String _ =
          done(
              "",
              "delete",
              "validatingadmissionpolicy,validatingadmissionpolicybinding",
              "only-good");
      return null;
    });
  }

  @Test
  @Order(5)
  void whoRefusesEverythingIsNotCalledSafe() throws Exception {
    step(() -> {
      String _ = done(redoubt.run("admission", "install", "prod").done().out(), "apply", "-f", "-");
      String _ = done("", "delete", "clusterimagepolicy.redoubt.dev", "usual");
      Await.until(SOON, "nothing is admitted", () -> !isAdmitted(known("v1")));
      Redoubt.Result result = check();
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.out()).contains("The image that may run does not");
      return null;
    });
  }
}
