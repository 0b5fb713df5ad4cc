package redoubt.server.browser;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import redoubt.crypto.Aad;
import redoubt.crypto.Aead;
import redoubt.crypto.Hash;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.etcd.ApiServerObjects.Seed;
import redoubt.web.Json;

/** A seed as an API server gets it from the plugin, in the bytes that docs/kms-plugin.md names. */
final class PluginSeed {
  private PluginSeed() {}

  /** Wraps a local key with the root key, over the same interface as the plugin does. */
  static Seed fresh(
      HttpsCaller caller, String instance, String cluster, String keyId, String rootKey) {
    byte[] local = Randomness.bytes(Aead.KEY_BYTES);
    byte[] seed = Randomness.bytes(32);
    String wrapped =
        Site.json(
                caller
                    .with("Bluemix-Instance", instance)
                    .postJson(
                        "/api/v2/keys/" + rootKey + "/actions/wrap",
                        new String(
                            Json.bytes(
                                Map.of(
                                    "plaintext",
                                    Base64.getEncoder().encodeToString(local),
                                    "aad",
                                    List.of(cluster, keyId))),
                            StandardCharsets.UTF_8)))
            .path("ciphertext")
            .asText();
    byte[] id =
        Arrays.copyOf(
            Hash.sha256(
                "redoubt local key".getBytes(StandardCharsets.US_ASCII),
                Aad.of(keyId, rootKey, wrapped)),
            16);
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    sealed.write(1);
    sealed.writeBytes(id);
    try (SecretBytes key = SecretBytes.copyOf(local)) {
      sealed.writeBytes(
          Aead.seal(
              key, seed, Aad.of("redoubt kms v2", cluster, keyId, HexFormat.of().formatHex(id))));
    }
    return new Seed(
        "redoubt",
        keyId,
        seed,
        sealed.toByteArray(),
        Map.of(
            "root-key.redoubt.internal", rootKey.getBytes(StandardCharsets.US_ASCII),
            "local-key.redoubt.internal", wrapped.getBytes(StandardCharsets.US_ASCII)));
  }
}
