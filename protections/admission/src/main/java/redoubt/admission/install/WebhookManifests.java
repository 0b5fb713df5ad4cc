package redoubt.admission.install;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import redoubt.admission.policy.Dialect;

/**
 * The resources that make an API server ask: definitions of the policies' kinds and two webhooks
 * (Kubernetes, "Dynamic Admission Control" and its good practices). A namespace is left out by its
 * name alone, which nobody can change, and by no label.
 *
 * @param address of the server with the secret of the cluster
 * @param ca PEM certificates by which the server is known
 * @param exempt namespaces whose pods nobody asks about
 * @param unanswered whether pods begin while the server does not answer: where {@link
 *     LadderManifests} hold the line
 */
public record WebhookManifests(
    URI address, String ca, SortedSet<String> exempt, boolean unanswered) {
  private static final int SECONDS = 5;

  /**
   * What can name a new image. Whatever else changes about an object goes on while nobody answers:
   * labels, finalizers, replicas.
   */
  public static final String NEW_IMAGES =
      """
      request.operation != "UPDATE" || !has(oldObject.spec) || !has(object.spec) || \
      (has(object.spec.template) && has(oldObject.spec.template) ? object.spec.template != oldObject.spec.template : object.spec != oldObject.spec)\
      """;

  public WebhookManifests {
    if (!"https".equals(address.getScheme())) {
      throw new IllegalArgumentException("API servers ask over https alone");
    }
    exempt = new TreeSet<>(exempt);
  }

  /** YAML, as {@code kubectl apply} takes it. */
  public String yaml() {
    return definitions() + webhooks("Mutating", "mutate") + webhooks("Validating", "validate");
  }

  private static String definitions() {
    StringBuilder yaml = new StringBuilder();
    for (Dialect dialect : Dialect.values()) {
      yaml.append(definition(dialect, "ImagePolicy", "imagepolicies", "Namespaced"));
      yaml.append(definition(dialect, "ClusterImagePolicy", "clusterimagepolicies", "Cluster"));
    }
    return yaml.toString();
  }

  /** Unknown fields are kept, so that the webhook sees and refuses them. */
  private static String definition(Dialect dialect, String kind, String plural, String scope) {
    return """
    ---
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: %s.%s
    spec:
      group: %s
      scope: %s
      names: {kind: %s, listKind: %sList, plural: %s, singular: %s}
      versions:
      - name: %s
        served: true
        storage: true
        schema:
          openAPIV3Schema:
            type: object
            properties:
              spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
    """
        .formatted(
            plural,
            dialect.group(),
            dialect.group(),
            scope,
            kind,
            kind,
            plural,
            kind.toLowerCase(java.util.Locale.ROOT),
            dialect.apiVersion().substring(dialect.group().length() + 1));
  }

  private String webhooks(String kind, String path) {
    return """
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: %sWebhookConfiguration
    metadata:
      name: redoubt-images
    webhooks:
    - name: images.admission.redoubt.dev
      admissionReviewVersions: [v1]
      clientConfig:
        url: %s/%s
        caBundle: %s
      failurePolicy: %s
      matchPolicy: Equivalent
      sideEffects: NoneOnDryRun
      timeoutSeconds: %d
      matchConditions:
      - name: new-images
        expression: '%s'
    %s%s  rules:
      - {apiGroups: [""], apiVersions: ["*"], resources: [pods, pods/ephemeralcontainers, podtemplates, replicationcontrollers], operations: [CREATE, UPDATE]}
      - {apiGroups: [apps, extensions], apiVersions: ["*"], resources: [deployments, replicasets, daemonsets, statefulsets], operations: [CREATE, UPDATE]}
      - {apiGroups: [batch], apiVersions: ["*"], resources: [jobs, cronjobs], operations: [CREATE, UPDATE]}
    %s\
    """
        .formatted(
            kind,
            address,
            path,
            Base64.getEncoder().encodeToString(ca.getBytes(StandardCharsets.UTF_8)),
            unanswered ? "Ignore" : "Fail",
            SECONDS,
            NEW_IMAGES,
            selector(),
            kind.equals("Mutating") ? "  reinvocationPolicy: IfNeeded\n" : "",
            kind.equals("Validating") ? policies(path) : "");
  }

  private String selector() {
    return exempt.isEmpty()
        ? ""
        : """
          namespaceSelector:
            matchExpressions:
            - {key: kubernetes.io/metadata.name, operator: NotIn, values: [%s]}
        """
            .formatted(String.join(", ", exempt));
  }

  /** Policies that cannot be read are refused where they are written, if anybody can be asked. */
  private String policies(String path) {
    return """
    - name: policies.admission.redoubt.dev
      admissionReviewVersions: [v1]
      clientConfig:
        url: %s/%s
        caBundle: %s
      failurePolicy: Ignore
      matchPolicy: Equivalent
      sideEffects: NoneOnDryRun
      timeoutSeconds: %d
      rules:
      - {apiGroups: [%s], apiVersions: ["*"], resources: [imagepolicies, clusterimagepolicies], operations: [CREATE, UPDATE]}
    """
        .formatted(
            address,
            path,
            Base64.getEncoder().encodeToString(ca.getBytes(StandardCharsets.UTF_8)),
            SECONDS,
            List.of(Dialect.values()).stream()
                .map(Dialect::group)
                .collect(Collectors.joining(", ")));
  }
}
