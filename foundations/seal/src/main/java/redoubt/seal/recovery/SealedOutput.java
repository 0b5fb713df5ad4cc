package redoubt.seal.recovery;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import redoubt.crypto.Aad;
import redoubt.crypto.Aead;
import redoubt.crypto.SecretBytes;

/**
 * Encrypts a stream in chunks, each bound to its place, to the header and to whether it is the
 * last: chunks cannot be changed, swapped, repeated, left out or cut off. Nothing is complete
 * before {@link #finish}.
 */
final class SealedOutput extends OutputStream {
  /** Plain bytes of every chunk but the last. */
  static final int CHUNK = 64 * 1024;

  private final OutputStream out;
  private final SecretBytes key;
  private final String header;
  private final byte[] chunk = new byte[CHUNK];
  private int filled;
  private long number;

  SealedOutput(OutputStream out, SecretBytes key, String headerDigest) {
    this.out = out;
    this.key = key;
    this.header = headerDigest;
  }

  static byte[] aad(String headerDigest, long number, boolean last) {
    return Aad.of(
        "redoubt-recovery-chunk/1", headerDigest, Long.toString(number), last ? "last" : "more");
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (filled == CHUNK) {
        seal(false);
      }
      int part = Math.min(left, CHUNK - filled);
      System.arraycopy(bytes, from, chunk, filled, part);
      filled += part;
      from += part;
      left -= part;
    }
  }

  /** Writes the last chunk. */
  void finish() throws IOException {
    seal(true);
  }

  private void seal(boolean last) throws IOException {
    byte[] plain = Arrays.copyOf(chunk, filled);
    byte[] box = Aead.seal(key, plain, aad(header, number, last));
    Arrays.fill(plain, (byte) 0);
    Arrays.fill(chunk, (byte) 0);
    out.write(ByteBuffer.allocate(5).putInt(box.length).put((byte) (last ? 1 : 0)).array());
    out.write(box);
    filled = 0;
    number++;
  }
}
