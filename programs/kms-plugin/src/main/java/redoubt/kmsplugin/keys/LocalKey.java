package redoubt.kmsplugin.keys;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import redoubt.core.Failure;
import redoubt.crypto.Aad;
import redoubt.crypto.Aead;
import redoubt.crypto.SecretBytes;

/** A local key in memory. Whoever holds one closes it; then it is zeroed and does nothing more. */
public final class LocalKey implements AutoCloseable {
  /** AES-GCM with random IVs: NIST SP 800-38D, section 8.3. */
  private static final long MOST_SEALS = 1L << 32;

  private final WrappedKey wrapped;
  private final String id;
  private final byte[] idBytes;
  private final SecretBytes secret;
  private final AtomicLong seals = new AtomicLong();

  /**
   * @param secret taken over: zeroed with this
   */
  public LocalKey(WrappedKey wrapped, SecretBytes secret) {
    this.wrapped = wrapped;
    this.id = wrapped.id();
    this.idBytes = HexFormat.of().parseHex(id);
    this.secret = secret;
  }

  public WrappedKey wrapped() {
    return wrapped;
  }

  public String id() {
    return id;
  }

  /** How much it has sealed. */
  public long seals() {
    return seals.get();
  }

  /**
   * Seals; see {@link Sealed} for the form.
   *
   * @param contract the version of the KMS contract, which the box is bound to
   * @throws Failure {@code plugin.worn-out} when it has sealed all that it safely can, {@code
   *     plugin.no-lease} when it was closed
   */
  byte[] seal(String contract, String cluster, byte[] plaintext) {
    if (seals.incrementAndGet() > MOST_SEALS) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "plugin.worn-out",
          "The local key has sealed all that it safely can, and there is no fresh one yet.",
          "See to it that the plugin reaches the server; it takes a fresh key by itself.");
    }
    try {
      return Sealed.write(idBytes, Aead.seal(secret, plaintext, aad(contract, cluster)));
    } catch (IllegalStateException e) {
      throw gone();
    }
  }

  /**
   * @throws Failure {@code crypto.tampered}, or {@code plugin.no-lease} when it was closed
   */
  byte[] open(String contract, String cluster, Sealed sealed) {
    try {
      return Aead.open(secret, sealed.box(), aad(contract, cluster));
    } catch (IllegalStateException e) {
      throw gone();
    }
  }

  /** For keeping it on this machine, sealed again; to be closed by the caller. */
  public SecretBytes secret() {
    try {
      return secret.copy();
    } catch (IllegalStateException e) {
      throw gone();
    }
  }

  @Override
  public void close() {
    secret.close();
  }

  @Override
  public String toString() {
    return "LocalKey[" + id + "]";
  }

  private byte[] aad(String contract, String cluster) {
    return Aad.of("redoubt kms " + contract, cluster, wrapped.keyId(), id);
  }

  private static Failure gone() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "plugin.no-lease",
        "The key was let go.",
        "Try again; if it stays so, look at the plugin's readiness.");
  }
}
