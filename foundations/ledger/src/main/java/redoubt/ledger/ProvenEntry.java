package redoubt.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import redoubt.core.Failure;
import redoubt.ledger.merkle.Digest32;
import redoubt.ledger.merkle.InclusionCheck;
import redoubt.ledger.merkle.TreeHash;
import redoubt.web.Json;

/**
 * An entry of which a proof, as {@code redoubt ledger prove} prints it, shows that it is in the
 * ledger.
 *
 * @param recordedAt time of its leaf
 * @param size of the ledger under the signed head
 */
public record ProvenEntry(EntryId id, Entry entry, Instant recordedAt, long size) {
  private static final String FORMAT = "redoubt-ledger-proof/1";

  /**
   * Checks each step from the entry to the head, and the head's signature.
   *
   * @throws Failure {@code ledger.bad-proof}
   */
  public static ProvenEntry of(JsonNode proof, String publicKey) {
    try {
      require(proof.path("format").asText().equals(FORMAT), "it has another format");
      EntryId id =
          EntryId.parse(proof.path("id").asText())
              .orElseThrow(() -> new IllegalArgumentException("it names no entry"));
      byte[] bytes = Json.bytes(proof.path("entry"));
      Entry entry = EntryCodec.decode(bytes).entry();
      JsonNode leaf = proof.path("leaf");
      Instant at = Instant.parse(leaf.path("at").asText());
      Digest32 leafRoot = digest(leaf.path("root"));
      int count = leaf.path("count").asInt();
      require(
          InclusionCheck.leads(
              TreeHash.leaf(bytes), id.position(), count, digests(proof, "entryPath"), leafRoot),
          "the entry is not in its leaf");
      Checkpoint head =
          Checkpoint.parse(NoteKey.parse(publicKey).verify(proof.path("note").asText()));
      Leaf whole = new Leaf(id.leaf(), Micros.of(at), count, leafRoot);
      require(
          InclusionCheck.leads(
              whole.hash(), id.leaf(), head.size(), digests(proof, "treePath"), head.root()),
          "the leaf is not in the tree");
      return new ProvenEntry(id, entry, at, head.size());
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw new Failure(
          Failure.Kind.UNPROCESSABLE,
          "ledger.bad-proof",
          "The proof does not show that the entry is in the ledger: " + e.getMessage() + ".",
          "Get it anew with redoubt ledger prove; if it is the same again, trust nothing of it.",
          e);
    }
  }

  private static List<Digest32> digests(JsonNode proof, String name) {
    List<Digest32> digests = new ArrayList<>();
    proof.path(name).forEach(one -> digests.add(digest(one)));
    return digests;
  }

  private static Digest32 digest(JsonNode base64) {
    return new Digest32(Base64.getDecoder().decode(base64.asText()));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
