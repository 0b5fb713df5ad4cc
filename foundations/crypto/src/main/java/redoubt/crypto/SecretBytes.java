package redoubt.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * Key material. Zeroed on {@link #close}; never printed; compared in constant time. Whoever holds
 * one closes it. Reading a closed one fails. Safe for many threads; {@link #close} waits for those
 * that read.
 */
public final class SecretBytes implements AutoCloseable {
  private final byte[] bytes;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
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
  public <T extends @org.jspecify.annotations.Nullable Object> T use(Function<byte[], T> borrower) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("these secret bytes were zeroed");
      }
      return borrower.apply(bytes);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** A second holder of the same bytes, to be closed by itself. */
  public SecretBytes copy() {
    return use(borrowed -> new SecretBytes(borrowed.clone()));
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closed = true;
      Arrays.fill(bytes, (byte) 0);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Constant time in the contents. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof SecretBytes that)) {
      return false;
    }
    // One lock at a time, so that two comparisons the other way round cannot wait for each other.
    try (SecretBytes mine = copy()) {
      return that.use(theirs -> MessageDigest.isEqual(mine.bytes, theirs));
    }
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
