package redoubt.admission.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import redoubt.admission.install.WebhookManifests;
import redoubt.admission.ladder.AdmittedImages;
import redoubt.admission.review.Slots;

/**
 * What an API server makes of webhook configurations ({@code admissionregistration.k8s.io/v1}):
 * what it does not ask about, and what it does where no answer comes.
 */
final class InstalledWebhooks {
  private static final String NAME = "kubernetes.io/metadata.name";

  /** Longer waits are counted together for all webhooks of a change. */
  private static final int LONGEST_WAIT = 10;

  private InstalledWebhooks() {}

  /** One sentence for each; none when nothing is left out. */
  static List<String> gaps(String manifests) {
    List<String> gaps = new ArrayList<>();
    for (String kind : List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")) {
      List<Map<?, ?>> webhooks =
          documents(manifests).stream()
              .filter(one -> Objects.equals(one.get("kind"), kind))
              .flatMap(one -> maps(one.get("webhooks")).stream())
              .toList();
      List<Map<?, ?>> strict = webhooks.stream().filter(InstalledWebhooks::isStrict).toList();
      Slots.resources()
          .forEach((group, plurals) ->
              plurals.forEach(plural -> {
                for (String operation : List.of("CREATE", "UPDATE")) {
                  if (strict.stream().noneMatch(one -> asks(one, group, plural, operation))) {
                    gaps.add(
                        "What is installed (%s) lets %s of %s pass without an answer"
                            .formatted(kind, operation, plural));
                  }
                }
              }));
    }
    return gaps;
  }

  /**
   * The same where the API server goes on alone: what pods pass that no policy of its own denies.
   * What the policy's expressions say is not looked at.
   */
  static List<String> gapsOnLadder(String manifests) {
    List<Map<?, ?>> documents = documents(manifests);
    List<Map<?, ?>> policies =
        documents.stream()
            .filter(one -> Objects.equals(one.get("kind"), "ValidatingAdmissionPolicy"))
            .filter(policy -> documents.stream().anyMatch(one -> denies(one, policy)))
            .toList();
    List<String> gaps = new ArrayList<>();
    for (String plural : List.of("pods", "pods/ephemeralcontainers")) {
      for (String operation : List.of("CREATE", "UPDATE")) {
        if (policies.stream().noneMatch(one -> isAbout(one, "", plural, operation))) {
          gaps.add(
              "What is installed with the ladder lets %s of %s pass while no server answers"
                  .formatted(operation, plural));
        }
      }
    }
    for (String operation : List.of("CREATE", "UPDATE")) {
      if (policies.stream()
          .noneMatch(one -> isAbout(one, AdmittedImages.GROUP, AdmittedImages.PLURAL, operation))) {
        gaps.add("What is installed with the ladder lets anybody write what was admitted");
      }
    }
    return gaps;
  }

  private static boolean isAbout(Map<?, ?> policy, String group, String plural, String operation) {
    Map<?, ?> spec = map(policy.get("spec"));
    Map<?, ?> constraints = map(spec.get("matchConstraints"));
    return Objects.equals(spec.get("failurePolicy"), "Fail")
        && !spec.containsKey("matchConditions")
        && constraints.keySet().equals(Set.of("resourceRules"))
        && maps(constraints.get("resourceRules")).stream()
            .anyMatch(rule -> isAbout(rule, new Wanted(group, plural, operation)))
        && !maps(spec.get("validations")).isEmpty();
  }

  /** Whether a binding puts a policy into force, also where there is no parameter. */
  private static boolean denies(Map<?, ?> binding, Map<?, ?> policy) {
    Map<?, ?> spec = map(binding.get("spec"));
    Map<?, ?> matches = map(spec.get("matchResources"));
    boolean takesParameters = map(policy.get("spec")).containsKey("paramKind");
    return Objects.equals(binding.get("kind"), "ValidatingAdmissionPolicyBinding")
        && Objects.equals(spec.get("policyName"), map(policy.get("metadata")).get("name"))
        && Objects.equals(spec.get("validationActions"), List.of("Deny"))
        && (!takesParameters
            || Objects.equals(map(spec.get("paramRef")).get("parameterNotFoundAction"), "Deny"))
        && Set.of("namespaceSelector").containsAll(matches.keySet())
        && selectsByName(matches.get("namespaceSelector"));
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<Map<?, ?>> documents(String manifests) {
    List<Map<?, ?>> all = new ArrayList<>();
    for (Object one : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(manifests)) {
      if (one instanceof Map<?, ?> document) {
        all.add(document);
      }
    }
    return all;
  }

  private static List<Map<?, ?>> maps(@Nullable Object list) {
    List<Map<?, ?>> all = new ArrayList<>();
    if (list instanceof List<?> some) {
      for (Object one : some) {
        if (one instanceof Map<?, ?> map) {
          all.add(map);
        }
      }
    }
    return all;
  }

  /**
   * Whether nothing passes that it was not asked about, but what names no new image, and in
   * namespaces of certain names.
   */
  private static boolean isStrict(Map<?, ?> webhook) {
    return Objects.equals(webhook.get("failurePolicy"), "Fail")
        && !webhook.containsKey("objectSelector")
        && maps(webhook.get("matchConditions")).stream()
            .allMatch(one -> Objects.equals(one.get("expression"), WebhookManifests.NEW_IMAGES))
        && webhook.get("timeoutSeconds") instanceof Integer seconds
        && seconds <= LONGEST_WAIT
        && selectsByName(webhook.get("namespaceSelector"));
  }

  /** A label that users can set would be a way around. */
  private static boolean selectsByName(@Nullable Object selector) {
    if (selector == null) {
      return true;
    }
    return selector instanceof Map<?, ?> map
        && map.keySet().equals(Set.of("matchExpressions"))
        && maps(map.get("matchExpressions")).stream()
            .allMatch(one ->
                Objects.equals(one.get("key"), NAME)
                    && Objects.equals(one.get("operator"), "NotIn"));
  }

  /** What has to be asked about. */
  private record Wanted(String group, String plural, String operation) {}

  private static boolean asks(Map<?, ?> webhook, String group, String plural, String operation) {
    return maps(webhook.get("rules")).stream()
        .anyMatch(rule -> isAbout(rule, new Wanted(group, plural, operation)));
  }

  private static boolean isAbout(Map<?, ?> rule, Wanted wanted) {
    return has(rule, "apiGroups", wanted.group())
        && has(rule, "apiVersions", "*")
        && has(rule, "resources", wanted.plural())
        && has(rule, "operations", wanted.operation())
        && !rule.containsKey("scope")
        && !rule.containsKey("resourceNames");
  }

  private static boolean has(Map<?, ?> rule, String field, String value) {
    return rule.get(field) instanceof List<?> list && (list.contains(value) || list.contains("*"));
  }
}
