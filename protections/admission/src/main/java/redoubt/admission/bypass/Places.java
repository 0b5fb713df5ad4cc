package redoubt.admission.bypass;

import static redoubt.admission.bypass.Attempt.admitted;
import static redoubt.admission.bypass.Attempt.refused;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Wherever a pod, or what pods are made of, can name an image. */
final class Places {
  private Places() {}

  static List<Bypass> all() {
    return List.of(
        pods("containers", "The first place that anybody looks at.", image -> Objects.spec(image)),
        new Bypass(
            "containers-beside",
            "Who looks at the first container alone misses the others.",
            images ->
                List.of(
                    refused(
                        "a Pod with it beside a good one",
                        pod(Objects.spec(images.good().tagged(), images.bad().tagged()))),
                    admitted(
                        "a Pod with two good ones",
                        pod(Objects.spec(images.good().tagged(), images.good().tagged()))))),
        new Bypass(
            "init-containers",
            "They run before the others, with the same rights.",
            images -> beside(images, "initContainers", image -> Objects.container("first", image))),
        new Bypass(
            "sidecars",
            "Init containers that go on running are a field away from others (restartPolicy).",
            images ->
                beside(
                    images,
                    "initContainers",
                    image -> {
                      Map<String, Object> sidecar = Objects.container("sidecar", image);
                      sidecar.put("restartPolicy", "Always");
                      return sidecar;
                    })),
        new Bypass(
            "ephemeral-containers",
            "kubectl debug adds them to a running pod, at a subresource (CVE-2023-2727).",
            images ->
                List.of(
                    refused(
                        "a debug container with it",
                        debug(images.good().pinned(), images.bad().tagged())),
                    admitted(
                        "a debug container with a good one",
                        debug(images.good().pinned(), images.good().tagged())))),
        new Bypass(
            "image-volumes",
            "A volume's files may be those of an image, programs too.",
            images ->
                beside(
                    images,
                    "volumes",
                    image -> Map.of("name", "files", "image", Map.of("reference", image)))),
        controller("deployments", "apps/v1", "Deployment", Objects::selecting),
        controller("replica-sets", "apps/v1", "ReplicaSet", Objects::selecting),
        controller("daemon-sets", "apps/v1", "DaemonSet", Objects::selecting),
        controller(
            "stateful-sets",
            "apps/v1",
            "StatefulSet",
            (image, more) -> {
              Map<String, Object> spec = Objects.selecting(image, more);
              spec.put("serviceName", "bypass");
              return spec;
            }),
        controller(
            "jobs", "batch/v1", "Job", (image, _) -> Map.of("template", Objects.ending(image))),
        controller(
            "cron-jobs",
            "batch/v1",
            "CronJob",
            (image, _) ->
                Map.of(
                    "schedule",
                    "* * * * *",
                    "jobTemplate",
                    Map.of("spec", Map.of("template", Objects.ending(image))))),
        controller(
            "replication-controllers",
            "v1",
            "ReplicationController",
            (image, _) ->
                Map.of(
                    "selector",
                    Objects.plainSelector(),
                    "template",
                    Objects.template(Objects.spec(image)))),
        templates(),
        controller("old-api-versions", "apps/v1beta1", "Deployment", Objects::selecting),
        new Bypass(
            "unknown-kinds",
            "A kind that others bring makes pods by itself: they are seen when they are made.",
            images ->
                List.of(
                    refused(
                        "a Pod that a kind of others owns",
                        Question.creates("v1", "Pod", "pods", ofOthers(images.bad().tagged()))),
                    admitted(
                        "a good one",
                        Question.creates("v1", "Pod", "pods", ofOthers(images.good().tagged()))))));
  }

  static Question pod(Map<String, Object> spec) {
    return Question.creates("v1", "Pod", "pods", Objects.pod(spec));
  }

  private static Bypass pods(String name, String why, Function<String, Map<String, Object>> spec) {
    return new Bypass(
        name,
        why,
        images ->
            List.of(
                refused("a Pod with it", pod(spec.apply(images.bad().tagged()))),
                refused("a Pod with its digest", pod(spec.apply(images.bad().pinned()))),
                admitted("a Pod with a good one", pod(spec.apply(images.good().tagged()))),
                admitted(
                    "a Pod with the digest of a good one",
                    pod(spec.apply(images.good().pinned())))));
  }

  private static List<Attempt> beside(
      Images images, String list, Function<String, Map<String, Object>> one) {
    String good = images.good().tagged();
    return List.of(
        refused(
            "a Pod with it in " + list,
            pod(Objects.with(good, list, List.of(one.apply(images.bad().tagged()))))),
        admitted(
            "a Pod with a good one in " + list,
            pod(Objects.with(good, list, List.of(one.apply(good))))));
  }

  /** A running pod that gets a debug container. */
  static Question debug(String running, String added) {
    return pod(Objects.with(
            running, "ephemeralContainers", List.of(Objects.container("debug", added))))
        .after(Objects.podOf(running))
        .at("ephemeralcontainers", "Pod");
  }

  /** The spec of a workload. */
  private interface Workload {
    Map<String, Object> spec(String image, Map<String, Object> more);
  }

  private static Bypass controller(String name, String apiVersion, String kind, Workload workload) {
    Function<String, Question> about =
        image -> {
          Map<String, Object> object = Objects.named(apiVersion, kind);
          object.put("spec", workload.spec(image, Map.of()));
          return Question.creates(
              apiVersion, kind, kind.toLowerCase(java.util.Locale.ROOT) + "s", object);
        };
    return new Bypass(
        name,
        "What it makes would fail later and elsewhere, or run where pods are not looked at.",
        images ->
            List.of(
                refused("a " + kind + " with it", about.apply(images.bad().tagged())),
                admitted("a " + kind + " with a good one", about.apply(images.good().tagged()))));
  }

  private static Bypass templates() {
    Function<String, Question> about =
        image -> {
          Map<String, Object> object = Objects.named("v1", "PodTemplate");
          object.put("template", Objects.template(Objects.spec(image)));
          return Question.creates("v1", "PodTemplate", "podtemplates", object);
        };
    return new Bypass(
        "pod-templates",
        "The one kind whose template lies at its top.",
        images ->
            List.of(
                refused("a PodTemplate with it", about.apply(images.bad().tagged())),
                admitted("a PodTemplate with a good one", about.apply(images.good().tagged()))));
  }

  private static Map<String, Object> ofOthers(String image) {
    Map<String, Object> owner = new LinkedHashMap<>();
    owner.put("apiVersion", "acme.test/v1");
    owner.put("kind", "Fleet");
    owner.put("name", "fleet");
    owner.put("uid", "7d9c5e1e-9f3e-4c2e-8f43-d7f7f1f1a111");
    owner.put("controller", true);
    return Objects.pod(Map.of("ownerReferences", List.of(owner)), Objects.spec(image));
  }
}
