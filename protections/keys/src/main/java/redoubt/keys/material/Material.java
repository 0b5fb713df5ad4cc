package redoubt.keys.material;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.crypto.Aead;
import redoubt.crypto.HardwareKeys;
import redoubt.crypto.SecretBytes;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyVersion;
import redoubt.seal.Vault;

/** Where material rests, and the ciphers that work with it, in the vault or in the module. */
public final class Material {
  private final Vault vault;
  private final Optional<HardwareKeys> hardware;
  private final RootCache roots;

  public Material(Vault vault, Optional<HardwareKeys> hardware, RootCache roots) {
    this.vault = vault;
    this.hardware = hardware;
    this.roots = roots;
  }

  public boolean hasHardware() {
    return hardware.isPresent();
  }

  /** Puts material of a new version into the vault. */
  public void put(Handle transaction, Key key, KeyVersion version, SecretBytes material) {
    vault.put(transaction, name(key, version).inVault(), material);
  }

  /** Opens material in the vault; the caller closes it. */
  public SecretBytes open(Key key, KeyVersion version) {
    return vault.open(name(key, version).inVault()).orElseThrow(() -> lost(key));
  }

  /** The same inside a transaction. */
  public SecretBytes open(Handle transaction, Key key, KeyVersion version) {
    return vault.open(transaction, name(key, version).inVault()).orElseThrow(() -> lost(key));
  }

  /** Destroys material in the vault for good. */
  public void destroy(Handle transaction, Key key, KeyVersion version) {
    vault.destroy(transaction, name(key, version).inVault());
  }

  /** The name in the hardware module of a version of a key. */
  public String hardwareName(String tenant, UUID key, UUID version) {
    return new MaterialName(tenant, key, version).inHardware();
  }

  public void createInHardware(String name) {
    hardware().create(name);
  }

  public void destroyInHardware(String name) {
    hardware().destroy(name);
  }

  /** Wraps under a version of a root key. */
  public WrappedKey wrap(Key key, KeyVersion version, byte[] plaintext, List<String> aad) {
    byte[] associated = WrappedKey.associatedData(version.id(), aad);
    MaterialName name = name(key, version);
    byte[] box =
        version.inHsm()
            ? hardware().seal(name.inHardware(), plaintext, associated)
            : roots.use(
                name, () -> open(key, version), root -> Aead.seal(root, plaintext, associated));
    return WrappedKey.of(version.id(), box, ivBytes(version));
  }

  /**
   * Unwraps with a version of a root key, whichever key's handle the wrapped key bears.
   *
   * @throws redoubt.keys.KeyFailure {@code UNPROCESSABLE_CIPHERTEXT_ERR}
   */
  public byte[] unwrap(Key key, KeyVersion version, WrappedKey wrapped, List<String> aad) {
    byte[] associated = WrappedKey.associatedData(wrapped.handle(), aad);
    byte[] box = wrapped.box(ivBytes(version));
    MaterialName name = name(key, version);
    return version.inHsm()
        ? opened(() -> hardware().open(name.inHardware(), box, associated))
        : roots.use(
            name, () -> open(key, version), root -> opened(() -> Aead.open(root, box, associated)));
  }

  private static int ivBytes(KeyVersion version) {
    return version.inHsm() ? HardwareKeys.IV_BYTES : Aead.NONCE_BYTES;
  }

  private static byte[] opened(Supplier<byte[]> box) {
    try {
      return box.get();
    } catch (Failure e) {
      if (e.code().equals("crypto.tampered")) {
        throw KeyProtectError.UNPROCESSABLE_CIPHERTEXT_ERR.failure();
      }
      throw e;
    }
  }

  /** Lets go of cached material of a key. */
  public void forget(String tenant, UUID key) {
    roots.forget(tenant, key);
  }

  public static void zero(byte[] bytes) {
    Arrays.fill(bytes, (byte) 0);
  }

  private HardwareKeys hardware() {
    return hardware.orElseThrow(() ->
        new Failure(
            Failure.Kind.UNAVAILABLE,
            "hsm.unavailable",
            "This server has no hardware module, and the key lives in one.",
            "Start the server with the module that holds the key."));
  }

  private static MaterialName name(Key key, KeyVersion version) {
    return new MaterialName(key.tenant(), key.id(), version.id());
  }

  private static Failure lost(Key key) {
    return KeyProtectError.INCOMPLETE_METADATA_ERR.failure(
        "the material of key " + key.id() + " is not in the vault");
  }
}
