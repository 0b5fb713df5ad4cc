package redoubt.kmsplugin.keys;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import redoubt.core.Failure;
import redoubt.crypto.Aad;
import redoubt.crypto.Hash;
import redoubt.kmsplugin.server.Lease;

/**
 * A local key as the root key wrapped it. It travels with everything that it sealed, in the clear.
 *
 * @param keyId what the API server calls the root key at that time
 * @param rootKey the root key's id
 * @param wrapped the root key's ciphertext, as text
 */
public record WrappedKey(String keyId, String rootKey, String wrapped) {
  static final int ID_BYTES = 16;

  /** As long as a ciphertext of the server may be; more is not sent to it. */
  private static final Pattern WRAPPED = Pattern.compile("[!-~]{1,8192}");

  private static final Pattern KEY_ID = Pattern.compile("[!-~]{1,255}");

  /**
   * @throws Failure {@code plugin.foreign} when this is nothing that the plugin made
   */
  public WrappedKey {
    if (!KEY_ID.matcher(keyId).matches()
        || !Lease.isRootKey(rootKey)
        || !WRAPPED.matcher(wrapped).matches()) {
      throw foreign();
    }
  }

  /** Names the key and all that is said of it here: 16 bytes of a SHA-256, in hexadecimal. */
  public String id() {
    byte[] digest =
        Hash.sha256(
            "redoubt local key".getBytes(StandardCharsets.US_ASCII),
            Aad.of(keyId, rootKey, wrapped));
    return HexFormat.of().formatHex(Arrays.copyOf(digest, ID_BYTES));
  }

  /** Whether these are its texts. */
  boolean says(String otherKeyId, String otherRootKey, String otherWrapped) {
    return keyId.equals(otherKeyId) && rootKey.equals(otherRootKey) && wrapped.equals(otherWrapped);
  }

  /** What the root key's wrapping is bound to. */
  public static List<String> aad(String cluster, String keyId) {
    return List.of(cluster, keyId);
  }

  /** Something that no plugin of this kind ever answered. */
  public static Failure foreign() {
    return new Failure(
        Failure.Kind.INVALID,
        "plugin.foreign",
        "This was not encrypted by a Redoubt plugin, or was changed since.",
        "Look which provider wrote the object; restore it from a backup if it was damaged.");
  }
}
