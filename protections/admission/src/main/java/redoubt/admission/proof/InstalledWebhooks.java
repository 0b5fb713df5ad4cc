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

  /** Whether nothing passes that it was not asked about, but in namespaces of certain names. */
  private static boolean isStrict(Map<?, ?> webhook) {
    return Objects.equals(webhook.get("failurePolicy"), "Fail")
        && !webhook.containsKey("objectSelector")
        && !webhook.containsKey("matchConditions")
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

  private static boolean asks(Map<?, ?> webhook, String group, String plural, String operation) {
    return maps(webhook.get("rules")).stream()
        .anyMatch(rule ->
            has(rule, "apiGroups", group)
                && has(rule, "apiVersions", "*")
                && has(rule, "resources", plural)
                && has(rule, "operations", operation)
                && !rule.containsKey("scope"));
  }

  private static boolean has(Map<?, ?> rule, String field, String value) {
    return rule.get(field) instanceof List<?> list && (list.contains(value) || list.contains("*"));
  }
}
