package redoubt.encryption.bundle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * An API server's EncryptionConfiguration. The first provider of a resource writes, all read: those
 * that an earlier configuration had stay behind ours, so that nothing becomes unreadable.
 */
public final class EncryptionConfiguration {
  /** Name of our provider; it is part of what is stored, so it never changes. */
  public static final String PROVIDER = "redoubt";

  /** What objects are written as. */
  public enum Writes {
    /** Under the root key. */
    ENCRYPTED,
    /** In the clear, on the way out. */
    PLAIN
  }

  private EncryptionConfiguration() {}

  /**
   * @param existing the configuration until now
   * @throws redoubt.core.Failure {@code encryption.bad-manifest} when the existing one cannot be
   *     read
   */
  public static String text(List<String> resources, Writes writes, Optional<String> existing) {
    List<Map<?, ?>> rules = existing.map(EncryptionConfiguration::rules).orElse(List.of());
    Map<List<Object>, List<String>> byProviders = new LinkedHashMap<>();
    for (String resource : resources) {
      byProviders
          .computeIfAbsent(others(rules, resource), providers -> new ArrayList<>())
          .add(resource);
    }
    List<Object> written = new ArrayList<>();
    byProviders.forEach((others, names) -> written.add(rule(names, providers(writes, others))));
    for (Map<?, ?> rule : rules) {
      List<?> left =
          names(rule).stream().filter(name -> !resources.contains(String.valueOf(name))).toList();
      if (!left.isEmpty()) {
        written.add(rule(left, list(rule.get("providers"))));
      }
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("apiVersion", "apiserver.config.k8s.io/v1");
    document.put("kind", "EncryptionConfiguration");
    document.put("resources", written);
    DumperOptions style = new DumperOptions();
    style.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    style.setIndicatorIndent(2);
    style.setIndentWithIndicator(true);
    style.setWidth(200);
    return new Yaml(style).dump(document);
  }

  private static List<Object> providers(Writes writes, List<Object> others) {
    Map<String, Object> kms = new LinkedHashMap<>();
    kms.put("apiVersion", "v2");
    kms.put("name", PROVIDER);
    kms.put("endpoint", "unix://" + Places.SOCKET);
    kms.put("timeout", "3s");
    Object ours = Map.of("kms", kms);
    Object identity = Map.of("identity", Map.of());
    List<Object> providers = new ArrayList<>();
    switch (writes) {
      case ENCRYPTED -> {
        providers.add(ours);
        providers.addAll(others);
        providers.add(identity);
      }
      case PLAIN -> {
        providers.add(identity);
        providers.add(ours);
        providers.addAll(others);
      }
    }
    return providers;
  }

  private static Map<String, Object> rule(List<?> names, List<?> providers) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("resources", copy(names));
    rule.put("providers", copy(providers));
    return rule;
  }

  /** Lists and maps anew: what stands in a document twice would be written as an alias. */
  private static Object copy(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<Object, Object> copied = new LinkedHashMap<>();
        map.forEach((key, part) -> copied.put(key, copy(part)));
        yield copied;
      }
      case List<?> list -> list.stream().map(EncryptionConfiguration::copy).toList();
      default -> value;
    };
  }

  /** The providers that a resource had, but ours and the clear. */
  private static List<Object> others(List<Map<?, ?>> rules, String resource) {
    for (Map<?, ?> rule : rules) {
      if (names(rule).stream().anyMatch(name -> covers(String.valueOf(name), resource))) {
        List<Object> others = new ArrayList<>();
        for (Object provider : list(rule.get("providers"))) {
          if (provider instanceof Map<?, ?> one && !one.containsKey("identity") && !isOurs(one)) {
            others.add(provider);
          }
        }
        return others;
      }
    }
    return List.of();
  }

  private static boolean isOurs(Map<?, ?> provider) {
    return provider.get("kms") instanceof Map<?, ?> kms && PROVIDER.equals(kms.get("name"));
  }

  /** {@code *.*} is all, {@code *.group} all of a group, {@code *.} all of the core group. */
  private static boolean covers(String name, String resource) {
    int dot = resource.indexOf('.');
    String group = dot < 0 ? "" : resource.substring(dot + 1);
    return name.equals(resource) || name.equals("*.*") || name.equals("*." + group);
  }

  private static List<Map<?, ?>> rules(String existing) {
    if (!(Yamls.load(existing) instanceof Map<?, ?> document)
        || !"EncryptionConfiguration".equals(document.get("kind"))) {
      throw Yamls.unreadable("the existing one is no EncryptionConfiguration");
    }
    List<Map<?, ?>> rules = new ArrayList<>();
    for (Object rule : list(document.get("resources"))) {
      if (!(rule instanceof Map<?, ?> one)) {
        throw Yamls.unreadable("a rule of the existing EncryptionConfiguration is no object");
      }
      rules.add(one);
    }
    return rules;
  }

  private static List<?> names(Map<?, ?> rule) {
    return list(rule.get("resources"));
  }

  private static List<?> list(@org.jspecify.annotations.Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw Yamls.unreadable("the existing EncryptionConfiguration lacks a list");
  }
}
