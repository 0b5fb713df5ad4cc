package redoubt.outward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer on a connection, from the thread of the caller. Nothing is taken off
 * the wire before the reader wants it, and nothing after the deadline.
 */
final class Exchange {
  private static final int MOST_PRELIMINARY = 8;
  private static final int REST = 16 << 10;
  private static final int SWITCHED = 101;

  private final Line line;
  private final Channel channel;
  private final Inbox inbox;
  private final Pace pace;
  private boolean begun;
  private boolean flowing;
  private boolean ended;
  private boolean keeps;

  Exchange(Line line, Pace pace) {
    this.line = line;
    this.channel = line.channel();
    this.inbox = line.inbox();
    this.pace = pace;
  }

  /** A connection, and where arrives what comes over it. */
  record Line(Channel channel, Inbox inbox) {
    /** Ends the connection; what came over it is let go. */
    void drop() {
      ChannelFuture _ = channel.close();
      inbox.drop();
    }
  }

  /** The connection ended before anything of an answer came. */
  static final class Unbegun extends IOException {
    private static final long serialVersionUID = 1;

    Unbegun(@Nullable Throwable cause) {
      super("nothing of an answer came", cause);
    }
  }

  void send(FullHttpRequest request) {
    ChannelFuture _ =
        channel.writeAndFlush(request).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  /**
   * How an answer begins.
   *
   * @param fields by their names in lower case
   */
  record Head(int status, Map<String, List<String>> fields) {}

  /** Of the final answer. */
  Head head() throws IOException {
    for (int preliminary = 0; preliminary < MOST_PRELIMINARY; ) {
      HttpObject part = next();
      if (part instanceof HttpResponse response) {
        begun = true;
        if (response.decoderResult().isFailure()) {
          throw new IOException("no HTTP");
        }
        int status = response.status().code();
        if (status == SWITCHED) {
          throw new IOException("another protocol, which nobody asked for");
        }
        if (status >= 200) {
          keeps = HttpUtil.isKeepAlive(response);
          return new Head(status, fields(response));
        }
        preliminary++;
      } else {
        ReferenceCountUtil.release(part);
      }
    }
    throw new IOException("no end of preliminary answers");
  }

  private static Map<String, List<String>> fields(HttpResponse response) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    response
        .headers()
        .forEach(field ->
            fields
                .computeIfAbsent(field.getKey().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                .add(field.getValue()));
    return fields;
  }

  InputStream body(long most) {
    return new Body(most);
  }

  /** Whether all of the answer was read, and the connection is good for another. */
  boolean isOver() {
    return ended && keeps && inbox.isEmpty() && channel.isActive();
  }

  /** Ends the connection. */
  void drop() {
    line.drop();
  }

  private HttpObject next() throws IOException {
    try {
      Object next = inbox.poll(Duration.ZERO);
      if (next == null) {
        channel.read();
        next = inbox.poll(pace.whole().left(flowing ? pace.between() : pace.first()));
      }
      return switch (next) {
        case null -> throw new HttpPeer.Late();
        case HttpObject part -> part;
        default -> {
          ReferenceCountUtil.release(next);
          keeps = false;
          throw begun ? new IOException("the answer broke off") : inbox.unbegun();
        }
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** What comes of the wire, until it is taken. */
  static final class Inbox extends ChannelInboundHandlerAdapter {
    private static final Object END = new Object();

    private final BlockingQueue<Object> parts = new LinkedBlockingQueue<>();
    private boolean dropped;
    private volatile @Nullable Throwable failed;

    IOException unbegun() {
      for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
        if (cause instanceof SSLHandshakeException || cause instanceof NotSslRecordException) {
          return new HttpPeer.Unprotected(cause);
        }
      }
      return new Unbegun(failed);
    }

    /** Nobody wants what is there or comes. */
    synchronized void drop() {
      dropped = true;
      parts.forEach(ReferenceCountUtil::release);
      parts.clear();
    }

    boolean isEmpty() {
      return parts.isEmpty();
    }

    @Nullable Object poll(Duration atMost) throws InterruptedException {
      return parts.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public synchronized void channelRead(ChannelHandlerContext context, Object part) {
      if (dropped) {
        ReferenceCountUtil.release(part);
      } else {
        parts.add(part);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      parts.add(END);
    }

    /** Who says in TLS that nothing follows may wait for the same before he closes. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslCloseCompletionEvent) {
        ChannelFuture _ = context.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (failed == null) {
        failed = cause;
      }
      ChannelFuture _ = context.close();
    }
  }

  private final class Body extends InputStream {
    private final byte[] one = new byte[1];
    private long left;
    private @Nullable ByteBuf piece;

    Body(long most) {
      this.left = most;
    }

    @Override
    public int read() throws IOException {
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
      Objects.checkFromIndexSize(at, length, into.length);
      if (!hasMore()) {
        return -1;
      }
      ByteBuf present = Objects.requireNonNull(piece);
      int taken = Math.min(length, present.readableBytes());
      present.readBytes(into, at, taken);
      return taken;
    }

    private boolean hasMore() throws IOException {
      while (piece == null || !piece.isReadable()) {
        drop();
        if (ended) {
          return false;
        }
        HttpObject part = next();
        if (part instanceof HttpContent content) {
          flowing = true;
          piece = content.content();
          ended = content instanceof LastHttpContent;
          left -= piece.readableBytes();
          if (content.decoderResult().isFailure()) {
            throw new IOException("no HTTP");
          }
        } else {
          ReferenceCountUtil.release(part);
        }
        if (left < 0) {
          throw new HttpPeer.TooLong();
        }
      }
      return true;
    }

    private void drop() {
      if (piece != null) {
        piece.release();
        piece = null;
      }
    }

    /** Takes a short rest of the answer, so that the connection can be kept. */
    @Override
    public void close() throws IOException {
      try {
        left = Math.min(left, REST);
        while (keeps && !ended && hasMore()) {
          drop();
        }
      } catch (IOException e) {
        keeps = false;
      } finally {
        drop();
      }
    }
  }
}
