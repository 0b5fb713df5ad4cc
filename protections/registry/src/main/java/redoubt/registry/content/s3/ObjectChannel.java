package redoubt.registry.content.s3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Reads an object from front to back, as it was when it was opened. A connection that ends in the
 * middle is begun anew where it ended. Who moves to another position asks for the object once more.
 */
final class ObjectChannel implements SeekableByteChannel {
  private static final int MOST_ANEW = 2;

  private final Bucket bucket;
  private final String name;
  private final long size;
  private final String tag;
  private final byte[] buffer = new byte[64 << 10];
  private ResponseInputStream<GetObjectResponse> bytes;
  private long streamAt;
  private long position;
  private int anew;
  private boolean open = true;

  ObjectChannel(Bucket bucket, String name) throws IOException {
    this.bucket = bucket;
    this.name = name;
    this.bytes = bucket.get(name, 0, Optional.empty());
    this.size = bytes.response().contentLength();
    this.tag = bytes.response().eTag();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (!open) {
      throw new ClosedChannelException();
    }
    if (position >= size) {
      return -1;
    }
    int wanted = (int) Math.min(Math.min(into.remaining(), buffer.length), size - position);
    while (true) {
      try {
        if (streamAt != position) {
          again();
        }
        int read = bytes.read(buffer, 0, wanted);
        if (read < 0) {
          throw new IOException("the bucket sent less than the object has");
        }
        into.put(buffer, 0, read);
        position += read;
        streamAt = position;
        return read;
      } catch (IOException e) {
        if (++anew > MOST_ANEW) {
          throw e;
        }
        streamAt = -1;
      }
    }
  }

  private void again() throws IOException {
    bytes.abort();
    bytes = bucket.get(name, position, Optional.of(tag));
    streamAt = position;
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long other) {
    position = other;
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public SeekableByteChannel truncate(long length) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    if (streamAt < size) {
      // What nobody wants is not read to its end.
      bytes.abort();
    } else {
      bytes.close();
    }
  }
}
