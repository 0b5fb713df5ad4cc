package redoubt.web.jetty;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A connection without TLS, over which files go without being copied through the process
 * (sendfile(2)). The server above it sees a buffer that is the mapped piece of the file: so it
 * counts right, and would send the right bytes even if it copied them.
 */
final class SendfileEndPoint extends SocketChannelEndPoint {
  private static final int LONGEST_PIECE = 64 << 20;

  private record Piece(ByteBuffer buffer, FileChannel file, long offset) {}

  private volatile @Nullable Piece piece;

  SendfileEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
    super(channel, selector, key, scheduler);
  }

  /** Sends a region of a file as the whole body of the answer, blocking. */
  void send(FileChannel file, long offset, long length, Response response) throws IOException {
    if (length == 0) {
      write(response, true, BufferUtil.EMPTY_BUFFER);
    }
    for (long sent = 0; sent < length; ) {
      long size = Math.min(LONGEST_PIECE, length - sent);
      try (Arena arena = Arena.ofShared()) {
        ByteBuffer buffer =
            file.map(FileChannel.MapMode.READ_ONLY, offset + sent, size, arena).asByteBuffer();
        piece = new Piece(buffer, file, offset + sent);
        sent += size;
        write(response, sent == length, buffer);
      } finally {
        piece = null;
      }
    }
  }

  private static void write(Response response, boolean last, ByteBuffer buffer) throws IOException {
    try (Blocker.Callback written = Blocker.callback()) {
      response.write(last, buffer, written);
      written.block();
    }
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // It is this very buffer, not one with equal bytes.
  public boolean flush(ByteBuffer... buffers) throws IOException {
    Piece now = piece;
    if (now == null) {
      return super.flush(buffers);
    }
    for (ByteBuffer buffer : buffers) {
      boolean all = buffer == now.buffer() ? transfer(now) : super.flush(buffer);
      if (!all) {
        return false;
      }
    }
    return true;
  }

  private boolean transfer(Piece now) throws IOException {
    ByteBuffer buffer = now.buffer();
    while (buffer.hasRemaining()) {
      long from = now.offset() + buffer.position();
      long sent = now.file().transferTo(from, buffer.remaining(), getChannel());
      if (sent == 0) {
        if (now.file().size() <= from) {
          throw new EOFException("the file is shorter than what is sent of it");
        }
        return false;
      }
      notIdle();
      buffer.position(buffer.position() + (int) sent);
    }
    return true;
  }
}
