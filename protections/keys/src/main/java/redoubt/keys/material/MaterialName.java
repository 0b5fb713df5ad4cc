package redoubt.keys.material;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import redoubt.seal.SecretName;

/** Whose material it is. The vault and the hardware module find it by nothing else. */
public record MaterialName(String tenant, UUID key, UUID version) {
  /** Name in the vault: {@code keys/TENANT/KEY/VERSION}. */
  SecretName inVault() {
    return SecretName.of("keys", tenant, key.toString(), version.toString());
  }

  /**
   * Name in the hardware module: bound to all three, so that a row that was moved to another tenant
   * or key finds nothing.
   */
  String inHardware() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(inVault().path().getBytes(StandardCharsets.UTF_8));
      return "keys."
          + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 24));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
