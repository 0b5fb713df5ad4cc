package redoubt.crypto;

import java.util.Optional;
import redoubt.core.Failure;

/**
 * Where master keys live: each is an AES-256 key that seals other secrets and is never handed out.
 * Ids are 1 to 100 characters of {@code A-Za-z0-9._-} and name one key for ever. Safe for many
 * threads and for several servers on one store.
 *
 * <p>All methods but {@link #health} throw {@link Failure} of kind UNAVAILABLE when the keys cannot
 * be reached.
 */
public interface MasterKeys extends AutoCloseable {
  /** What sort of place. */
  enum Kind {
    FILE("file"),
    PKCS11("pkcs11");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** As options and answers name it. */
    public String text() {
      return text;
    }

    public static Optional<Kind> of(String text) {
      return java.util.Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
    }
  }

  Kind kind();

  /** Makes a key, durable before this returns; does nothing when there is one of that id. */
  void create(String id);

  /** A box as of {@link Aead} or, in hardware, {@link HardwareKeys#seal}. */
  byte[] wrap(String id, SecretBytes secret, byte[] aad);

  /**
   * Opens what {@link #wrap} made.
   *
   * @throws Failure {@code crypto.tampered} when the box does not open, {@code crypto.no-master} or
   *     {@code hsm.no-key} when there is no key of that id
   */
  SecretBytes unwrap(String id, byte[] box, byte[] aad);

  /** Whether the store holds a key of that id now, whatever was read before. */
  boolean holds(String id);

  /** Why keys cannot be used at the moment; empty when all is well. */
  Optional<Failure> health();

  /** Drops what memory holds of a key; the key itself stays where it lies. */
  void forget(String id);

  /** Destroys the key for good; does nothing when there is none. */
  void destroy(String id);

  @Override
  void close();

  static void requireId(String id) {
    if (!id.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")) {
      throw new IllegalArgumentException("not a key's id: " + id);
    }
  }

  static Failure noSuchMaster(String id) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "crypto.no-master",
        "The master key " + id + " is not where it should be.",
        "Bring back the key store that holds it, or restore from a recovery export.");
  }
}
