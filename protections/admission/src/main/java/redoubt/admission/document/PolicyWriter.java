package redoubt.admission.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import redoubt.admission.policy.Dialect;
import redoubt.admission.policy.Policy;
import redoubt.admission.policy.Requirement;
import redoubt.admission.policy.Rule;
import redoubt.admission.policy.SignedIdentity;

/** Writes policies as our own: read again, they say the same. */
public final class PolicyWriter {
  private PolicyWriter() {}

  /** YAML, one document for each. */
  public static String yaml(List<Policy> policies) {
    return yaml().dumpAll(policies.stream().map(PolicyWriter::document).iterator());
  }

  private static Yaml yaml() {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    return new Yaml(options);
  }

  /** YAML of one entry. */
  public static String entry(Policy.Entry entry) {
    return yaml().dump(written(entry));
  }

  private static Map<String, Object> document(Policy policy) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", policy.name().name());
    policy.name().namespace().ifPresent(place -> metadata.put("namespace", place));
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("repositories", policy.entries().stream().map(PolicyWriter::written).toList());
    if (!policy.exceptions().isEmpty()) {
      spec.put("exceptions", policy.exceptions().stream().map(PolicyWriter::exemption).toList());
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("apiVersion", Dialect.REDOUBT.apiVersion());
    document.put("kind", policy.name().kind());
    document.put("metadata", metadata);
    document.put("spec", spec);
    return document;
  }

  private static Map<String, Object> exemption(Policy.Exemption one) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("name", one.images().text());
    written.put("until", one.until().toString());
    written.put("reason", one.reason());
    return written;
  }

  private static Map<String, Object> written(Policy.Entry entry) {
    Map<String, Object> written = new LinkedHashMap<>();
    Rule rule = entry.rule();
    written.put("name", entry.images().text());
    if (rule.mode() != Rule.Mode.ENFORCE) {
      written.put("mode", word(rule.mode()));
    }
    if (rule.rewriting() != Rule.Rewriting.PODS) {
      written.put("rewrite", word(rule.rewriting()));
    }
    List<Map<String, Object>> require = require(rule.requirement());
    if (!require.isEmpty()) {
      written.put("require", require);
    }
    return written;
  }

  private static String word(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
  }

  /** What is asked for altogether is a list; one alone is a list of one. */
  private static List<Map<String, Object>> require(Requirement requirement) {
    return requirement instanceof Requirement.All all
        ? all.parts().stream().map(PolicyWriter::requirement).toList()
        : List.of(requirement(requirement));
  }

  private static Map<String, Object> requirement(Requirement requirement) {
    return switch (requirement) {
      case Requirement.All all ->
          Map.of("allOf", all.parts().stream().map(PolicyWriter::requirement).toList());
      case Requirement.Any any ->
          Map.of("anyOf", any.parts().stream().map(PolicyWriter::requirement).toList());
      case Requirement.Never _ -> Map.of("reject", true);
      case Requirement.ByDigest _ -> Map.of("digest", true);
      case Requirement.Trusted _ -> Map.of("trusted", true);
      case Requirement.Scanned scanned ->
          Map.of(
              "scanned",
              scanned.account().<Object>map(account -> Map.of("account", account)).orElse(true));
      case Requirement.Signed signed -> signed(signed);
      case Requirement.Attested attested -> attested(attested);
      case Requirement.ContentTrust trust -> Map.of("contentTrust", contentTrust(trust));
      case Requirement.SignedBy signed -> Map.of("simple", simple(signed));
    };
  }

  private static Map<String, Object> signed(Requirement.Signed signed) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("signedBy", new ArrayList<>(new TreeSet<>(signed.signers())));
    if (!signed.formats().isEmpty()) {
      written.put("formats", new ArrayList<>(new TreeSet<>(signed.formats())));
    }
    if (signed.threshold() != 1) {
      written.put("threshold", signed.threshold());
    }
    return written;
  }

  private static Map<String, Object> attested(Requirement.Attested attested) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("attested", attested.type());
    if (!attested.signers().isEmpty()) {
      written.put("signedBy", new ArrayList<>(new TreeSet<>(attested.signers())));
    }
    attested.condition().ifPresent(condition -> written.put("condition", condition));
    return written;
  }

  private static Map<String, Object> contentTrust(Requirement.ContentTrust trust) {
    Map<String, Object> written = new LinkedHashMap<>();
    trust.server().ifPresent(server -> written.put("trustServer", server.toString()));
    if (!trust.signers().isEmpty()) {
      written.put(
          "signerSecrets",
          trust.signers().stream().map(secret -> Map.of("name", secret.name())).toList());
    }
    return written;
  }

  private static Map<String, Object> simple(Requirement.SignedBy signed) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("type", "signedBy");
    one.put("keySecret", signed.keys().name());
    signed.keys().namespace().ifPresent(place -> one.put("keySecretNamespace", place));
    identity(signed.identity(), one);
    List<Map<String, Object>> requirements = new ArrayList<>();
    requirements.add(one);
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("requirements", requirements);
    signed.store().ifPresent(store -> written.put("storeURL", store.toString()));
    signed.storeLogin().ifPresent(login -> written.put("storeSecret", login.name()));
    return written;
  }

  private static void identity(SignedIdentity identity, Map<String, Object> one) {
    Map<String, Object> written = new LinkedHashMap<>();
    switch (identity) {
      case SignedIdentity.MatchRepoDigestOrExact _ -> {}
      case SignedIdentity.MatchExact _ -> written.put("type", "matchExact");
      case SignedIdentity.MatchRepository _ -> written.put("type", "matchRepository");
      case SignedIdentity.ExactReference(String reference) -> {
        written.put("type", "matchExactReference");
        written.put("dockerReference", reference);
      }
      case SignedIdentity.ExactRepository(String repository) -> {
        written.put("type", "matchExactRepository");
        written.put("dockerRepository", repository);
      }
      case SignedIdentity.RemapIdentity(String prefix, String signedPrefix) -> {
        written.put("type", "remapIdentity");
        written.put("prefix", prefix);
        written.put("signedPrefix", signedPrefix);
      }
    }
    if (!written.isEmpty()) {
      one.put("signedIdentity", written);
    }
  }
}
