package redoubt.signatures.tufserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.SecretBytes;
import redoubt.seal.SecretName;
import redoubt.seal.Vault;
import redoubt.signatures.tuf.RoleKeys;
import redoubt.signatures.tuf.TufKey;
import redoubt.signatures.tufserver.sql.GunRows.Gun;
import redoubt.signatures.tufserver.sql.KeyRows;

/**
 * Keys that the server signs with: ECDSA on P-256, one pair for each role of each repository. The
 * private half lies in the vault, in no file of the repository and in no answer.
 */
final class ServerKeys {
  /** Keys that were made and are in no root; a client that never publishes makes no more. */
  private static final int MOST_UNUSED = 5;

  private final Vault vault;
  private final GuardedKeys guard;

  ServerKeys(Vault vault, GuardedKeys guard) {
    this.vault = vault;
    this.guard = guard;
  }

  /** The newest one of a role that satisfies. */
  static Optional<TufKey> newest(List<KeyRows.Key> keys, String role) {
    return keys.stream().filter(key -> key.role().equals(role)).findFirst().map(ServerKeys::key);
  }

  static TufKey key(KeyRows.Key row) {
    try {
      PublicKey key =
          KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(row.publicKey()));
      return TufKey.ecdsa(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key of ours cannot be read", e);
    }
  }

  /**
   * Makes one; the oldest of those that no root has gives way when there are many.
   *
   * @param used ids of those that the root has
   */
  TufKey make(Handle transaction, Gun gun, String role, List<String> used, Instant now) {
    List<KeyRows.Key> unused =
        new ArrayList<>(
            KeyRows.of(transaction, gun.id()).stream()
                .filter(key -> key.role().equals(role) && !used.contains(key.id()))
                .toList());
    while (unused.size() >= MOST_UNUSED) {
      destroy(transaction, gun, unused.removeLast().id());
    }
    KeyPair pair = pair();
    TufKey key = TufKey.ecdsa(pair.getPublic());
    try (SecretBytes secret = SecretBytes.owning(pair.getPrivate().getEncoded())) {
      Optional<SecretBytes> wrapped = guard.wrap(gun.place().instance(), secret);
      try (SecretBytes kept = wrapped.orElseGet(secret::copy)) {
        vault.put(transaction, name(gun, key.id()), kept);
      }
      KeyRows.insert(
          transaction,
          gun.id(),
          new KeyRows.Key(role, key.id(), pair.getPublic().getEncoded(), wrapped.isPresent()),
          now);
    }
    return key;
  }

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  /** Destroys one for good. */
  void destroy(Handle transaction, Gun gun, String id) {
    vault.destroy(transaction, name(gun, id));
    KeyRows.delete(transaction, gun.id(), id);
  }

  private static SecretName name(Gun gun, String id) {
    return SecretName.of("signatures", "tuf", Long.toString(gun.id()), id);
  }

  /** Signs with what a repository has, in its transaction. */
  Signing signing(Handle transaction, Gun gun) {
    List<KeyRows.Key> all = KeyRows.of(transaction, gun.id());
    return (role, signed) -> {
      List<KeyRows.Key> mine =
          all.stream()
              .filter(key -> key.role().equals(role.name()) && role.keys().containsKey(key.id()))
              .toList();
      return mine.size() < role.threshold() || mine.isEmpty()
          ? Optional.empty()
          : Optional.of(file(transaction, gun, role, mine, signed));
    };
  }

  private byte[] file(
      Handle transaction, Gun gun, RoleKeys role, List<KeyRows.Key> keys, byte[] signed) {
    List<String> marks = new ArrayList<>();
    for (KeyRows.Key key : keys) {
      try (SecretBytes kept =
          vault
              .open(transaction, name(gun, key.id()))
              .orElseThrow(() -> TrustFailures.keyLost(role.name()))) {
        try (SecretBytes secret =
            key.guarded() ? guard.unwrap(gun.place().instance(), kept) : kept.copy()) {
          marks.add(
              "{\"keyid\":\"%s\",\"method\":\"ecdsa\",\"sig\":\"%s\"}"
                  .formatted(
                      key.id(),
                      Base64.getEncoder()
                          .encodeToString(secret.use(bytes -> sign(bytes, signed)))));
        }
      }
    }
    return ("{\"signed\":"
            + new String(signed, UTF_8)
            + ",\"signatures\":["
            + String.join(",", marks)
            + "]}")
        .getBytes(UTF_8);
  }

  private static byte[] sign(byte[] pkcs8, byte[] message) {
    try {
      PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
      signer.initSign(key);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the vault holds no key of ours", e);
    }
  }
}
