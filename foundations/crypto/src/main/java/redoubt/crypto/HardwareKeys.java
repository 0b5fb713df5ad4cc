package redoubt.crypto;

/**
 * AES-256 keys that are made in a hardware security module and never leave it. Ids are 1 to 100
 * characters of {@code A-Za-z0-9._-}.
 *
 * <p>All methods throw {@link redoubt.core.Failure} {@code hsm.unavailable} when the module cannot
 * be reached and {@code hsm.no-key} when it does not hold the key.
 */
public interface HardwareKeys {
  /** Modules know AES-GCM with IVs of this length only. */
  int IV_BYTES = 12;

  int TAG_BYTES = 16;

  void create(String id);

  /**
   * AES-GCM under the key: 12 random bytes IV, ciphertext, 16 bytes tag. One key must not seal more
   * than 2^32 times (NIST SP 800-38D, section 8.3).
   */
  byte[] seal(String id, byte[] plaintext, byte[] aad);

  /** Opens what {@link #seal} made; throws {@code crypto.tampered} for anything else. */
  byte[] open(String id, byte[] box, byte[] aad);

  /** Destroys the key for good; does nothing when there is none. */
  void destroy(String id);
}
