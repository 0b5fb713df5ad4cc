package redoubt.admission.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redoubt.admission.Clusters;
import redoubt.admission.document.PolicyDocument;
import redoubt.admission.policy.Policy;
import redoubt.admission.policy.Requirement;
import redoubt.core.Failure;
import redoubt.web.Json;

/** Reads public keys from secrets, and nothing else. */
final class KeyReading {
  /** How often a secret is read. */
  static final Duration EVERY = Duration.ofSeconds(30);

  /** Of a cluster. */
  static final int MOST = 1_000;

  private static final int LONGEST = 256 << 10;
  private static final String PRIVATE = "PRIVATE KEY";

  private KeyReading() {}

  /** Secrets that policies name and whose namespace is known: those of cluster policies are not. */
  static Set<SecretKey.Place> named(List<Copy> policies) {
    Set<SecretKey.Place> named = new LinkedHashSet<>();
    policies.stream()
        .flatMap(copy -> readable(copy).stream())
        .forEach(policy ->
            policy
                .entries()
                .forEach(entry ->
                    secrets(entry.rule().requirement())
                        .forEach(secret ->
                            secret
                                .namespace()
                                .or(() -> policy.name().namespace())
                                .map(namespace -> new SecretKey.Place(namespace, secret.name()))
                                .filter(SecretKey.Place::isOne)
                                .ifPresent(named::add))));
    return named;
  }

  /** One that cannot be read refuses all, whatever keys it names. */
  private static Optional<Policy> readable(Copy copy) {
    try {
      return Optional.of(
          PolicyDocument.read(Json.parse(copy.document().getBytes(StandardCharsets.UTF_8)), ""));
    } catch (Failure e) {
      return Optional.empty();
    }
  }

  private static List<Requirement.SecretName> secrets(Requirement requirement) {
    return switch (requirement) {
      case Requirement.All all ->
          all.parts().stream().flatMap(part -> secrets(part).stream()).toList();
      case Requirement.Any any ->
          any.parts().stream().flatMap(part -> secrets(part).stream()).toList();
      case Requirement.ContentTrust trust -> trust.signers();
      case Requirement.SignedBy signed -> List.of(signed.keys());
      case Requirement.Never _,
          Requirement.ByDigest _,
          Requirement.Trusted _,
          Requirement.Signed _,
          Requirement.Attested _,
          Requirement.Scanned _ ->
          List.of();
    };
  }

  /** Each as it is at the moment. */
  static List<SecretKey> read(Clusters.Api api, List<SecretKey.Place> places) {
    List<SecretKey> read = new ArrayList<>();
    for (SecretKey.Place place : places) {
      read.add(read(api, place));
    }
    return read;
  }

  private static SecretKey read(Clusters.Api api, SecretKey.Place place) {
    try {
      Optional<JsonNode> secret =
          api.get("/api/v1/namespaces/" + place.namespace() + "/secrets/" + place.name());
      return secret
          .map(found -> read(place, found.path("data")))
          .orElseGet(() -> none(place, "There is no secret " + place.name() + "."));
    } catch (Failure e) {
      if (e.kind() == Failure.Kind.FORBIDDEN) {
        return none(place, "The secret " + place.name() + " may not be read from here.");
      }
      throw e;
    }
  }

  private static SecretKey read(SecretKey.Place place, JsonNode data) {
    String keys = text(data, "publicKey").or(() -> text(data, "key")).orElse("");
    if (keys.isEmpty()) {
      return none(place, "The secret " + place.name() + " has no public key.");
    }
    if (keys.contains(PRIVATE)) {
      return none(
          place, "The secret " + place.name() + " has a private key where a public one belongs.");
    }
    return new SecretKey(place, text(data, "name").orElse(""), keys, "");
  }

  private static Optional<String> text(JsonNode data, String field) {
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(data.path(field).asText(""));
      return Optional.of(new String(bytes, StandardCharsets.UTF_8).strip())
          .filter(text -> !text.isEmpty() && text.length() <= LONGEST && text.indexOf(0) < 0);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static SecretKey none(SecretKey.Place place, String said) {
    return new SecretKey(place, "", "", said);
  }
}
