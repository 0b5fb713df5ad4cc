package redoubt.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The unix socket that {@code up} leaves in its directory, which only the directory's owner can
 * reach: no TLS is needed to know who is there, and a command starts in half the time.
 */
final class LocalLink implements Link {
  private static final long NEVER = Long.MAX_VALUE;

  private final SocketChannel channel;
  private volatile long longestNanos = NEVER;
  private volatile long deadline = NEVER;
  private @Nullable Thread watcher;

  private LocalLink(SocketChannel channel) {
    this.channel = channel;
  }

  static Link connect(Target target) {
    try {
      return new LocalLink(
          SocketChannel.open(UnixDomainSocketAddress.of(target.socket().orElseThrow())));
    } catch (IOException e) {
      throw Tls.unreachable(target, e);
    }
  }

  @Override
  public InputStream in() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        long longest = longestNanos;
        deadline = longest == NEVER ? NEVER : System.nanoTime() + longest;
        LockSupport.unpark(watcher);
        try {
          return channel.read(ByteBuffer.wrap(into, offset, length));
        } catch (ClosedChannelException e) {
          SocketTimeoutException late = new SocketTimeoutException("no answer in time");
          late.initCause(e);
          throw late;
        } finally {
          deadline = NEVER;
        }
      }
    };
  }

  @Override
  public OutputStream out() {
    return Channels.newOutputStream(channel);
  }

  /** A read of a channel knows no time limit; another thread closes the channel when it is over. */
  @Override
  public void within(int millis) {
    longestNanos = millis * 1_000_000L;
    if (watcher == null) {
      watcher = Thread.ofPlatform().daemon().name("deadline").start(this::watch);
    }
  }

  private void watch() {
    while (channel.isOpen()) {
      long until = deadline;
      if (until == NEVER) {
        LockSupport.park(this);
        continue;
      }
      long left = until - System.nanoTime();
      if (left <= 0) {
        close();
        return;
      }
      LockSupport.parkNanos(this, left);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
