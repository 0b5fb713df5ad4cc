package redoubt.admission.bypass;

import static redoubt.admission.bypass.Attempt.admitted;
import static redoubt.admission.bypass.Attempt.refused;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes of what is stored already, and what is asked for in passing. */
final class Changes {
  private Changes() {}

  static List<Bypass> all() {
    return List.of(
        new Bypass(
            "pod-update",
            "The image of a running pod's container may be changed.",
            images ->
                List.of(
                    refused("a Pod whose image becomes it", becomes(images, images.bad())),
                    admitted(
                        "a Pod that names the same image otherwise",
                        pod(images.good().tagged() + "@" + images.good().digest())
                            .after(Objects.podOf(images.good().pinned()))))),
        new Bypass(
            "swapped-containers",
            "An image that one container had is new in another, with other rights.",
            images ->
                List.of(
                    refused(
                        "a container that takes the image of another",
                        pod(Objects.spec(images.bad().pinned(), images.bad().pinned()))
                            .after(
                                Objects.pod(
                                    Objects.spec(
                                        images.good().pinned(), images.bad().pinned())))))),
        new Bypass(
            "set-image",
            "kubectl set image changes a template.",
            images ->
                List.of(
                    refused(
                        "a Deployment whose image becomes it",
                        deployment(images.bad(), 1)
                            .after(Objects.deployment(images.good().tagged(), 1))),
                    admitted(
                        "a Deployment whose image becomes a good one",
                        deployment(images.good(), 1)
                            .after(Objects.deployment(images.bad().tagged(), 1))))),
        new Bypass(
            "server-side-apply",
            "What is applied comes merged, with who manages which field.",
            images ->
                List.of(
                    refused("an applied Pod with it", applied(images.bad())),
                    admitted("an applied Pod with a good one", applied(images.good())))),
        new Bypass(
            "dry-run",
            "What is only tried is answered as what is done.",
            images ->
                List.of(
                    refused("a tried Pod with it", pod(images.bad().tagged()).onlyTried()),
                    admitted(
                        "a tried Pod with a good one", pod(images.good().tagged()).onlyTried()))),
        new Bypass(
            "zero-replicas",
            "A workload without pods is scaled later, which names no image.",
            images ->
                List.of(
                    refused("a Deployment of none with it", deployment(images.bad(), 0)),
                    admitted(
                        "a Deployment of none with a good one", deployment(images.good(), 0)))),
        new Bypass(
            "scale",
            "Scaling names no image, and has to be quick while an image is not liked any more.",
            images ->
                List.of(
                    admitted(
                        "the scale of a Deployment that has it",
                        deployment(images.bad(), 1)
                            .with(scale())
                            .after(scale())
                            .at("scale", "Scale")),
                    admitted(
                        "more replicas of a Deployment that has it",
                        deployment(images.bad(), 3)
                            .after(Objects.deployment(images.bad().tagged(), 0))))),
        new Bypass(
            "resize",
            "A pod's resources are changed at a subresource, which carries the whole pod.",
            images ->
                List.of(
                    refused(
                        "a resized Pod with it", becomes(images, images.bad()).at("resize", "Pod")),
                    admitted(
                        "a resized Pod that has it",
                        pod(images.bad().pinned())
                            .after(Objects.podOf(images.bad().pinned()))
                            .at("resize", "Pod")))),
        new Bypass(
            "binding",
            "The scheduler says where a pod runs: that names no image, and must not wait.",
            images ->
                List.of(
                    admitted(
                        "the binding of a Pod",
                        pod(images.bad().tagged()).with(binding()).at("binding", "Binding")))),
        new Bypass(
            "what-runs-already",
            "A label is set and a finalizer removed whatever became of an image meanwhile.",
            images ->
                List.of(
                    admitted("a label of a Pod that has it", labelled(images.bad().pinned())))));
  }

  /** A label on a running pod. */
  static Question labelled(String image) {
    return Question.creates(
            "v1",
            "Pod",
            "pods",
            Objects.pod(
                Map.of("labels", Map.of("app", "bypass", "tier", "web")), Objects.spec(image)))
        .after(Objects.podOf(image));
  }

  private static Question pod(String image) {
    return pod(Objects.spec(image));
  }

  private static Question pod(Map<String, Object> spec) {
    return Places.pod(spec);
  }

  private static Question becomes(Images images, Images.Image image) {
    return pod(image.tagged()).after(Objects.podOf(images.good().pinned()));
  }

  private static Question deployment(Images.Image image, int replicas) {
    return Question.creates(
        "apps/v1", "Deployment", "deployments", Objects.deployment(image.tagged(), replicas));
  }

  private static Question applied(Images.Image image) {
    return Question.creates(
        "v1",
        "Pod",
        "pods",
        Objects.pod(
            Map.of(
                "managedFields",
                List.of(
                    Map.of(
                        "manager",
                        "kubectl",
                        "operation",
                        "Apply",
                        "apiVersion",
                        "v1",
                        "fieldsType",
                        "FieldsV1",
                        "fieldsV1",
                        Map.of("f:metadata", Map.of())))),
            Objects.spec(image.tagged())));
  }

  private static Map<String, Object> scale() {
    Map<String, Object> scale = new LinkedHashMap<>(Objects.named("autoscaling/v1", "Scale"));
    scale.put("spec", Map.of("replicas", 3));
    return scale;
  }

  private static Map<String, Object> binding() {
    Map<String, Object> binding = new LinkedHashMap<>(Objects.named("v1", "Binding"));
    binding.put("target", Map.of("apiVersion", "v1", "kind", "Node", "name", "node-1"));
    return binding;
  }
}
