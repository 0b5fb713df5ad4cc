package redoubt.encryption.report;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import redoubt.crypto.Aad;
import redoubt.crypto.Hash;

/** A local key of a plugin, as the root key wrapped it. */
record WrappedLocalKey(String keyId, UUID rootKey, String wrapped) {
  static final int ID_BYTES = 16;

  /** What the plugin's ciphertexts name it by: 16 bytes of a SHA-256, in hexadecimal. */
  String id() {
    byte[] digest =
        Hash.sha256(
            "redoubt local key".getBytes(StandardCharsets.US_ASCII),
            Aad.of(keyId, rootKey.toString(), wrapped));
    return HexFormat.of().formatHex(Arrays.copyOf(digest, ID_BYTES));
  }

  /** What the root key's wrapping is bound to. */
  List<String> aad(String cluster) {
    return List.of(cluster, keyId);
  }
}
