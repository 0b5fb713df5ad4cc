package redoubt.keys.material;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.crypto.Aead;
import redoubt.crypto.HardwareKeys;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyVersion;
import redoubt.seal.Vault;

/** Where material rests, and the ciphers that work with it, in the vault or in the module. */
public final class Material {
  /** Code of an attempt to open something with material that is not in the vault. */
  public static final String GONE = "keys.material-gone";

  /** The same with material that is not in the hardware module. */
  public static final String NO_KEY = "hsm.no-key";

  /** Codes that say for certain that something does not open. */
  private static final Set<String> SHUT =
      Set.of("crypto.tampered", NO_KEY, KeyProtectError.UNPROCESSABLE_CIPHERTEXT_ERR.code());

  private static final int CANARY_BYTES = 32;

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

  /**
   * Random bytes, wrapped by a version and seen to unwrap again; the bytes are not kept.
   *
   * @throws Failure when the version cannot be used
   */
  public String canary(Handle transaction, Key key, KeyVersion version) {
    byte[] associated = WrappedKey.associatedData(version.id(), List.of());
    byte[] plaintext = Randomness.bytes(CANARY_BYTES);
    byte[] again = {};
    try {
      byte[] box;
      if (version.inHsm()) {
        String name = name(key, version).inHardware();
        box = hardware().seal(name, plaintext, associated);
        again = hardware().open(name, box, associated);
      } else {
        try (SecretBytes root = open(transaction, key, version)) {
          box = Aead.seal(root, plaintext, associated);
          again = Aead.open(root, box, associated);
        }
      }
      if (!Arrays.equals(plaintext, again)) {
        throw new Failure(
            Failure.Kind.INTERNAL,
            "keys.does-not-unwrap",
            "A version of the key does not unwrap what it wrapped.",
            "Use nothing of it; look after the hardware module or the vault that has it.");
      }
      return WrappedKey.of(version.id(), box, ivBytes(version)).text();
    } finally {
      zero(plaintext);
      zero(again);
    }
  }

  /**
   * Whether a version that is there opens a canary of its own.
   *
   * @throws Failure when that cannot be said
   */
  public boolean opensCanary(Handle transaction, Key key, KeyVersion version, String canary) {
    WrappedKey wrapped = WrappedKey.parse(canary);
    byte[] associated = WrappedKey.associatedData(wrapped.handle(), List.of());
    byte[] box = wrapped.box(ivBytes(version));
    if (version.inHsm()) {
      return refusal(() -> hardware().open(name(key, version).inHardware(), box, associated))
          .isEmpty();
    }
    try (SecretBytes root = open(transaction, key, version)) {
      return refusal(() -> Aead.open(root, box, associated)).isEmpty();
    }
  }

  /**
   * Lets somebody try what the material of a version opens, wherever its name leads; the key itself
   * may be gone. The vault is asked once, and nothing that is in memory is used.
   *
   * @throws Failure when something cannot be said
   */
  public <T> T trying(MaterialName name, boolean inHsm, Function<Opener, T> trials) {
    if (inHsm) {
      return trials.apply((wrapped, aad) -> {
        byte[] associated = WrappedKey.associatedData(wrapped.handle(), aad);
        return refusal(() ->
            hardware().open(name.inHardware(), wrapped.box(HardwareKeys.IV_BYTES), associated));
      });
    }
    Optional<SecretBytes> root = vault.open(name.inVault());
    if (root.isEmpty()) {
      return trials.apply((wrapped, aad) -> Optional.of(GONE));
    }
    try (SecretBytes material = root.get()) {
      return trials.apply((wrapped, aad) -> {
        byte[] associated = WrappedKey.associatedData(wrapped.handle(), aad);
        return refusal(() -> Aead.open(material, wrapped.box(Aead.NONCE_BYTES), associated));
      });
    }
  }

  /** Tries the material of one version. */
  @FunctionalInterface
  public interface Opener {
    /**
     * Returns why it does not open: {@link #GONE}, {@link #NO_KEY}, {@code crypto.tampered} or
     * {@code keys.unprocessable-ciphertext-err}; empty when it opened.
     */
    Optional<String> refusal(WrappedKey wrapped, List<String> aad);
  }

  private static Optional<String> refusal(Supplier<byte[]> box) {
    try {
      zero(box.get());
      return Optional.empty();
    } catch (Failure e) {
      if (SHUT.contains(e.code())) {
        return Optional.of(e.code());
      }
      throw e;
    }
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
