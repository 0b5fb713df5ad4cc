package redoubt.signatures.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redoubt.signatures.Check;
import redoubt.signatures.Signer;
import redoubt.web.Json;

/** Signers and checks as they are kept. */
final class FactJson {
  private FactJson() {}

  static String write(Signer signer) {
    return SignerRows.json(
        switch (signer) {
          case Signer.Key key -> Map.of("kind", "key", "fingerprint", key.fingerprint());
          case Signer.Certificate leaf ->
              Map.of(
                  "kind",
                  "certificate",
                  "fingerprint",
                  leaf.fingerprint(),
                  "anchor",
                  leaf.anchor(),
                  "subject",
                  leaf.subject());
          case Signer.Identity who ->
              Map.of(
                  "kind",
                  "identity",
                  "root",
                  who.root(),
                  "identity",
                  who.identity(),
                  "issuer",
                  who.issuer());
          case Signer.OpenPgp pgp ->
              Map.of("kind", "openpgp", "primary", pgp.primary(), "signing", pgp.signing());
          case Signer.Role role ->
              Map.of("kind", "role", "gun", role.gun(), "role", role.role(), "keys", role.keys());
          case Signer.Unknown _ -> Map.of("kind", "unknown");
        });
  }

  static Signer signer(String json) {
    JsonNode node = Json.parse(json.getBytes(StandardCharsets.UTF_8));
    return switch (text(node, "kind")) {
      case "key" -> new Signer.Key(text(node, "fingerprint"));
      case "certificate" ->
          new Signer.Certificate(
              text(node, "fingerprint"), text(node, "anchor"), text(node, "subject"));
      case "identity" ->
          new Signer.Identity(text(node, "root"), text(node, "identity"), text(node, "issuer"));
      case "openpgp" -> new Signer.OpenPgp(text(node, "primary"), text(node, "signing"));
      case "role" -> {
        Set<String> keys = new HashSet<>();
        node.path("keys").forEach(key -> keys.add(key.asText()));
        yield new Signer.Role(text(node, "gun"), text(node, "role"), keys);
      }
      case "unknown" -> new Signer.Unknown();
      case String other -> throw new IllegalStateException("a signer of kind " + other);
    };
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }

  static String write(Check check) {
    return SignerRows.json(fields(check));
  }

  private static Map<String, Object> fields(Check check) {
    return Map.of(
        "name",
        check.name(),
        "outcome",
        check.outcome().name(),
        "said",
        check.said(),
        "parts",
        check.parts().stream().map(FactJson::fields).toList());
  }

  static Check check(String json) {
    return check(Json.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static Check check(JsonNode node) {
    List<Check> parts = new ArrayList<>();
    node.path("parts").forEach(part -> parts.add(check(part)));
    return new Check(
        text(node, "name"),
        Check.Outcome.valueOf(text(node, "outcome")),
        text(node, "said"),
        parts);
  }
}
