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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.seal.SecretName;
import redoubt.seal.Vault;
import redoubt.signatures.tuf.TufKey;
import redoubt.signatures.tufserver.sql.GuardRows;
import redoubt.signatures.tufserver.sql.GunRows;
import redoubt.signatures.tufserver.sql.GunRows.Gun;
import redoubt.signatures.tufserver.sql.KeyRows;
import redoubt.store.Database;

/**
 * Keys that the server signs with: ECDSA on P-256, one pair for each role of each repository. The
 * private half lies in the vault, wrapped by a root key of the tenant if the namespace names one;
 * it is in no file of the repository and in no answer.
 */
final class ServerKeys {
  /** Keys that were made and are in no root; a client that never publishes makes no more. */
  private static final int MOST_UNUSED = 5;

  private final Database database;
  private final Vault vault;
  private final GuardedKeys guard;

  ServerKeys(Database database, Vault vault, GuardedKeys guard) {
    this.database = database;
    this.vault = vault;
    this.guard = guard;
  }

  /**
   * A key that is not stored yet.
   *
   * @param kept what goes into the vault
   */
  record Fresh(KeyPair pair, TufKey key, Optional<GuardRows.Root> root, SecretBytes kept)
      implements AutoCloseable {
    @Override
    public void close() {
      kept.close();
    }
  }

  /**
   * Makes a key, wrapped as its namespace wants it. To be called outside of transactions: wrapping
   * writes to the ledger.
   *
   * @throws redoubt.core.Failure {@code signatures.trust.frozen}
   */
  Fresh fresh(TrustPlace place, String actor) {
    KeyPair pair = pair();
    TufKey key = TufKey.ecdsa(pair.getPublic());
    SecretBytes secret = SecretBytes.owning(pair.getPrivate().getEncoded());
    Optional<UUID> root =
        database.read(handle -> GuardRows.root(handle, place.instance(), place.namespace()));
    if (root.isEmpty()) {
      return new Fresh(pair, key, Optional.empty(), secret);
    }
    try (secret) {
      GuardedKeys.Wrapped wrapped = wrap(place, key.id(), root.get(), secret, actor);
      return new Fresh(
          pair,
          key,
          Optional.of(new GuardRows.Root(root.get(), wrapped.version())),
          wrapped.bytes());
    }
  }

  /** What a key is bound to when a root key wraps it. */
  private static List<String> aad(TrustPlace place, String key) {
    return List.of("redoubt-trust", place.gun(), key);
  }

  GuardedKeys.Wrapped wrap(
      TrustPlace place, String key, UUID root, SecretBytes secret, String actor) {
    try {
      return guard.wrap(place.instance(), root, secret, aad(place, key), actor);
    } catch (Failure e) {
      throw TrustFailures.frozen(e);
    }
  }

  /** Keys that a root key wraps, unwrapped; by id. */
  record Unlocked(Map<String, SecretBytes> secrets) implements AutoCloseable {
    @Override
    public void close() {
      secrets.values().forEach(SecretBytes::close);
    }

    @Override
    public String toString() {
      return "Unlocked[]";
    }
  }

  /**
   * Unwraps what a root key wraps. To be called outside of transactions: unwrapping writes to the
   * ledger.
   *
   * @throws redoubt.core.Failure {@code signatures.trust.frozen}, {@code signatures.trust.key-lost}
   */
  Unlocked unlock(TrustPlace place, String actor) {
    Optional<Gun> gun = database.read(handle -> GunRows.find(handle, place));
    Unlocked unlocked = new Unlocked(new HashMap<>());
    boolean whole = false;
    try {
      if (gun.isPresent()) {
        for (KeyRows.Key key : database.read(handle -> KeyRows.of(handle, gun.get().id()))) {
          if (key.root().isPresent()) {
            SecretBytes _ =
                unlocked.secrets().computeIfAbsent(key.id(), id -> opened(gun.get(), key, actor));
          }
        }
      }
      whole = true;
      return unlocked;
    } finally {
      if (!whole) {
        unlocked.close();
      }
    }
  }

  /** The private half, whatever wraps it; the caller closes it. Outside of transactions. */
  SecretBytes opened(Gun gun, KeyRows.Key key, String actor) {
    SecretBytes kept =
        vault.open(name(gun, key.id())).orElseThrow(() -> TrustFailures.keyLost(key.role()));
    if (key.root().isEmpty()) {
      return kept;
    }
    try (kept) {
      return guard.unwrap(
          gun.place().instance(), key.root().get().key(), kept, aad(gun.place(), key.id()), actor);
    } catch (Failure e) {
      throw TrustFailures.frozen(e);
    }
  }

  /** Puts another form of the same key into the vault. */
  void replace(
      Handle transaction, Gun gun, String key, Optional<GuardRows.Root> root, SecretBytes kept) {
    vault.destroy(transaction, name(gun, key));
    vault.put(transaction, name(gun, key), kept);
    KeyRows.wrappedBy(transaction, gun.id(), key, root);
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
   * Stores one; the oldest of those that no root has gives way when there are many.
   *
   * @param used ids of those that the root has
   * @throws redoubt.core.Failure {@code signatures.trust.keys-changed} when another root key guards
   *     the namespace by now
   */
  void store(
      Handle transaction, Gun gun, String role, List<String> used, Fresh fresh, Instant now) {
    TrustPlace place = gun.place();
    if (!GuardRows.root(transaction, place.instance(), place.namespace())
        .equals(fresh.root().map(GuardRows.Root::key))) {
      throw TrustFailures.changed();
    }
    List<KeyRows.Key> unused =
        new ArrayList<>(
            KeyRows.of(transaction, gun.id()).stream()
                .filter(key -> key.role().equals(role) && !used.contains(key.id()))
                .toList());
    while (unused.size() >= MOST_UNUSED) {
      destroy(transaction, gun, unused.removeLast().id());
    }
    vault.put(transaction, name(gun, fresh.key().id()), fresh.kept());
    KeyRows.insert(
        transaction,
        gun.id(),
        new KeyRows.Key(
            role, fresh.key().id(), fresh.pair().getPublic().getEncoded(), fresh.root()),
        now);
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

  /**
   * Signs with what a repository has, in its transaction.
   *
   * @param unlocked of the same repository
   */
  Signing signing(Handle transaction, Gun gun, Unlocked unlocked) {
    List<KeyRows.Key> all = KeyRows.of(transaction, gun.id());
    return (role, signed) -> {
      List<KeyRows.Key> mine =
          all.stream()
              .filter(key -> key.role().equals(role.name()) && role.keys().containsKey(key.id()))
              .toList();
      return mine.size() < role.threshold() || mine.isEmpty()
          ? Optional.empty()
          : Optional.of(file(transaction, gun, mine, unlocked, signed));
    };
  }

  private byte[] file(
      Handle transaction, Gun gun, List<KeyRows.Key> keys, Unlocked unlocked, byte[] signed) {
    List<String> marks = new ArrayList<>();
    for (KeyRows.Key key : keys) {
      try (SecretBytes secret = secret(transaction, gun, key, unlocked)) {
        marks.add(
            "{\"keyid\":\"%s\",\"method\":\"ecdsa\",\"sig\":\"%s\"}"
                .formatted(
                    key.id(),
                    Base64.getEncoder().encodeToString(secret.use(bytes -> sign(bytes, signed)))));
      }
    }
    return ("{\"signed\":"
            + new String(signed, UTF_8)
            + ",\"signatures\":["
            + String.join(",", marks)
            + "]}")
        .getBytes(UTF_8);
  }

  private SecretBytes secret(Handle transaction, Gun gun, KeyRows.Key key, Unlocked unlocked) {
    if (key.root().isEmpty()) {
      return vault
          .open(transaction, name(gun, key.id()))
          .orElseThrow(() -> TrustFailures.keyLost(key.role()));
    }
    SecretBytes open = unlocked.secrets().get(key.id());
    if (open == null) {
      throw TrustFailures.changed();
    }
    return open.copy();
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
