package redoubt.keys.life;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.Aead;
import redoubt.crypto.SecretBytes;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyVersion;
import redoubt.keys.material.Material;
import redoubt.keys.shred.Canaries;
import redoubt.keys.sql.HardwareOrphans;
import redoubt.store.Database;

/** Makes or takes in the material of new versions. */
public final class NewMaterial {
  /** Length of material that is made here. */
  private static final int GENERATED_BYTES = 32;

  /** Most bytes of an imported standard key. */
  static final int MOST_STANDARD_BYTES = 10_000;

  private final Database database;
  private final Material material;
  private final Canaries canaries;
  private final SecureImport secureImport;
  private final CreationRules rules;
  private final InstantSource clock;

  public NewMaterial(
      Database database,
      Material material,
      SecureImport secureImport,
      CreationRules rules,
      InstantSource clock) {
    this.database = database;
    this.material = material;
    this.canaries = new Canaries(material);
    this.secureImport = secureImport;
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * Makes a key in the hardware module ahead of the transaction that takes it into use with {@link
   * #adopt}; if that does not come, it is destroyed later.
   */
  void prepareInHardware(String tenant, UUID key, UUID version) {
    if (!material.hasHardware()) {
      throw KeyProtectError.field("inHsm", "false, as this server has no hardware module");
    }
    String name = material.hardwareName(tenant, key, version);
    database.transaction(transaction -> {
      HardwareOrphans.add(transaction, tenant, name, clock.instant());
      return true;
    });
    material.createInHardware(name);
  }

  /** Takes what was prepared into use, if it wraps and unwraps; the version is written already. */
  void adopt(Handle transaction, Key key, KeyVersion version) {
    HardwareOrphans.remove(
        transaction, key.tenant(), material.hardwareName(key.tenant(), key.id(), version.id()));
    canaries.begin(transaction, key, version, version.createdAt());
  }

  /** Fresh material; the caller closes it. */
  SecretBytes generate() {
    return SecretBytes.random(GENERATED_BYTES);
  }

  /** A copy of what came, in the clear or in a parcel, checked; the caller closes it. */
  SecretBytes receive(
      Handle transaction,
      String tenant,
      boolean root,
      Optional<SecretBytes> payload,
      Optional<SecureImport.Parcel> parcel) {
    SecretBytes received =
        payload.isPresent()
            ? payload.get().copy()
            : secureImport.open(transaction, tenant, parcel.orElseThrow());
    if (root && !Aead.isKeyLength(received.length())) {
      received.close();
      throw KeyProtectError.field(
          "payload", "a base64 encoded key material of 16, 24 or 32 bytes for a root key");
    }
    if (received.length() == 0 || received.length() > MOST_STANDARD_BYTES) {
      received.close();
      throw KeyProtectError.field(
          "payload", "a base64 encoded key material of 1 to " + MOST_STANDARD_BYTES + " bytes");
    }
    return received;
  }

  /** The same for a key that there is, if the policies of its instance let material in this way. */
  SecretBytes receiveFor(
      Handle transaction,
      Key key,
      Optional<SecretBytes> payload,
      Optional<SecureImport.Parcel> parcel) {
    rules.admitMaterial(transaction, key.tenant(), parcel.isPresent());
    return receive(transaction, key.tenant(), key.isRoot(), payload, parcel);
  }

  /** Puts material into the vault, for a version that is written already. */
  void put(Handle transaction, Key key, KeyVersion version, SecretBytes secret) {
    material.put(transaction, key, version, secret);
    canaries.begin(transaction, key, version, version.createdAt());
  }

  static KeyVersion version(
      UUID id, int number, boolean imported, boolean inHsm, int bytes, Instant now) {
    return new KeyVersion(id, number, imported, inHsm, 8 * bytes, now);
  }

  static int generatedBytes() {
    return GENERATED_BYTES;
  }
}
