package redoubt.keys.use;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import redoubt.crypto.Randomness;
import redoubt.keys.Key;
import redoubt.keys.KeyFailure;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyVersion;
import redoubt.keys.life.Expiry;
import redoubt.keys.life.KeyAction;
import redoubt.keys.life.Transitions;
import redoubt.keys.material.Material;
import redoubt.keys.material.WrappedKey;
import redoubt.keys.sql.KeyStore;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;

/** Wraps and unwraps with root keys. Each use is in the ledger before it is answered. */
public final class Wrapping {
  /** Length of a key that is made here because the caller sent none. */
  private static final int GENERATED_BYTES = 32;

  private static final int MOST_REMEMBERED = 50_000;

  /** How many versions of an imported key are tried on a wrapped key with a foreign handle. */
  private static final int MOST_TRIED = 16;

  private record VersionRef(String tenant, UUID key, UUID version) {}

  private final Database database;
  private final Ledger ledger;
  private final Material material;
  private final UsageCounter usage;
  private final InstantSource clock;

  /** Versions that are not current; a version never changes. */
  private final Map<VersionRef, KeyVersion> oldVersions = new ConcurrentHashMap<>();

  public Wrapping(
      Database database,
      Ledger ledger,
      Material material,
      UsageCounter usage,
      InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.material = material;
    this.usage = usage;
    this.clock = clock;
  }

  /**
   * A key wrapped by the current version.
   *
   * @param plaintext the key if it was made here; the caller zeroes it
   */
  @SuppressWarnings("ArrayRecordComponent") // Lives for one call; never compared.
  public record Wrapped(WrappedKey ciphertext, KeyVersion version, Optional<byte[]> plaintext) {
    /** Without the plaintext. */
    @Override
    public String toString() {
      return "Wrapped[" + version.id() + "]";
    }
  }

  /**
   * An unwrapped key.
   *
   * @param plaintext the caller zeroes it
   * @param version the version that had wrapped it
   * @param fresh the key wrapped by the current version, when that is a later one
   */
  @SuppressWarnings("ArrayRecordComponent") // Lives for one call; never compared.
  public record Unwrapped(byte[] plaintext, KeyVersion version, Optional<Wrapped> fresh) {
    /** Without the plaintext. */
    @Override
    public String toString() {
      return "Unwrapped[" + version.id() + "]";
    }
  }

  /**
   * A wrapped key under the current version.
   *
   * @param version the version that had wrapped it before
   */
  public record Rewrapped(WrappedKey ciphertext, KeyVersion version, KeyVersion rewrapped) {}

  /** Wraps a key, or a fresh one of 32 bytes if none is given. */
  public Wrapped wrap(Key key, Optional<byte[]> plaintext, List<String> aad, String actor) {
    Transitions.check(KeyAction.WRAP, key);
    byte[] dek = plaintext.orElseGet(() -> Randomness.bytes(GENERATED_BYTES));
    WrappedKey wrapped = material.wrap(key, key.version(), dek, aad);
    record(key, KeyAction.WRAP, key.version(), actor);
    return new Wrapped(
        wrapped, key.version(), plaintext.isPresent() ? Optional.empty() : Optional.of(dek));
  }

  /**
   * @throws KeyFailure {@code UNPROCESSABLE_CIPHERTEXT_ERR} for what this key did not wrap, what
   *     was changed, or other additional data
   */
  public Unwrapped unwrap(Key key, String ciphertext, List<String> aad, String actor) {
    Transitions.check(KeyAction.UNWRAP, key);
    Opened opened = open(key, WrappedKey.parse(ciphertext), aad);
    Optional<Wrapped> fresh =
        opened.version().id().equals(key.version().id())
            ? Optional.empty()
            : Optional.of(
                new Wrapped(
                    material.wrap(key, key.version(), opened.plaintext(), aad),
                    key.version(),
                    Optional.empty()));
    record(key, KeyAction.UNWRAP, opened.version(), actor);
    return new Unwrapped(opened.plaintext(), opened.version(), fresh);
  }

  /** Unwraps and wraps again under the current version; the key never leaves. */
  public Rewrapped rewrap(Key key, String ciphertext, List<String> aad, String actor) {
    Transitions.check(KeyAction.REWRAP, key);
    Opened opened = open(key, WrappedKey.parse(ciphertext), aad);
    try {
      WrappedKey fresh = material.wrap(key, key.version(), opened.plaintext(), aad);
      record(key, KeyAction.REWRAP, opened.version(), actor);
      return new Rewrapped(fresh, opened.version(), key.version());
    } finally {
      Material.zero(opened.plaintext());
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // Lives for one call; never compared.
  private record Opened(byte[] plaintext, KeyVersion version) {
    /** Without the plaintext. */
    @Override
    public String toString() {
      return "Opened[" + version.id() + "]";
    }
  }

  private Opened open(Key key, WrappedKey wrapped, List<String> aad) {
    Optional<KeyVersion> own = ownVersion(key, wrapped.handle());
    if (own.isPresent()) {
      return new Opened(material.unwrap(key, own.get(), wrapped, aad), own.get());
    }
    if (key.imported()) {
      return openForeign(key, wrapped, aad);
    }
    throw KeyProtectError.UNPROCESSABLE_CIPHERTEXT_ERR.failure();
  }

  /** Another key may have been imported with the same material. */
  private Opened openForeign(Key key, WrappedKey wrapped, List<String> aad) {
    List<KeyVersion> versions =
        database.read(handle -> KeyStore.versions(handle, key.tenant(), key.id(), MOST_TRIED, 0));
    for (KeyVersion version : versions) {
      try {
        return new Opened(material.unwrap(key, version, wrapped, aad), version);
      } catch (KeyFailure e) {
        if (e.error() != KeyProtectError.UNPROCESSABLE_CIPHERTEXT_ERR) {
          throw e;
        }
      }
    }
    throw KeyProtectError.UNPROCESSABLE_CIPHERTEXT_ERR.failure();
  }

  private Optional<KeyVersion> ownVersion(Key key, UUID version) {
    if (key.version().id().equals(version)) {
      return Optional.of(key.version());
    }
    VersionRef ref = new VersionRef(key.tenant(), key.id(), version);
    @Nullable KeyVersion remembered = oldVersions.get(ref);
    if (remembered != null) {
      return Optional.of(remembered);
    }
    Optional<KeyVersion> read =
        database.read(handle -> KeyStore.version(handle, key.tenant(), key.id(), version));
    if (oldVersions.size() >= MOST_REMEMBERED) {
      oldVersions.clear();
    }
    read.ifPresent(old -> oldVersions.put(ref, old));
    return read;
  }

  private void record(Key key, KeyAction action, KeyVersion version, String actor) {
    Instant now = clock.instant();
    Map<String, String> details = new TreeMap<>();
    details.put("keyVersion", version.id().toString());
    if (key.expiresAt().isPresent()) {
      details.putAll(Expiry.details(key, now));
    }
    ledger.append(
        Entry.ok(now, key.tenant(), actor, action.auditName(), key.id().toString(), details));
    usage.count(key.tenant(), key.id(), action.auditName(), now);
  }
}
