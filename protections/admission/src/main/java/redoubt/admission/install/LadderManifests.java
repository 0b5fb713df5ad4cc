package redoubt.admission.install;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redoubt.admission.ladder.AdmittedImages;
import redoubt.admission.ladder.WrittenDigests;

/**
 * The resources by which an API server goes on alone: what its namespaces run is a parameter of a
 * ValidatingAdmissionPolicy (Kubernetes 1.30), and where there are any, of a
 * MutatingAdmissionPolicy (1.36), which writes digests. A namespace without the parameter runs
 * nothing.
 *
 * @param user as whom the server is known to the API server; nobody else may change what is held
 * @param mutates whether the API server has policies that change objects
 * @param exempt namespaces that run anything
 */
public record LadderManifests(String user, boolean mutates, SortedSet<String> exempt) {
  /** Where a PodSpec names images, and how. */
  private enum List {
    CONTAINERS("object.spec.containers", "containers", "c.?image.orValue('')", "/image"),
    INIT(
        "object.spec.?initContainers.orValue([])",
        "initContainers",
        "c.?image.orValue('')",
        "/image"),
    EPHEMERAL(
        "object.spec.?ephemeralContainers.orValue([])",
        "ephemeralContainers",
        "c.?image.orValue('')",
        "/image"),
    VOLUMES(
        "object.spec.?volumes.orValue([])",
        "volumes",
        "c.?image.?reference.orValue('')",
        "/image/reference");

    private final String all;
    private final String field;
    private final String name;
    private final String way;

    List(String all, String field, String name, String way) {
      this.all = all;
      this.field = field;
      this.name = name;
      this.way = way;
    }

    /** CEL: names of images. */
    String names(String object) {
      return all.replace("object.", object + ".") + ".map(c, " + name + ")";
    }

    /** CEL: writes the digests of those that are known. */
    String patches() {
      return "%s.filter(c, %s in variables.tags).map(c, JSONPatch{op: 'replace', path: '/spec/%s/' + string(%s.map(o, o.name).indexOf(c.name)) + '%s', value: %s + '@' + variables.tags[%s]})"
          .formatted(all, name, field, all, way, name, name);
    }
  }

  public LadderManifests {
    if (!user.matches("[A-Za-z0-9._:@/-]{1,253}")) {
      throw new IllegalArgumentException("no user of Kubernetes");
    }
    exempt = new TreeSet<>(exempt);
  }

  /** YAML, as {@code kubectl apply} takes it. */
  public String yaml() {
    return definition() + validating() + guard() + (mutates ? mutating() : "");
  }

  private static String definition() {
    return """
    ---
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: %s.%s
    spec:
      group: %s
      scope: Namespaced
      names: {kind: AdmittedImages, listKind: AdmittedImagesList, plural: %s, singular: %s}
      versions:
      - name: v1
        served: true
        storage: true
        schema:
          openAPIV3Schema:
            type: object
            properties:
              spec:
                type: object
                properties:
                  everything: {type: boolean}
                  images: {type: object, additionalProperties: {type: string}}
                  tags: {type: object, additionalProperties: {type: string}}
    """
        .formatted(
            AdmittedImages.PLURAL,
            AdmittedImages.GROUP,
            AdmittedImages.GROUP,
            AdmittedImages.PLURAL,
            AdmittedImages.PLURAL);
  }

  private static String names(String object) {
    return Stream.of(List.values())
        .map(list -> list.names(object))
        .collect(Collectors.joining(" + "));
  }

  private String validating() {
    return """
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata:
      name: redoubt-images
    spec:
      failurePolicy: Fail
      paramKind: {apiVersion: %s/v1, kind: AdmittedImages}
      matchConstraints:
        resourceRules:
        - {apiGroups: [""], apiVersions: ["*"], resources: [pods, pods/ephemeralcontainers], operations: [CREATE, UPDATE]}
      variables:
      - name: named
        expression: "%s"
      - name: before
        expression: "oldObject == null ? [] : %s"
      - name: now
        expression: "request.operation == 'CREATE' ? [timestamp(object.metadata.creationTimestamp)] : []"
      - name: fresh
        expression: "variables.named.filter(i, i != '' && !(i in variables.before))"
      - name: unknown
        expression: "params.spec.?everything.orValue(false) ? [] : variables.fresh.filter(i, !(i in params.spec.?images.orValue({})) || (params.spec.images[i] != '' && variables.now.exists(n, n >= timestamp(params.spec.images[i]))))"
      validations:
      - expression: "variables.unknown.size() == 0"
        messageExpression: "'The image ' + variables.unknown[0] + ' is none that was admitted to this namespace before. Redoubt has to answer first: try again; while it does not answer, only images run that it has admitted, named as they were.'"
        reason: Forbidden
    %s\
    """
        .formatted(
            AdmittedImages.GROUP,
            names("object"),
            names("oldObject"),
            binding("Validating", "redoubt-images", "parameterNotFoundAction: Deny", true));
  }

  private String binding(String kind, String name, String absent, boolean validates) {
    return """
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: %sAdmissionPolicyBinding
    metadata:
      name: %s
    spec:
      policyName: %s
      paramRef: {name: %s, %s}
    %s%s\
    """
        .formatted(
            kind,
            name,
            name,
            AdmittedImages.NAME,
            absent,
            validates ? "  validationActions: [Deny]\n" : "",
            exempt.isEmpty()
                ? ""
                : """
                  matchResources:
                    namespaceSelector:
                      matchExpressions:
                      - {key: kubernetes.io/metadata.name, operator: NotIn, values: [%s]}
                """
                    .formatted(String.join(", ", exempt)));
  }

  /** Roles with all verbs on all resources of a namespace are common. */
  private String guard() {
    return """
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata:
      name: redoubt-admitted-images
    spec:
      failurePolicy: Fail
      matchConstraints:
        resourceRules:
        - {apiGroups: [%s], apiVersions: ["*"], resources: [%s], operations: [CREATE, UPDATE]}
      validations:
      - expression: "request.userInfo.username == '%s'"
        message: "Redoubt alone writes which images were admitted."
        reason: Forbidden
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata:
      name: redoubt-admitted-images
    spec:
      policyName: redoubt-admitted-images
      validationActions: [Deny]
    """
        .formatted(AdmittedImages.GROUP, AdmittedImages.PLURAL, user);
  }

  /** The annotation says who wrote the digests, so that the server may look up what names mean. */
  private String mutating() {
    String annotation =
        "(has(object.metadata.annotations) ? [JSONPatch{op: 'add', path: '%s', value: 'api-server'}] : [JSONPatch{op: 'add', path: '/metadata/annotations', value: {'%s': 'api-server'}}])"
            .formatted(WrittenDigests.POINTER, WrittenDigests.ANNOTATION);
    return """
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: MutatingAdmissionPolicy
    metadata:
      name: redoubt-images
    spec:
      failurePolicy: Fail
      reinvocationPolicy: Never
      paramKind: {apiVersion: %s/v1, kind: AdmittedImages}
      matchConstraints:
        resourceRules:
        - {apiGroups: [""], apiVersions: ["*"], resources: [pods], operations: [CREATE]}
      variables:
      - name: tags
        expression: "params.spec.?tags.orValue({})"
      - name: named
        expression: "%s"
      mutations:
      - patchType: JSONPatch
        jsonPatch:
          expression: "variables.named.exists(i, i in variables.tags) ? %s + %s : []"
    %s\
    """
        .formatted(
            AdmittedImages.GROUP,
            names("object"),
            annotation,
            Stream.of(List.CONTAINERS, List.INIT, List.VOLUMES)
                .map(List::patches)
                .collect(Collectors.joining(" + ")),
            binding("Mutating", "redoubt-images", "parameterNotFoundAction: Allow", false));
  }
}
