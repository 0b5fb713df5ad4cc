package redoubt.signatures.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.oci.Digest;

/**
 * Length and hashes of a file or of a target.
 *
 * @param hashes by algorithm, those that are known
 */
public record FileMeta(long length, Map<Digest.Algorithm, Digest> hashes) {
  public FileMeta {
    hashes = Map.copyOf(hashes);
  }

  static FileMeta read(JsonNode meta) throws BadDocument {
    Fields.require(meta, Set.of("length", "hashes", "custom"));
    JsonNode length = meta.path("length");
    if (!length.isIntegralNumber() || !length.canConvertToLong() || length.longValue() < 0) {
      throw new BadDocument("It has an entry without a length.");
    }
    Map<Digest.Algorithm, Digest> hashes = new LinkedHashMap<>();
    for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
      JsonNode hash = meta.path("hashes").path(algorithm.word());
      if (hash.isTextual()) {
        String hex = java.util.HexFormat.of().formatHex(Fields.base64(hash.textValue()));
        hashes.put(
            algorithm,
            Digest.tryParse(algorithm.word() + ":" + hex)
                .orElseThrow(() -> new BadDocument("It has a hash of a wrong length.")));
      }
    }
    return new FileMeta(length.longValue(), hashes);
  }

  /** Of these bytes, with both hashes. */
  public static FileMeta of(byte[] bytes) {
    Map<Digest.Algorithm, Digest> hashes = new LinkedHashMap<>();
    for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
      hashes.put(algorithm, algorithm.of(bytes));
    }
    return new FileMeta(bytes.length, hashes);
  }

  /** The length and every hash are those of the bytes; there is SHA-256. */
  public boolean fits(byte[] bytes) {
    return length == bytes.length
        && hashes.containsKey(Digest.Algorithm.SHA256)
        && hashes.values().stream().allMatch(hash -> hash.algorithm().of(bytes).equals(hash));
  }

  /** SHA-256 if it is there, else what there is. */
  Optional<Digest> digest() {
    return Optional.ofNullable(hashes.get(Digest.Algorithm.SHA256))
        .or(() -> hashes.values().stream().findFirst());
  }
}
