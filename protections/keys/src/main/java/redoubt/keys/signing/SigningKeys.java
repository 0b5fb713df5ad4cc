package redoubt.keys.signing;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.Ids;
import redoubt.crypto.SecretBytes;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.life.Tenants;
import redoubt.keys.sql.KeyStore;
import redoubt.keys.sql.SigningKeyRows;
import redoubt.keys.sql.SigningKeyRows.Hold;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.seal.SecretName;
import redoubt.seal.Vault;
import redoubt.store.Database;

/**
 * Signing keys of instances. Roles were checked by whoever asks; {@code actor} is the id of who
 * does it. Each signature and each change is in the ledger or did not happen.
 */
public final class SigningKeys {
  /** Most of an instance. */
  public static final int MOST = 1000;

  /** Longest life of a certificate that a key signs for itself. */
  public static final Duration LONGEST_LIFE = Duration.ofDays(3653);

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final Database database;
  private final Vault vault;
  private final Ledger ledger;
  private final Tenants tenants;
  private final InstantSource clock;

  public SigningKeys(
      Database database, Vault vault, Ledger ledger, Tenants tenants, InstantSource clock) {
    this.database = database;
    this.vault = vault;
    this.ledger = ledger;
    this.tenants = tenants;
    this.clock = clock;
  }

  /**
   * Makes a key.
   *
   * @throws redoubt.core.Failure {@code keys.bad-signing-key}, {@code keys.signing-key-taken},
   *     {@code keys.signing-key-limit}, {@code KEY_RING_NOT_FOUND_ERR}
   */
  public SigningKey create(
      String tenant, String ring, String name, String algorithm, String actor) {
    if (!NAME.matcher(name).matches() || ID.matcher(name).matches()) {
      throw SigningFailures.badName();
    }
    SigningAlgorithm kind =
        SigningAlgorithm.of(algorithm).orElseThrow(SigningFailures::badAlgorithm);
    KeyPair pair = kind.generate();
    UUID id = Ids.random();
    try (SecretBytes secret = SecretBytes.owning(pair.getPrivate().getEncoded())) {
      return database.transaction(transaction -> {
        tenants.requireLive(transaction, tenant);
        requireRing(transaction, tenant, ring);
        SigningKeyRows.lockAll(transaction, tenant);
        if (SigningKeyRows.all(transaction, tenant).size() >= MOST) {
          throw SigningFailures.tooMany(MOST);
        }
        SigningKey key =
            new SigningKey(
                tenant,
                id,
                ring,
                name,
                kind,
                pair.getPublic().getEncoded(),
                Optional.empty(),
                true,
                clock.instant(),
                actor);
        if (!SigningKeyRows.insert(transaction, key)) {
          throw SigningFailures.taken(name);
        }
        vault.put(transaction, secretName(key), secret);
        record(transaction, key, actor, "create", Map.of("algorithm", kind.word()));
        return key;
      });
    }
  }

  private void requireRing(Handle transaction, String tenant, String ring) {
    if (ring.equals(Key.DEFAULT_RING)) {
      KeyStore.ensureDefaultRing(transaction, tenant, clock.instant());
    } else if (!KeyStore.lockRing(transaction, tenant, ring)) {
      throw KeyProtectError.KEY_RING_NOT_FOUND_ERR.failure();
    }
  }

  /** By name. */
  public List<SigningKey> list(String tenant) {
    return database.read(handle -> SigningKeyRows.all(handle, tenant));
  }

  /** By id or name. */
  public Optional<SigningKey> find(String tenant, String idOrName) {
    return database.read(handle ->
        ID.matcher(idOrName).matches()
            ? SigningKeyRows.find(handle, tenant, UUID.fromString(idOrName), Hold.NOT)
            : SigningKeyRows.find(handle, tenant, idOrName));
  }

  /** Lets a key sign, or not; once is enough. */
  public SigningKey enable(String tenant, UUID id, boolean enabled, String actor) {
    return change(
        tenant,
        id,
        actor,
        enabled ? "enable" : "disable",
        (key, now) -> with(key, key.chain(), enabled));
  }

  /**
   * Attaches certificates, in the place of those that were there.
   *
   * @param pem this key's first, up to one that signed itself
   * @throws redoubt.core.Failure {@code keys.bad-chain}
   */
  public SigningKey certify(String tenant, UUID id, String pem, String actor) {
    return change(
        tenant,
        id,
        actor,
        "certify",
        (key, now) ->
            with(key, Optional.of(Chains.checked(pem, key.publicKey(), now)), key.enabled()));
  }

  private static SigningKey with(SigningKey key, Optional<String> chain, boolean enabled) {
    return new SigningKey(
        key.tenant(),
        key.id(),
        key.ring(),
        key.name(),
        key.algorithm(),
        key.spki(),
        chain,
        enabled,
        key.createdAt(),
        key.createdBy());
  }

  @FunctionalInterface
  private interface Change {
    SigningKey of(SigningKey key, Instant now);
  }

  private SigningKey change(String tenant, UUID id, String actor, String verb, Change change) {
    return database.transaction(transaction -> {
      SigningKey key = require(transaction, tenant, id, Hold.ALONE);
      SigningKey changed = change.of(key, clock.instant());
      SigningKeyRows.update(transaction, changed);
      Map<String, String> details = new TreeMap<>();
      if (verb.equals("certify")) {
        details.put("chain", sha256(changed.chain().orElse("").getBytes(StandardCharsets.UTF_8)));
      }
      record(transaction, changed, actor, verb, details);
      return changed;
    });
  }

  /** Destroys the private half for good; what it signed stays signed. */
  public void destroy(String tenant, UUID id, String actor) {
    database.transaction(transaction -> {
      SigningKey key = require(transaction, tenant, id, Hold.ALONE);
      vault.destroy(transaction, secretName(key));
      SigningKeyRows.delete(transaction, key);
      record(transaction, key, actor, "destroy", Map.of());
      return true;
    });
  }

  /**
   * A request for a certificate (PEM, PKCS #10), for an authority to sign.
   *
   * @throws redoubt.core.Failure {@code keys.bad-subject}, {@code keys.signing-key-disabled}
   */
  public String request(String tenant, UUID id, String subject, String actor) {
    X500Name name = Chains.subject(subject);
    return database.transaction(transaction -> {
      SigningKey key = requireEnabled(transaction, tenant, id);
      String request = using(transaction, key, own -> Chains.request(key, own, name));
      record(transaction, key, actor, "request", Map.of());
      return request;
    });
  }

  /**
   * Lets the key sign a certificate for itself, and attaches it.
   *
   * @throws redoubt.core.Failure {@code keys.bad-subject}, {@code keys.bad-signing-key}, {@code
   *     keys.signing-key-disabled}
   */
  public SigningKey selfSign(String tenant, UUID id, String subject, Duration life, String actor) {
    X500Name name = Chains.subject(subject);
    if (life.compareTo(Duration.ofDays(1)) < 0 || life.compareTo(LONGEST_LIFE) > 0) {
      throw SigningFailures.badField("A certificate is good for 1 to 3653 days.");
    }
    return change(
        tenant,
        id,
        actor,
        "certify",
        (key, now) -> {
          requireEnabled(key);
          try (SecretBytes secret = secret(key)) {
            String chain =
                secret.use(bytes ->
                    Chains.selfSigned(key, key.algorithm().privateKey(bytes), name, now, life));
            return with(key, Optional.of(chain), key.enabled());
          }
        });
  }

  /**
   * Signs a message, and says so in the ledger with the digest of the message.
   *
   * @param about what the signature is for, for the ledger
   * @throws redoubt.core.Failure {@code keys.no-signing-key}, {@code keys.signing-key-disabled}
   */
  public byte[] sign(
      String tenant, UUID id, Form form, byte[] message, String about, String actor) {
    return database.transaction(transaction -> {
      SigningKey key = requireEnabled(transaction, tenant, id);
      byte[] signature = using(transaction, key, own -> key.algorithm().sign(own, form, message));
      record(
          transaction,
          key,
          actor,
          "sign",
          Map.of("about", about, "message", "sha256:" + sha256(message)));
      return signature;
    });
  }

  private <T> T using(Handle transaction, SigningKey key, Function<PrivateKey, T> use) {
    try (SecretBytes secret =
        vault
            .open(transaction, secretName(key))
            .orElseThrow(() -> SigningFailures.lost(key.name()))) {
      return secret.use(bytes -> use.apply(key.algorithm().privateKey(bytes)));
    }
  }

  private SecretBytes secret(SigningKey key) {
    return vault.open(secretName(key)).orElseThrow(() -> SigningFailures.lost(key.name()));
  }

  private static SigningKey requireEnabled(Handle transaction, String tenant, UUID id) {
    return requireEnabled(require(transaction, tenant, id, Hold.SHARED));
  }

  private static SigningKey requireEnabled(SigningKey key) {
    if (!key.enabled()) {
      throw SigningFailures.disabled(key.name());
    }
    return key;
  }

  private static SigningKey require(Handle handle, String tenant, UUID id, Hold hold) {
    return SigningKeyRows.find(handle, tenant, id, hold).orElseThrow(SigningFailures::noKey);
  }

  private void record(
      Handle transaction, SigningKey key, String actor, String verb, Map<String, String> details) {
    ledger.append(
        transaction,
        List.of(
            Entry.ok(
                clock.instant(),
                key.tenant(),
                actor,
                "keys.signing-key." + verb,
                key.id().toString(),
                details)));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Under which the vault has the private half. */
  static SecretName secretName(SigningKey key) {
    return SecretName.of("keys", key.tenant(), "signing", key.id().toString());
  }
}
