package redoubt.admission.bypass;

import static redoubt.admission.bypass.Attempt.admitted;
import static redoubt.admission.bypass.Attempt.refused;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an object says of itself, which whoever writes it may say. */
final class Claims {
  private Claims() {}

  static List<Bypass> all() {
    return List.of(
        claiming(
            "forged-owner",
            "Who says that a ReplicaSet owns it has not been looked at before (Portieris 0.14.2).",
            Map.of(
                "ownerReferences",
                List.of(
                    Map.of(
                        "apiVersion",
                        "apps/v1",
                        "kind",
                        "ReplicaSet",
                        "name",
                        "bypass",
                        "uid",
                        "7d9c5e1e-9f3e-4c2e-8f43-d7f7f1f1a222")))),
        claiming(
            "forged-outcome",
            "That somebody has verified it is written on it by whoever likes (Kyverno to 1.18).",
            Map.of(
                "annotations",
                Map.of(
                    "kyverno.io/verify-images",
                    "{\"*\":\"pass\"}",
                    "redoubt.dev/digests",
                    "api-server",
                    "admission.redoubt.dev/outcome",
                    "trusted",
                    "policy.sigstore.dev/include",
                    "false",
                    "portieris.cloud.ibm.com/verified",
                    "true"))),
        claiming(
            "skip-labels",
            "A label or an annotation asks to be left out.",
            Map.of(
                "labels",
                Map.of(
                    "securityenforcement.admission.cloud.ibm.com/namespace",
                    "skip",
                    "admission.redoubt.dev/skip",
                    "true",
                    "control-plane",
                    "true"),
                "annotations",
                Map.of("admission.gatekeeper.sh/ignore", "true"))),
        new Bypass(
            "mirror-pods",
            "A kubelet tells the API server of pods that it runs by itself; users can say so too.",
            images ->
                List.of(
                    refused("a Pod that says it is a mirror", mirror(images.bad())),
                    refused("the same by a node", mirror(images.bad()).by("system:node:node-1")),
                    admitted("a good one", mirror(images.good())))),
        new Bypass(
            "by-whom",
            "Controllers of the cluster make pods for others.",
            images ->
                List.of(
                    refused(
                        "a Pod by a controller",
                        Places.pod(Objects.spec(images.bad().tagged()))
                            .by("system:serviceaccount:kube-system:replicaset-controller")),
                    refused(
                        "a Pod by an administrator",
                        Places.pod(Objects.spec(images.bad().tagged())).by("kubernetes-admin")))),
        new Bypass(
            "cached-images",
            "With imagePullPolicy Never or IfNotPresent a node takes what it has.",
            images ->
                List.of(
                    refused("a Pod that never pulls it", pulling(images.bad(), "Never")),
                    refused("a Pod that has it already", pulling(images.bad(), "IfNotPresent")),
                    admitted(
                        "a Pod that has a good one", pulling(images.good(), "IfNotPresent")))));
  }

  private static Bypass claiming(String name, String why, Map<String, Object> metadata) {
    return new Bypass(
        name,
        why,
        images ->
            List.of(
                refused(
                    "a Pod that says so",
                    Question.creates(
                        "v1",
                        "Pod",
                        "pods",
                        Objects.pod(metadata, Objects.spec(images.bad().tagged())))),
                admitted(
                    "a good one that says so",
                    Question.creates(
                        "v1",
                        "Pod",
                        "pods",
                        Objects.pod(metadata, Objects.spec(images.good().tagged()))))));
  }

  private static Question mirror(Images.Image image) {
    Map<String, Object> spec = Objects.spec(image.tagged());
    spec.put("nodeName", "node-1");
    return Question.creates(
        "v1",
        "Pod",
        "pods",
        Objects.pod(
            Map.of(
                "annotations",
                Map.of(
                    "kubernetes.io/config.mirror",
                    "7d9c5e1e9f3e4c2e8f43d7f7f1f1a333",
                    "kubernetes.io/config.source",
                    "file")),
            spec));
  }

  private static Question pulling(Images.Image image, String policy) {
    Map<String, Object> container = new LinkedHashMap<>(Objects.container("c0", image.tagged()));
    container.put("imagePullPolicy", policy);
    return Places.pod(new LinkedHashMap<>(Map.of("containers", List.of(container))));
  }
}
