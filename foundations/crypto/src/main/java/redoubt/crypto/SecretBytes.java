package redoubt.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;

/**
 * Key material. Zeroed on {@link #close}; never printed; compared in constant time. Whoever holds
 * one closes it. Reading a closed one fails.
 */
public final class SecretBytes implements AutoCloseable {
  private final byte[] bytes;
  private boolean closed;

  private SecretBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes over the array: the caller must neither keep nor change it. */
  public static SecretBytes owning(byte[] bytes) {
    return new SecretBytes(Objects.requireNonNull(bytes, "bytes"));
  }

  public static SecretBytes copyOf(byte[] bytes) {
    return new SecretBytes(bytes.clone());
  }

  /** Fresh random bytes from {@code SecureRandom}. */
  public static SecretBytes random(int length) {
    byte[] bytes = new byte[length];
    Randomness.fill(bytes);
    return new SecretBytes(bytes);
  }

  public int length() {
    return bytes.length;
  }

  /**
   * Lends the bytes for the time of the call; the borrower must not keep, change or return them.
   */
  public synchronized <T> T use(Function<byte[], T> borrower) {
    if (closed) {
      throw new IllegalStateException("these secret bytes were zeroed");
    }
    return borrower.apply(bytes);
  }

  /** A second holder of the same bytes, to be closed by itself. */
  public SecretBytes copy() {
    return use(borrowed -> new SecretBytes(borrowed.clone()));
  }

  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  /** Constant time in the contents. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SecretBytes that
        && use(mine -> that.use(theirs -> MessageDigest.isEqual(mine, theirs)));
  }

  /** The same for all secrets of one length, so that nothing of the contents shows. */
  @Override
  public int hashCode() {
    return bytes.length;
  }

  @Override
  public String toString() {
    return "SecretBytes[" + bytes.length + " bytes]";
  }
}
