package redoubt.registry.content.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import software.amazon.awssdk.http.ContentStreamProvider;

/** A piece of a file to be sent, perhaps several times; nothing of it is held in memory. */
record FileSlice(Path file, long from, long length) implements ContentStreamProvider {
  @Override
  public InputStream newStream() {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      return new Bounded(Channels.newInputStream(channel.position(from)), length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As Content-MD5 has it (RFC 1864): the bucket refuses what came otherwise than it was sent. */
  String md5() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MessageDigest sum = MessageDigest.getInstance("MD5");
      ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
      long at = from;
      while (at < from + length) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), from + length - at));
        int read = channel.read(buffer, at);
        if (read < 0) {
          throw new IOException("less is there than was acknowledged");
        }
        sum.update(buffer.flip());
        at += read;
      }
      return Base64.getEncoder().encodeToString(sum.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private static final class Bounded extends InputStream {
    private final InputStream from;
    private long left;

    Bounded(InputStream from, long length) {
      this.from = from;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = from.read(bytes, offset, (int) Math.min(length, left));
      left -= Math.max(read, 0);
      return read;
    }

    @Override
    public void close() throws IOException {
      from.close();
    }
  }
}
