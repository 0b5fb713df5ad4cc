package redoubt.ledger.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import redoubt.web.Json;

/**
 * The way from an entry to the signed root, hash by hash (RFC 6962 section 2.1), computed from a
 * proof as the API gives it.
 *
 * @param leadsToRoot whether the last hash is the root in the signed note
 */
public record ProofSteps(List<Step> steps, boolean leadsToRoot) {
  /**
   * One hash.
   *
   * @param title what is hashed
   * @param formula how, in a line
   * @param hash base64 of the result
   */
  public record Step(String title, String formula, String hash) {}

  private static final byte LEAF = 0;
  private static final byte NODE = 1;
  private static final byte LEAF_VERSION = 1;

  public ProofSteps {
    steps = List.copyOf(steps);
  }

  /**
   * @throws IllegalArgumentException when it is no proof
   */
  static ProofSteps of(JsonNode proof) {
    List<Step> steps = new ArrayList<>();
    JsonNode leaf = proof.path("leaf");
    String id = proof.path("id").asText("0.0");
    long position = Long.parseLong(id.substring(id.indexOf('.') + 1));
    byte[] entry = Json.bytes(proof.path("entry"));

    byte[] hash = sha256(new byte[] {LEAF}, entry);
    steps.add(
        new Step("The entry", "SHA-256(00 ‖ entry, " + entry.length + " bytes)", base64(hash)));
    hash =
        climb(
            steps,
            "Entries of leaf " + leaf.path("index").asText(),
            hash,
            position,
            leaf.path("count").asLong(),
            proof.path("entryPath"));
    boolean sameLeafRoot = base64(hash).equals(leaf.path("root").asText());

    byte[] data =
        ByteBuffer.allocate(13 + hash.length)
            .put(LEAF_VERSION)
            .putLong(
                ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(leaf.path("at").asText())))
            .putInt(leaf.path("count").asInt())
            .put(hash)
            .array();
    hash = sha256(new byte[] {LEAF}, data);
    steps.add(
        new Step(
            "Leaf " + leaf.path("index").asText(),
            "SHA-256(00 ‖ version 1 ‖ time ‖ count ‖ root of its entries)",
            base64(hash)));
    hash =
        climb(
            steps,
            "The log",
            hash,
            leaf.path("index").asLong(),
            proof.path("size").asLong(),
            proof.path("treePath"));
    return new ProofSteps(steps, sameLeafRoot && base64(hash).equals(signedRoot(proof)));
  }

  /** The third line of the note, as C2SP tlog-checkpoint has it. */
  static String signedRoot(JsonNode proof) {
    List<String> lines = proof.path("note").asText("").lines().toList();
    return lines.size() < 3 ? "" : lines.get(2);
  }

  /** RFC 9162 section 2.1.3.2, keeping every hash on the way. */
  private static byte[] climb(
      List<Step> steps, String where, byte[] from, long index, long size, JsonNode path) {
    byte[] hash = from;
    long at = index;
    long last = size - 1;
    int level = 0;
    for (JsonNode sibling : path) {
      byte[] other = Base64.getDecoder().decode(sibling.asText());
      if (last == 0) {
        throw new IllegalArgumentException("the path is longer than the tree is high");
      }
      boolean left = at % 2 == 1 || at == last;
      hash = left ? sha256(new byte[] {NODE}, other, hash) : sha256(new byte[] {NODE}, hash, other);
      steps.add(
          new Step(
              where + ", level " + ++level,
              left
                  ? "SHA-256(01 ‖ " + sibling.asText() + " ‖ hash above)"
                  : "SHA-256(01 ‖ hash above ‖ " + sibling.asText() + ")",
              base64(hash)));
      while (left && at % 2 == 0 && at != 0) {
        at >>= 1;
        last >>= 1;
      }
      at >>= 1;
      last >>= 1;
    }
    if (last != 0) {
      throw new IllegalArgumentException("the path is shorter than the tree is high");
    }
    return hash;
  }

  private static String base64(byte[] hash) {
    return Base64.getEncoder().encodeToString(hash);
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
