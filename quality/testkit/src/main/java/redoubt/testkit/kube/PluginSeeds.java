package redoubt.testkit.kube;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import redoubt.crypto.Aad;
import redoubt.crypto.Aead;
import redoubt.crypto.Hash;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;
import redoubt.testkit.etcd.ApiServerObjects.Seed;

/**
 * Seeds as an API server gets them from our plugin: sealed by a local key, which a root key has
 * wrapped. Written from docs/kms-plugin.md, not with the plugin's code.
 */
public final class PluginSeeds {
  /** Where root keys are: wraps, bound to what is said. */
  @FunctionalInterface
  public interface RootKey {
    String wrap(byte[] plaintext, String cluster, String keyId);
  }

  private PluginSeeds() {}

  /** A fresh seed under a fresh local key. */
  public static Seed seed(String cluster, String keyId, String rootKeyId, RootKey rootKey) {
    byte[] local = Randomness.bytes(32);
    String wrapped = rootKey.wrap(local, cluster, keyId);
    String id =
        HexFormat.of()
            .formatHex(
                Arrays.copyOf(
                    Hash.sha256(
                        "redoubt local key".getBytes(StandardCharsets.US_ASCII),
                        Aad.of(keyId, rootKeyId, wrapped)),
                    16));
    byte[] seed = Randomness.bytes(32);
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    sealed.write(1);
    sealed.writeBytes(HexFormat.of().parseHex(id));
    try (SecretBytes key = SecretBytes.copyOf(local)) {
      sealed.writeBytes(Aead.seal(key, seed, Aad.of("redoubt kms v2", cluster, keyId, id)));
    }
    return new Seed(
        "redoubt",
        keyId,
        seed,
        sealed.toByteArray(),
        Map.of(
            "local-key.redoubt.internal",
            wrapped.getBytes(StandardCharsets.US_ASCII),
            "root-key.redoubt.internal",
            rootKeyId.getBytes(StandardCharsets.US_ASCII)));
  }
}
