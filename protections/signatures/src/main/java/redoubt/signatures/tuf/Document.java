package redoubt.signatures.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.signatures.SmallJson;
import redoubt.web.Json;

/**
 * A file of a role: what is signed, and the signatures over it.
 *
 * @param bytes as they came; lengths and hashes are of these
 * @param message what signatures are over
 */
@SuppressWarnings("ArrayRecordComponent") // Never changed once read.
public record Document(
    String role,
    byte[] bytes,
    JsonNode signed,
    byte[] message,
    List<Mark> signatures,
    int version,
    Instant expires) {
  /** Longest file. */
  public static final int MOST_BYTES = 4 << 20;

  private static final int MOST_SIGNATURES = 100;
  private static final int MOST_BAD = 16;

  /** One signature. */
  @SuppressWarnings("ArrayRecordComponent") // Never changed once read.
  record Mark(String keyId, String method, byte[] bytes) {}

  public Document {
    signatures = List.copyOf(signatures);
  }

  /**
   * Reads the file of a role, and what all files have; nothing is verified.
   *
   * @throws BadDocument what is wrong with it
   */
  public static Document read(String role, byte[] bytes) throws BadDocument {
    if (!RoleName.isValid(role)) {
      throw new BadDocument("There is no role of that name.");
    }
    if (bytes.length > MOST_BYTES) {
      throw new BadDocument("It is longer than " + MOST_BYTES + " bytes.");
    }
    JsonNode whole;
    try {
      whole = Json.parse(bytes);
    } catch (Failure e) {
      throw new BadDocument("It is no well-formed JSON.");
    }
    Fields.require(whole, Set.of("signed", "signatures"));
    JsonNode signed = whole.path("signed");
    Fields.require(
        signed,
        Set.of(
            "_type",
            "expires",
            "version",
            "keys",
            "roles",
            "consistent_snapshot",
            "meta",
            "targets",
            "delegations"));
    String type = SmallJson.text(signed, "/_type").orElse("");
    if (!type.equals(type(role))) {
      throw new BadDocument("It says that it is of another type than " + type(role) + ".");
    }
    return new Document(
        role,
        bytes,
        signed,
        CanonicalJson.of(signed),
        marks(whole.path("signatures")),
        Fields.positive(signed.path("version"), "version"),
        expires(signed));
  }

  static String type(String role) {
    return switch (role) {
      case RoleName.ROOT -> "Root";
      case RoleName.TIMESTAMP -> "Timestamp";
      case RoleName.SNAPSHOT -> "Snapshot";
      default -> "Targets";
    };
  }

  private static Instant expires(JsonNode signed) throws BadDocument {
    try {
      return OffsetDateTime.parse(SmallJson.text(signed, "/expires").orElse("")).toInstant();
    } catch (DateTimeException e) {
      throw new BadDocument("It does not say when it expires.");
    }
  }

  private static List<Mark> marks(JsonNode list) throws BadDocument {
    if (list.size() > MOST_SIGNATURES) {
      throw new BadDocument("It has more than " + MOST_SIGNATURES + " signatures.");
    }
    List<Mark> marks = new ArrayList<>();
    for (JsonNode one : list) {
      Fields.require(one, Set.of("keyid", "method", "sig"));
      marks.add(
          new Mark(
              SmallJson.text(one, "/keyid").orElse(""),
              SmallJson.text(one, "/method").orElse("").toLowerCase(Locale.ROOT),
              Fields.base64(SmallJson.text(one, "/sig").orElse(""))));
    }
    return marks;
  }

  /** SHA-256 of its bytes. */
  public Digest digest() {
    return Digest.of(bytes);
  }

  public boolean isExpired(Instant now) {
    return expires.isBefore(now);
  }

  /**
   * Those of the keys that signed it. A key counts once, under whichever ids it stands. Signatures
   * that do not hold are tried up to 16; what comes after them is not, since whoever made the file
   * chose how long each takes.
   *
   * @return by fingerprint
   */
  public Map<String, TufKey> signedBy(RoleKeys role) {
    Map<String, TufKey> good = new LinkedHashMap<>();
    int bad = 0;
    for (Mark mark : signatures) {
      TufKey key = role.keys().get(mark.keyId());
      if (key == null || good.containsKey(key.fingerprint())) {
        continue;
      }
      if (key.verifies(mark.method(), message, mark.bytes())) {
        good.put(key.fingerprint(), key);
      } else if (++bad >= MOST_BAD) {
        break;
      }
    }
    return good;
  }
}
