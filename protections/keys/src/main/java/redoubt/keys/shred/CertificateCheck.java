package redoubt.keys.shred;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import redoubt.core.Failure;
import redoubt.crypto.Hash;
import redoubt.keys.life.KeyAction;
import redoubt.ledger.Entry;
import redoubt.ledger.ProvenEntry;
import redoubt.web.Json;

/** Checks a shredding certificate with nothing but the key that signs the ledger's heads. */
public final class CertificateCheck {
  /**
   * A certificate that is good.
   *
   * @param publicKey under which it is
   * @param size of the ledger that has it
   * @param withoutEvidence numbers of the destroyed versions of which it shows nothing
   */
  public record Verified(
      JsonNode certificate, String publicKey, long size, List<Integer> withoutEvidence) {
    public Verified {
      withoutEvidence = List.copyOf(withoutEvidence);
    }
  }

  /** How far a time may be from what the ledger has of it: tables and ledger round differently. */
  private static final Duration CLOSE = Duration.ofMillis(1);

  private CertificateCheck() {}

  /**
   * @param publicKey the ledger's; the file's own when empty
   * @throws Failure {@code keys.bad-certificate}, or {@code ledger.bad-proof}
   */
  public static Verified check(byte[] file, Optional<String> publicKey) {
    JsonNode json = parse(file);
    require(json.path("format").asText().equals(Certificate.FORMAT), "it is of another format");
    JsonNode body = json.path("certificate");
    JsonNode proofs = json.path("proofs");
    String key = publicKey.orElse(proofs.at("/certificate/publicKey").asText());
    ProvenEntry deletion = entry(body, proofs, "deletion", KeyAction.DELETE.auditName(), key);
    ProvenEntry purge = entry(body, proofs, "purge", KeyAction.PURGE.auditName(), key);
    ProvenEntry issued = entry(body, proofs, "certificate", Certifier.ACTION, key);
    happened(body.path("deletion"), deletion);
    happened(body.path("purge"), purge);
    sameTime(body.path("issuedAt"), issued);
    require(
        issued
            .entry()
            .details()
            .getOrDefault("certificate", "")
            .equals(Base64.getEncoder().encodeToString(Hash.sha256(canonical(body)))),
        "the ledger has another certificate than this one");
    require(
        body.path("issuedBy").asText().equals(issued.entry().actor()),
        "the ledger says otherwise who did it");
    require(
        deletion.id().leaf() <= purge.id().leaf() && purge.id().leaf() <= issued.id().leaf(),
        "the ledger has deletion, purge and certificate in another order");
    require(
        number(purge.entry(), "versionsInHsm") == in(body, Certificate.IN_HSM)
            && number(purge.entry(), "versionsInVault") == in(body, Certificate.IN_VAULT)
            && in(body, Certificate.IN_HSM) + in(body, Certificate.IN_VAULT)
                == body.path("destroyed").size(),
        "the ledger says otherwise what was destroyed");
    return new Verified(body, key, issued.size(), withoutEvidence(body));
  }

  /** Checks the evidence; returns the versions that have none, by number. */
  private static List<Integer> withoutEvidence(JsonNode body) {
    Instant purged = instant(body.at("/purge/at"));
    Map<String, Integer> counts = new HashMap<>();
    require(!body.path("evidence").isEmpty(), "it has no evidence");
    for (JsonNode evidence : body.path("evidence")) {
      require(
          !instant(evidence.path("openedAt")).isAfter(purged),
          "a sample was not seen to open before the purge");
      int destroyed = 0;
      for (JsonNode trial : evidence.path("trials")) {
        require(!trial.path("code").asText().isEmpty(), "a sample opened");
        destroyed +=
            trial.path("with").asText().equals(Evidence.BY_DESTROYED)
                ? trial.path("count").asInt()
                : 0;
      }
      require(
          destroyed == body.path("destroyed").size(),
          "a sample was not tried with each version that was destroyed");
      counts.merge(evidence.path("version").asText(), 1, Integer::sum);
    }
    List<Integer> without = new ArrayList<>();
    for (JsonNode version : body.path("destroyed")) {
      int count = Optional.ofNullable(counts.remove(version.path("version").asText())).orElse(0);
      require(
          version.path("evidence").isInt() && version.path("evidence").asInt() == count,
          "it has more or less evidence of a version than it says");
      if (count == 0) {
        without.add(version.path("number").asInt());
      }
    }
    require(counts.isEmpty(), "a sample is of a version that was not destroyed");
    return without;
  }

  private static Instant instant(JsonNode time) {
    try {
      return Instant.parse(time.asText());
    } catch (DateTimeException e) {
      throw bad("a time is missing", e);
    }
  }

  private static ProvenEntry entry(
      JsonNode body, JsonNode proofs, String name, String action, String publicKey) {
    ProvenEntry proven = ProvenEntry.of(proofs.path(name), publicKey);
    Entry entry = proven.entry();
    require(
        entry.action().equals(action)
            && entry.outcome().equals(Entry.OK)
            && entry.target().equals(body.at("/key/id").asText())
            && entry.tenant().equals(body.path("instance").asText()),
        "the proof of the " + name + " is of something else");
    return proven;
  }

  private static void happened(JsonNode act, ProvenEntry proven) {
    require(
        act.path("by").asText().equals(proven.entry().actor())
            && act.path("entry").asText().equals(proven.id().toString()),
        "the ledger says otherwise who did it");
    sameTime(act.path("at"), proven);
  }

  private static void sameTime(JsonNode time, ProvenEntry proven) {
    require(
        Duration.between(proven.entry().at(), instant(time)).abs().compareTo(CLOSE) <= 0,
        "the ledger says otherwise when it happened");
  }

  private static long in(JsonNode body, String place) {
    return body.path("destroyed")
        .valueStream()
        .filter(version -> version.path("place").asText().equals(place))
        .count();
  }

  private static int number(Entry entry, String detail) {
    String text = entry.details().getOrDefault(detail, "");
    require(text.matches("[0-9]{1,9}"), "the ledger says otherwise what was destroyed");
    return Integer.parseInt(text);
  }

  /** Fields sorted and no white space, however the file was laid out. */
  private static byte[] canonical(JsonNode body) {
    return Json.bytes(sorted(body));
  }

  private static Object sorted(JsonNode node) {
    if (node.getNodeType() == JsonNodeType.OBJECT) {
      Map<String, Object> fields = new TreeMap<>();
      node.forEachEntry((name, value) -> fields.put(name, sorted(value)));
      return fields;
    }
    if (node.getNodeType() == JsonNodeType.ARRAY) {
      return node.valueStream().map(CertificateCheck::sorted).toList();
    }
    return node;
  }

  private static JsonNode parse(byte[] file) {
    try {
      return Json.parse(file);
    } catch (Failure e) {
      throw bad("it is no JSON", e);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw bad(otherwise, null);
    }
  }

  private static Failure bad(String why, @org.jspecify.annotations.Nullable Exception cause) {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "keys.bad-certificate",
        "The certificate is not good: " + why + ".",
        "Trust nothing of it; get it anew with redoubt key certificate KEY.",
        cause);
  }
}
