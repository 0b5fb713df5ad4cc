package redoubt.signatures.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import redoubt.signatures.Check;
import redoubt.signatures.Signer;
import redoubt.web.Json;

/** Signers and checks as they are kept. */
final class FactJson {
  private FactJson() {}

  static String write(Signer signer) {
    // In one order, so that the same signer is written the same on every server.
    return SignerRows.json(new TreeMap<>(fields(signer)));
  }

  private static Map<String, Object> fields(Signer signer) {
    return switch (signer) {
      case Signer.Key key -> Map.of("kind", "key", "fingerprint", key.fingerprint());
      case Signer.Certificate leaf ->
          Map.of(
              "kind",
              "certificate",
              "fingerprint",
              leaf.fingerprint(),
              "anchors",
              leaf.anchors(),
              "subject",
              leaf.subject(),
              "key",
              leaf.key());
      case Signer.Identity who ->
          Map.of(
              "kind",
              "identity",
              "roots",
              who.roots(),
              "identity",
              who.identity(),
              "issuer",
              who.issuer());
      case Signer.OpenPgp pgp ->
          Map.of("kind", "openpgp", "primary", pgp.primary(), "signing", pgp.signing());
      case Signer.Role role ->
          Map.of(
              "kind",
              "role",
              "gun",
              role.gun(),
              "role",
              role.role(),
              "keys",
              role.keys(),
              "rootKeys",
              role.rootKeys());
      case Signer.Unknown _ -> Map.of("kind", "unknown");
    };
  }

  static Signer signer(String json) {
    JsonNode node = Json.parse(json.getBytes(StandardCharsets.UTF_8));
    return switch (text(node, "kind")) {
      case "key" -> new Signer.Key(text(node, "fingerprint"));
      case "certificate" ->
          new Signer.Certificate(
              text(node, "fingerprint"),
              texts(node, "anchors", "anchor"),
              text(node, "subject"),
              text(node, "key"));
      case "identity" ->
          new Signer.Identity(
              texts(node, "roots", "root"), text(node, "identity"), text(node, "issuer"));
      case "openpgp" -> new Signer.OpenPgp(text(node, "primary"), text(node, "signing"));
      case "role" ->
          new Signer.Role(
              text(node, "gun"),
              text(node, "role"),
              new TreeSet<>(texts(node, "keys", "")),
              new TreeSet<>(texts(node, "rootKeys", "")));
      case "unknown" -> new Signer.Unknown();
      case String other -> throw new IllegalStateException("a signer of kind " + other);
    };
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }

  /** Texts of a field; or the one of another field, as it was written before. */
  private static List<String> texts(JsonNode node, String field, String before) {
    List<String> texts = new ArrayList<>();
    node.path(field).forEach(text -> texts.add(text.asText()));
    if (texts.isEmpty() && node.has(before)) {
      texts.add(text(node, before));
    }
    return texts;
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
