package redoubt.registry.push;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import redoubt.oci.Digest;

/**
 * Reads a blob and compares it with its digest on the way. The end is held back until all of it was
 * seen to fit, so that nobody who got a whole blob got a wrong one.
 */
final class CheckedReading {
  private static final int PIECE = 64 << 10;

  private CheckedReading() {}

  /** Does not fit its digest, or is not as long as it was. */
  static final class Damaged extends IOException {
    private static final long serialVersionUID = 1;

    Damaged(Digest digest) {
      super("the content of " + digest + " is damaged");
    }
  }

  /** Could not be read to its end. */
  static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1;

    Unreadable(Digest digest, IOException cause) {
      super("the content of " + digest + " cannot be read", cause);
    }
  }

  /** Reads all of it without handing it on. */
  static void check(InputStream from, Blob blob) throws IOException {
    copy(from, blob, OutputStream.nullOutputStream());
  }

  /**
   * @throws Damaged before the last piece was handed on
   * @throws Unreadable when it was not the taker that failed
   */
  static void copy(InputStream from, Blob blob, OutputStream to) throws IOException {
    MessageDigest hash = blob.digest().algorithm().start();
    byte[] held = new byte[PIECE];
    byte[] next = new byte[PIECE];
    long length = 0;
    int holding = read(from, blob, held);
    while (holding > 0) {
      length += holding;
      hash.update(held, 0, holding);
      int more = length > blob.size() ? 0 : read(from, blob, next);
      if (more == 0) {
        break;
      }
      to.write(held, 0, holding);
      byte[] written = held;
      held = next;
      next = written;
      holding = more;
    }
    if (length != blob.size() || !blob.digest().algorithm().end(hash).equals(blob.digest())) {
      throw new Damaged(blob.digest());
    }
    to.write(held, 0, holding);
  }

  private static int read(InputStream from, Blob blob, byte[] piece) throws IOException {
    try {
      return from.readNBytes(piece, 0, PIECE);
    } catch (IOException e) {
      throw new Unreadable(blob.digest(), e);
    }
  }
}
