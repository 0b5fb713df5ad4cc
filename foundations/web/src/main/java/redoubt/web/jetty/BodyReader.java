package redoubt.web.jetty;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.web.Body;
import redoubt.web.BodyRule;

/**
 * The body of one call, read within the limits of the route and the server. A whole one takes
 * memory as it comes in, never for what it only promises, and all bodies together take no more than
 * there is for them; of one that is handed on, no more is in memory than the connection holds.
 */
final class BodyReader implements Body {
  /**
   * What whole bodies may take.
   *
   * @param freeKib what is left of the memory for all bodies
   * @param deadline for one body as a whole
   */
  record Limits(Semaphore freeKib, Duration deadline) {}

  private static final Logger LOG = LoggerFactory.getLogger(BodyReader.class);
  private static final int FIRST_BYTES = 16 << 10;
  private static final int MOST_DRAINED = 8 << 20;
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final Duration DRAIN_PAUSE = Duration.ofSeconds(1);

  private final Request request;
  private final Limits limits;
  private final Semaphore arrived = new Semaphore(0);
  private int heldKib;
  private boolean begun;
  private boolean ended;
  private boolean outOfMemory;

  BodyReader(Request request, Limits limits) {
    this.request = request;
    this.limits = limits;
  }

  /**
   * The body.
   *
   * @throws Failure {@code web.too-large}; {@code web.busy} when other bodies have taken the
   *     memory; {@code web.incomplete} when it breaks off or is not whole by the deadline
   */
  @Override
  public byte[] whole(BodyRule.Whole rule) {
    if (request.getLength() > rule.mostBytes()) {
      throw tooLarge(rule.mostBytes());
    }
    int most = request.getLength() < 0 ? rule.mostBytes() : (int) request.getLength();
    long deadline = System.nanoTime() + limits.deadline().toNanos();
    byte[] body = new byte[0];
    int size = 0;
    try {
      for (Content.Chunk chunk = next(deadline); chunk != null; chunk = next(deadline)) {
        try {
          int more = chunk.remaining();
          if (more > most - size) {
            throw tooLarge(rule.mostBytes());
          }
          body = withRoom(body, size + more, most);
          chunk.get(body, size, more);
          size += more;
        } finally {
          chunk.release();
        }
      }
    } catch (IOException e) {
      throw incomplete("Send all of it within " + limits.deadline().toSeconds() + " seconds.", e);
    }
    return size == body.length ? body : Arrays.copyOf(body, size);
  }

  @Override
  public long stream(BodyRule.Streamed rule, Sink sink) throws IOException {
    if (request.getLength() > rule.mostBytes()) {
      throw tooLarge(rule.mostBytes());
    }
    long start = System.nanoTime();
    long handedOn = 0;
    for (Content.Chunk chunk = next(rule, start, handedOn);
        chunk != null;
        chunk = next(rule, start, handedOn)) {
      try {
        handedOn += chunk.remaining();
        if (handedOn > rule.mostBytes()) {
          throw tooLarge(rule.mostBytes());
        }
        sink.accept(chunk.getByteBuffer());
      } finally {
        chunk.release();
      }
    }
    return handedOn;
  }

  /** Waits as long as the rule lets a client pause, and no longer than all so far may take. */
  private Content.@Nullable Chunk next(BodyRule.Streamed rule, long start, long handedOn) {
    long stall = rule.stall().toNanos();
    long slowest = start + stall + (long) (1e9 * ((double) handedOn / rule.leastBytesPerSecond()));
    long pause = System.nanoTime() + stall;
    try {
      return next(pause - slowest < 0 ? pause : slowest);
    } catch (IOException e) {
      throw incomplete(
          "Send on from where it ended: without a pause of "
              + rule.stall().toSeconds()
              + " seconds, "
              + rule.leastBytesPerSecond()
              + " bytes a second at least.",
          e);
    }
  }

  private static Failure incomplete(String remedy, IOException why) {
    return new Failure(
        Failure.Kind.INVALID,
        "web.incomplete",
        "The body ended, or came too slowly, before it was whole.",
        remedy,
        why);
  }

  private byte[] withRoom(byte[] body, int size, int most) {
    if (size <= body.length) {
      return body;
    }
    int capacity = Math.min(most, Math.max(size, Math.max(FIRST_BYTES, 2 * body.length)));
    int moreKib = (capacity + 1023) / 1024 - heldKib;
    if (!limits.freeKib().tryAcquire(moreKib)) {
      outOfMemory = true;
      throw CallHandler.busy();
    }
    heldKib += moreKib;
    return Arrays.copyOf(body, capacity);
  }

  /** Whether the body was refused because others had taken the memory. */
  boolean outOfMemory() {
    return outOfMemory;
  }

  /** Gives the memory back, once the call is answered. */
  void release() {
    limits.freeKib().release(heldKib);
    heldKib = 0;
  }

  /**
   * Reads past what is left, for a moment. An answer before the end of the body makes HTTP/2 reset
   * the stream and HTTP/1.1 the connection, and the client might see that instead of a refusal. Who
   * waits for {@code 100 Continue} is not asked to begin.
   */
  void drain() {
    if (!begun && request.getHeaders().contains(HttpHeader.EXPECT)) {
      return;
    }
    long deadline = System.nanoTime() + DRAIN.toNanos();
    int left = MOST_DRAINED;
    try {
      while (left > 0) {
        Content.Chunk chunk = next(Math.min(deadline, System.nanoTime() + DRAIN_PAUSE.toNanos()));
        if (chunk == null) {
          return;
        }
        left -= chunk.remaining();
        chunk.release();
      }
    } catch (IOException e) {
      LOG.debug("a client broke off, or had more to send", e);
    }
  }

  /** What came next, or null at the end; waits for it until the deadline. */
  private Content.@Nullable Chunk next(long deadline) throws IOException {
    begun = true;
    while (!ended) {
      long left = deadline - System.nanoTime();
      Content.Chunk chunk = left > 0 ? request.read() : null;
      if (chunk != null) {
        ended = chunk.isLast();
        if (Content.Chunk.isFailure(chunk)) {
          ended = true;
          throw new IOException(chunk.getFailure());
        }
        return chunk;
      }
      if (left <= 0 || !arrives(left)) {
        throw new IOException("the body is late");
      }
    }
    return null;
  }

  private boolean arrives(long nanoseconds) throws IOException {
    request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, arrived::release));
    try {
      // What was asked for and has not come cannot be asked for again.
      ended = !arrived.tryAcquire(nanoseconds, NANOSECONDS);
      return !ended;
    } catch (InterruptedException e) {
      ended = true;
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the server stops");
    }
  }

  private static Failure tooLarge(long most) {
    return new Failure(
        Failure.Kind.TOO_LARGE,
        "web.too-large",
        "The body is larger than " + most + " bytes.",
        "Send less in one call.");
  }
}
