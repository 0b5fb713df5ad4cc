package redoubt.kms;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;

/**
 * Calls a plugin as an API server does: gRPC in plain text on a unix socket, authority {@code
 * localhost}, every call waits for the plugin to be there and has a deadline. One connection; safe
 * for many threads.
 */
public final class KmsClient implements AutoCloseable {
  /** What an API server takes in, by default of its gRPC library. */
  private static final int MOST_MESSAGE_BYTES = 4 * 1024 * 1024;

  /** The time that an API server gives every call, unless its configuration says otherwise. */
  public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(3);

  /**
   * Kept, because a logger that nobody keeps forgets its level; gRPC tells of its start otherwise.
   */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  static {
    GRPC.setLevel(Level.WARNING);
  }

  private final EventLoopGroup loop;
  private final ManagedChannel channel;
  private final Duration timeout;

  private KmsClient(EventLoopGroup loop, ManagedChannel channel, Duration timeout) {
    this.loop = loop;
    this.channel = channel;
    this.timeout = timeout;
  }

  /** Connects at the first call. */
  public static KmsClient of(Path socket, Duration timeout) {
    EventLoopGroup loop = new EpollEventLoopGroup(1, KmsThreads.named("kms-client"));
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toAbsolutePath().toFile()))
            .channelType(EpollDomainSocketChannel.class)
            .eventLoopGroup(loop)
            .usePlaintext()
            .overrideAuthority("localhost")
            .directExecutor()
            .disableRetry()
            .maxInboundMessageSize(MOST_MESSAGE_BYTES)
            .build();
    return new KmsClient(loop, channel, timeout);
  }

  /** With the timeout that API servers have. */
  public static KmsClient of(Path socket) {
    return of(socket, USUAL_TIMEOUT);
  }

  /**
   * Calls and waits for the answer.
   *
   * @throws KmsCallFailed when the plugin refuses or is too late
   * @throws Failure {@code kms.malformed} when its answer cannot be read
   */
  public <Q, A> A call(Method<Q, A> method, Q question) {
    return waitFor(start(method, question));
  }

  /** Calls; the answer comes later, on the connection's thread. Fails as {@link #call} does. */
  public <Q, A> CompletableFuture<A> start(Method<Q, A> method, Q question) {
    return raw(method, method.encodeQuestion().apply(question)).thenApply(method.decodeAnswer());
  }

  /** Sends any bytes as a question, and returns the bytes of the answer. */
  public byte[] callRaw(Method<?, ?> method, byte[] question) {
    return waitFor(raw(method, question));
  }

  /** Drops the connection; calls under way fail. */
  @Override
  public void close() {
    channel.shutdownNow();
    KmsThreads.stop(loop);
  }

  private CompletableFuture<byte[]> raw(Method<?, ?> method, byte[] question) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            method.descriptor(),
            CallOptions.DEFAULT
                .withWaitForReady()
                .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS));
    call.start(
        new ClientCall.Listener<>() {
          private byte @Nullable [] message;

          @Override
          public void onMessage(byte[] received) {
            message = received;
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            byte[] received = message;
            if (status.isOk() && received != null) {
              answer.complete(received);
            } else {
              answer.completeExceptionally(
                  new KmsCallFailed(
                      method.name(),
                      status.isOk() ? Status.INTERNAL.withDescription("no message came") : status));
            }
          }
        },
        new Metadata());
    call.request(2);
    call.sendMessage(question);
    call.halfClose();
    return answer;
  }

  private static <T> T waitFor(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
