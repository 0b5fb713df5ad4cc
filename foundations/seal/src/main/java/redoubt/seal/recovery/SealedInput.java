package redoubt.seal.recovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import redoubt.core.Failure;
import redoubt.crypto.Aead;
import redoubt.crypto.SecretBytes;

/**
 * Reads what {@link SealedOutput} wrote. Gives out only bytes that were authenticated, and the end
 * of the stream only after the last chunk and nothing behind it.
 */
final class SealedInput extends InputStream {
  private static final int MOST = SealedOutput.CHUNK + Aead.OVERHEAD;

  private final InputStream in;
  private final SecretBytes key;
  private final String header;
  private byte[] chunk = new byte[0];
  private int read;
  private long number;
  private boolean last;

  SealedInput(InputStream in, SecretBytes key, String headerDigest) {
    this.in = in;
    this.key = key;
    this.header = headerDigest;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (read == chunk.length) {
      if (last) {
        return -1;
      }
      next();
    }
    int part = Math.min(length, chunk.length - read);
    System.arraycopy(chunk, read, bytes, offset, part);
    read += part;
    return part;
  }

  private void next() throws IOException {
    byte[] frame = in.readNBytes(5);
    if (frame.length < 5) {
      throw RecoveryFailures.truncated();
    }
    int length = ByteBuffer.wrap(frame).getInt();
    boolean claimsLast = frame[4] == 1;
    if (length < Aead.OVERHEAD
        || length > MOST
        || frame[4] < 0
        || frame[4] > 1
        || (!claimsLast && length != MOST)) {
      throw RecoveryFailures.damaged(null);
    }
    byte[] box = in.readNBytes(length);
    if (box.length < length) {
      throw RecoveryFailures.truncated();
    }
    Arrays.fill(chunk, (byte) 0);
    try {
      chunk = Aead.open(key, box, SealedOutput.aad(header, number, claimsLast));
    } catch (Failure e) {
      throw RecoveryFailures.damaged(e);
    }
    read = 0;
    number++;
    last = claimsLast;
    if (last && in.read() >= 0) {
      throw RecoveryFailures.damaged(null);
    }
  }

  @Override
  public void close() throws IOException {
    Arrays.fill(chunk, (byte) 0);
    in.close();
  }
}
