package redoubt.cli.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of an HTTP/1.1 answer (RFC 9112, section 6): ends where the message ends. */
abstract sealed class Body extends InputStream {
  private static final int LONGEST_CHUNK_LINE = 1024;

  final InputStream wire;
  boolean ended;

  private Body(InputStream wire) {
    this.wire = wire;
  }

  boolean isEnded() {
    return ended;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] into, int from, int length) throws IOException;

  /** As many bytes as the header said; fewer are an error. */
  static final class Sized extends Body {
    private long left;

    Sized(InputStream wire, long length) {
      super(wire);
      this.left = length;
      this.ended = length == 0;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (ended) {
        return -1;
      }
      int count = wire.read(into, from, (int) Math.min(length, left));
      if (count < 0) {
        throw new EOFException("the answer is cut off");
      }
      left -= count;
      ended = left == 0;
      return count;
    }
  }

  /** Until the server closes. */
  static final class UntilClosed extends Body {
    UntilClosed(InputStream wire) {
      super(wire);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      return wire.read(into, from, length);
    }
  }

  /** Chunks, then trailers, which are dropped. */
  static final class Chunked extends Body {
    private long left;
    private boolean started;

    Chunked(InputStream wire) {
      super(wire);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (!ended && left == 0) {
        nextChunk();
      }
      if (ended) {
        return -1;
      }
      int count = wire.read(into, from, (int) Math.min(length, left));
      if (count < 0) {
        throw new EOFException("the answer is cut off");
      }
      left -= count;
      return count;
    }

    private void nextChunk() throws IOException {
      if (started && !Wire.line(wire, 0).isEmpty()) {
        throw new IOException("a chunk does not end where it should");
      }
      started = true;
      String size = Wire.line(wire, LONGEST_CHUNK_LINE).split(";", 2)[0].strip();
      try {
        left = Long.parseLong(size, 16);
      } catch (NumberFormatException e) {
        throw new IOException("a chunk has no size", e);
      }
      if (left < 0) {
        throw new IOException("a chunk has no size");
      }
      if (left == 0) {
        ended = true;
        while (!Wire.line(wire, LONGEST_CHUNK_LINE).isEmpty()) {
          // Trailers say nothing to us.
        }
      }
    }
  }
}
