package redoubt.signatures.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import redoubt.ledger.merkle.Digest32;
import redoubt.signatures.SmallJson;

/**
 * What a log says that it holds of a signature.
 *
 * @param log id of the log
 * @param index in the whole log, over all its trees
 * @param seconds since 1970 when the log took it in; zero when it does not say
 * @param promise signature of the log over the entry, before it was in the tree ("SET")
 * @param body of the entry, as it is hashed
 */
@SuppressWarnings("ArrayRecordComponent")
public record LogEntry(
    byte[] log,
    long index,
    long seconds,
    Optional<byte[]> promise,
    Optional<Proof> proof,
    byte[] body) {
  private static final int MOST_HASHES = 64;
  private static final int MOST_BODY = 4 << 20;
  private static final long LAST_SECOND = 253_402_300_799L;

  /**
   * That the entry is in the tree.
   *
   * @param index in the tree
   * @param note the log's word on the tree
   */
  public record Proof(long index, long size, Digest32 root, List<Digest32> hashes, String note) {
    public Proof {
      hashes = List.copyOf(hashes);
    }
  }

  public LogEntry {
    if (index < 0 || seconds < 0 || seconds > LAST_SECOND || body.length > MOST_BODY) {
      throw new IllegalArgumentException("an entry outside of what logs have");
    }
  }

  /** One of the {@code tlogEntries} of a bundle; empty when it cannot be read. */
  public static Optional<LogEntry> ofBundle(JsonNode json) {
    Optional<byte[]> log = SmallJson.bytes(json, "/logId/keyId");
    Optional<Long> index = SmallJson.number(json, "/logIndex");
    Optional<byte[]> body = SmallJson.bytes(json, "/canonicalizedBody");
    Optional<byte[]> promise = SmallJson.bytes(json, "/inclusionPromise/signedEntryTimestamp");
    Optional<Proof> proof = proof(json.path("inclusionProof"));
    Optional<Long> seconds =
        json.path("integratedTime").isMissingNode()
            ? Optional.of(0L)
            : SmallJson.number(json, "/integratedTime");
    if (log.isEmpty()
        || body.isEmpty()
        || seconds.isEmpty()
        || (promise.isEmpty() && isThere(json, "inclusionPromise"))
        || (proof.isEmpty() && isThere(json, "inclusionProof"))
        || !isOfKind(json, body.get())) {
      return Optional.empty();
    }
    return of(log.get(), index.orElse(0L), seconds.get(), promise, proof, body.get());
  }

  private static boolean isThere(JsonNode json, String field) {
    return !json.path(field).isMissingNode() && !json.path(field).isNull();
  }

  /** Whether the entry is what it is said to be outside of it. */
  private static boolean isOfKind(JsonNode json, byte[] body) {
    Optional<JsonNode> read = SmallJson.object(body, MOST_BODY);
    return read.isPresent()
        && SmallJson.text(json, "/kindVersion/kind").equals(SmallJson.text(read.get(), "/kind"))
        && SmallJson.text(json, "/kindVersion/version")
            .equals(SmallJson.text(read.get(), "/apiVersion"));
  }

  private static Optional<Proof> proof(JsonNode json) {
    JsonNode list = json.path("hashes");
    Optional<Long> size = SmallJson.number(json, "/treeSize");
    Optional<byte[]> root = SmallJson.bytes(json, "/rootHash").filter(LogEntry::isHash);
    Optional<String> note = SmallJson.text(json, "/checkpoint/envelope");
    if (list.size() > MOST_HASHES || size.isEmpty() || root.isEmpty() || note.isEmpty()) {
      return Optional.empty();
    }
    List<Digest32> hashes = new ArrayList<>();
    for (JsonNode hash : list) {
      Optional<byte[]> bytes = Optional.ofNullable(hash.textValue()).flatMap(SmallJson::decoded);
      if (bytes.filter(LogEntry::isHash).isEmpty()) {
        return Optional.empty();
      }
      hashes.add(new Digest32(bytes.get()));
    }
    long index = SmallJson.number(json, "/logIndex").orElse(0L);
    return Optional.of(new Proof(index, size.get(), new Digest32(root.get()), hashes, note.get()));
  }

  private static boolean isHash(byte[] bytes) {
    return bytes.length == Digest32.LENGTH;
  }

  /** The annotation of cosign's legacy signatures: a promise alone. Empty for anything else. */
  public static Optional<LogEntry> ofAnnotation(JsonNode json) {
    Optional<byte[]> promise = SmallJson.bytes(json, "/SignedEntryTimestamp");
    Optional<byte[]> body = SmallJson.bytes(json, "/Payload/body");
    Optional<Long> seconds = SmallJson.number(json, "/Payload/integratedTime");
    Optional<Long> index = SmallJson.number(json, "/Payload/logIndex");
    Optional<byte[]> log =
        SmallJson.text(json, "/Payload/logID")
            .filter(text -> text.matches("[0-9a-f]{64}"))
            .map(HexFormat.of()::parseHex);
    return promise.isPresent()
            && body.isPresent()
            && seconds.isPresent()
            && index.isPresent()
            && log.isPresent()
        ? of(log.get(), index.get(), seconds.get(), promise, Optional.empty(), body.get())
        : Optional.empty();
  }

  private static Optional<LogEntry> of(
      byte[] log,
      long index,
      long seconds,
      Optional<byte[]> promise,
      Optional<Proof> proof,
      byte[] body) {
    try {
      return Optional.of(new LogEntry(log, index, seconds, promise, proof, body));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
