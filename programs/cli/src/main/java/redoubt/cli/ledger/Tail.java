package redoubt.cli.ledger;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Remembers the last bytes that were read. */
final class Tail extends FilterInputStream {
  private static final int KEPT = 64;

  private byte[] last = new byte[0];

  Tail(InputStream in) {
    super(in);
  }

  /** The last bytes, as ASCII. */
  String text() {
    return new String(last, StandardCharsets.US_ASCII);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = in.read(into, offset, length);
    if (count > 0) {
      int kept = Math.min(last.length, Math.max(0, KEPT - count));
      int fresh = Math.min(count, KEPT);
      byte[] both = new byte[kept + fresh];
      System.arraycopy(last, last.length - kept, both, 0, kept);
      System.arraycopy(into, offset + count - fresh, both, kept, fresh);
      last = both;
    }
    return count;
  }
}
