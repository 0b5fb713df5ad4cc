package redoubt.keys.imports;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.core.BackgroundTask;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;
import redoubt.keys.ImportToken;
import redoubt.keys.KeyProtectError;
import redoubt.keys.life.SecureImport;
import redoubt.keys.sql.ImportTokenRows;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.seal.SecretName;
import redoubt.seal.Vault;
import redoubt.store.Database;

/**
 * Makes import tokens, hands them out and opens what was sealed for them. The private key is in the
 * vault until the token expires or another takes its place.
 */
public final class ImportTokens implements SecureImport {
  /** How long a token may live, in seconds. */
  public static final int SHORTEST = 300;

  public static final int LONGEST = 86_400;
  public static final int USUAL = 600;

  /** How often a token may be fetched at most. */
  public static final int MOST_RETRIEVALS = 500;

  private static final String ALGORITHM = "RSAES_OAEP_SHA_256";
  private static final int NONCE_BYTES = 12;
  private static final int IV_BYTES = 12;
  private static final int BATCH = 100;

  private final Database database;
  private final Vault vault;
  private final Ledger ledger;
  private final InstantSource clock;

  public ImportTokens(Database database, Vault vault, Ledger ledger, InstantSource clock) {
    this.database = database;
    this.vault = vault;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Work that time does. */
  public List<BackgroundTask> tasks() {
    return List.of(
        new BackgroundTask("keys.import-tokens", Duration.ofMinutes(1), this::closeExpired));
  }

  /** Makes a token; the one that the instance had is good for nothing from then on. */
  public ImportToken create(String tenant, Duration life, int retrievals, String user) {
    KeyPair pair = TransportKey.generate();
    byte[] nonce = Randomness.bytes(NONCE_BYTES);
    UUID id = UUID.randomUUID();
    try (SecretBytes privateKey = SecretBytes.owning(pair.getPrivate().getEncoded())) {
      return database.transaction(transaction -> {
        Instant now = clock.instant();
        ImportToken token =
            new ImportToken(
                id,
                pair.getPublic().getEncoded(),
                nonce,
                now,
                now.plus(life),
                retrievals,
                retrievals);
        ImportTokenRows.lockSetting(transaction, tenant);
        ImportTokenRows.lock(transaction, tenant)
            .ifPresent(old -> vault.destroy(transaction, secretName(tenant, old.id())));
        vault.put(transaction, secretName(tenant, id), privateKey);
        ImportTokenRows.set(transaction, tenant, token);
        ledger.append(
            transaction,
            List.of(
                Entry.ok(
                    now,
                    tenant,
                    user,
                    "kms.importtoken.create",
                    id.toString(),
                    Map.of("expires", token.expiresAt().toString()))));
        return token;
      });
    }
  }

  /**
   * Hands the token out once more.
   *
   * @throws redoubt.keys.KeyFailure {@code IMPORT_TOKEN_EXPIRED_ERR} after its time or its last
   *     retrieval, {@code IMPORT_TOKEN_NOT_FOUND_ERR}
   */
  public ImportToken retrieve(String tenant, String user) {
    return database.transaction(transaction -> {
      Instant now = clock.instant();
      ImportToken token = require(transaction, tenant);
      if (token.isExpired(now) || token.remainingRetrievals() == 0) {
        throw KeyProtectError.IMPORT_TOKEN_EXPIRED_ERR.failure();
      }
      ImportTokenRows.retrieved(transaction, tenant);
      ledger.append(
          transaction,
          List.of(
              Entry.ok(
                  now, tenant, user, "kms.importtoken.read", token.id().toString(), Map.of())));
      return new ImportToken(
          token.id(),
          token.publicKey(),
          token.nonce(),
          token.createdAt(),
          token.expiresAt(),
          token.maxAllowedRetrievals(),
          token.remainingRetrievals() - 1);
    });
  }

  /** The public key as clients get it: PEM. */
  public static byte[] pem(ImportToken token) {
    return TransportKey.pem(token.publicKey());
  }

  @Override
  public SecretBytes open(Handle transaction, String tenant, Parcel parcel) {
    if (!parcel.algorithm().equals(ALGORITHM)) {
      throw KeyProtectError.field("encryptionAlgorithm", ALGORITHM);
    }
    byte[] payload = base64("payload", parcel.payload());
    byte[] box = base64("encryptedNonce", parcel.encryptedNonce());
    byte[] iv = iv(parcel.iv());
    ImportToken token = require(transaction, tenant);
    if (token.isExpired(clock.instant())) {
      throw KeyProtectError.IMPORT_TOKEN_EXPIRED_ERR.failure();
    }
    SecretBytes material;
    try (SecretBytes privateKey =
        vault
            .open(transaction, secretName(tenant, token.id()))
            .orElseThrow(() -> KeyProtectError.IMPORT_TOKEN_EXPIRED_ERR.failure())) {
      material =
          TransportKey.open(privateKey, payload)
              .orElseThrow(() ->
                  KeyProtectError.field(
                      "payload", "encrypted under the public key of the import token"));
    }
    boolean proven = false;
    try {
      prove(transaction, tenant, token, material, iv, box);
      proven = true;
      return material;
    } finally {
      if (!proven) {
        material.close();
      }
    }
  }

  private static void prove(
      Handle transaction,
      String tenant,
      ImportToken token,
      SecretBytes material,
      byte[] iv,
      byte[] box) {
    if (!TransportKey.isAesLength(material.length())) {
      throw KeyProtectError.field("payload", "a key of 16, 24 or 32 bytes");
    }
    byte[] nonce =
        TransportKey.openNonce(material, iv, box)
            .orElseThrow(() -> KeyProtectError.INCORRECT_NONCE_IV_ERR.failure());
    if (!MessageDigest.isEqual(nonce, token.nonce())) {
      throw KeyProtectError.INCORRECT_NONCE_ERR.failure();
    }
    if (!ImportTokenRows.opened(transaction, tenant, token.id(), digest(iv, box))) {
      throw KeyProtectError.INCORRECT_NONCE_ERR.failure("this proof was used before");
    }
  }

  private static ImportToken require(Handle transaction, String tenant) {
    return ImportTokenRows.lock(transaction, tenant)
        .orElseThrow(() -> KeyProtectError.IMPORT_TOKEN_NOT_FOUND_ERR.failure());
  }

  /** Destroys the private keys of tokens whose time is over. */
  void closeExpired() {
    for (ImportTokenRows.Expired token :
        database.read(handle -> ImportTokenRows.expired(handle, clock.instant(), BATCH))) {
      database.transaction(transaction -> {
        vault.destroy(transaction, secretName(token.tenant(), token.id()));
        ImportTokenRows.close(transaction, token);
        return true;
      });
    }
  }

  /** Under which the vault has the private key of an import token. */
  public static SecretName secretName(String tenant, UUID token) {
    return SecretName.of("keys", tenant, "import-token", token.toString());
  }

  private static byte[] base64(String field, String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw KeyProtectError.field(field, "base64 encoded");
    }
  }

  /** Base64 of 12 bytes; some clients send 12 characters as they are. */
  private static byte[] iv(String text) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    return plain.length == IV_BYTES ? plain : base64("iv", text);
  }

  private static byte[] digest(byte[] iv, byte[] box) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(iv);
      return sha256.digest(box);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
