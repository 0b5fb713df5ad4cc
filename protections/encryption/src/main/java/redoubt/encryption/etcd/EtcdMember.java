package redoubt.encryption.etcd;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import redoubt.core.Deadline;
import redoubt.core.Outward;
import redoubt.outward.GuardedChannel;

/** One member of an etcd cluster. */
final class EtcdMember implements AutoCloseable {
  /** Longest answer; pages shrink until theirs is shorter. */
  static final int LONGEST_ANSWER = 32 << 20;

  /** Which transport it chose is nothing that a command prints. Held, so that the level stays. */
  private static final Logger TRANSPORT = Logger.getLogger("io.grpc.netty");

  static {
    TRANSPORT.setLevel(Level.WARNING);
  }

  private static final MethodDescriptor<byte[], byte[]> RANGE = unary("etcdserverpb.KV/Range");
  private static final MethodDescriptor<byte[], byte[]> PUT = unary("etcdserverpb.KV/Put");
  private static final MethodDescriptor<byte[], byte[]> DELETE =
      unary("etcdserverpb.KV/DeleteRange");
  private static final MethodDescriptor<byte[], byte[]> SNAPSHOT =
      method("etcdserverpb.Maintenance/Snapshot", MethodDescriptor.MethodType.SERVER_STREAMING);

  private final ManagedChannel channel;
  private final Duration patience;
  private final Deadline deadline;

  /**
   * @param patience for each call
   * @param deadline for all of them
   */
  EtcdMember(
      URI endpoint, EtcdAddress address, Outward outward, Duration patience, Deadline deadline) {
    boolean plain = !"https".equals(endpoint.getScheme());
    boolean hereOnly = plain && outward != Outward.ANYWHERE;
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget("dns:///" + endpoint.getRawAuthority())
            .eventLoopGroup(GuardedChannel.loop())
            .channelFactory(() -> new GuardedChannel(outward, hereOnly))
            .proxyDetector(target -> null)
            .maxInboundMessageSize(LONGEST_ANSWER)
            .disableRetry()
            .directExecutor();
    if (plain) {
      builder.usePlaintext();
    } else {
      tls(builder, address);
    }
    this.channel = builder.build();
    this.patience = patience;
    this.deadline = deadline;
  }

  private static void tls(NettyChannelBuilder builder, EtcdAddress address) {
    try {
      SslContextBuilder context =
          GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK);
      address.authority().ifPresent(authority -> context.trustManager(stream(authority)));
      address
          .login()
          .ifPresent(login -> context.keyManager(stream(login.certificate()), stream(login.key())));
      builder.sslContext(context.build());
    } catch (IOException | IllegalArgumentException e) {
      throw EtcdFailures.badCertificate(e);
    }
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }

  private static MethodDescriptor<byte[], byte[]> unary(String name) {
    return method(name, MethodDescriptor.MethodType.UNARY);
  }

  private static MethodDescriptor<byte[], byte[]> method(
      String name, MethodDescriptor.MethodType type) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(type)
        .setFullMethodName(name)
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  /**
   * @throws StatusRuntimeException when there is no answer
   */
  byte[] range(RangeRequest request) {
    return call(RANGE, request.encoded());
  }

  /**
   * @param request a {@code PutRequest}
   * @throws StatusRuntimeException when there is no answer
   */
  void put(byte[] request) {
    call(PUT, request);
  }

  /**
   * @param request a {@code DeleteRangeRequest}
   * @throws StatusRuntimeException when there is no answer
   */
  void delete(byte[] request) {
    call(DELETE, request);
  }

  /**
   * Hands the member's snapshot over, a {@code SnapshotResponse} at a time, on the caller's thread.
   *
   * @param atMost after which it is given up
   * @throws StatusRuntimeException when it does not come to its end
   */
  void snapshot(Consumer<byte[]> each, Duration atMost) {
    SynchronousQueue<Part> parts = new SynchronousQueue<>();
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            SNAPSHOT,
            CallOptions.DEFAULT
                .withDeadlineAfter(deadline.left(atMost).toNanos(), TimeUnit.NANOSECONDS)
                .withExecutor(task -> Thread.ofVirtual().start(task)));
    boolean ended = false;
    try {
      call.start(new Parts(parts), new Metadata());
      call.sendMessage(new byte[0]);
      call.halfClose();
      while (!ended) {
        call.request(1);
        switch (parts.take()) {
          case Part.Message message -> each.accept(message.bytes());
          case Part.End end -> {
            ended = true;
            if (!end.status().isOk()) {
              throw end.status().asRuntimeException();
            }
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").asRuntimeException();
    } finally {
      if (!ended) {
        call.cancel("not wanted any more", null);
        Thread.ofVirtual().start(() -> drain(parts));
      }
    }
  }

  /** Whoever still hands something over is let go. */
  private static void drain(SynchronousQueue<Part> parts) {
    try {
      while (parts.poll(1, TimeUnit.SECONDS) instanceof Part.Message) {
        // Thrown away.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What comes of a stream, in its order. */
  private sealed interface Part {
    @SuppressWarnings("ArrayRecordComponent") // Handed on, compared by nobody.
    record Message(byte[] bytes) implements Part {}

    record End(Status status) implements Part {}
  }

  private static final class Parts extends ClientCall.Listener<byte[]> {
    private final SynchronousQueue<Part> parts;

    Parts(SynchronousQueue<Part> parts) {
      this.parts = parts;
    }

    @Override
    public void onMessage(byte[] message) {
      hand(new Part.Message(message));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      hand(new Part.End(status));
    }

    private void hand(Part part) {
      try {
        parts.put(part);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private byte[] call(MethodDescriptor<byte[], byte[]> method, byte[] request) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            method,
            CallOptions.DEFAULT.withDeadlineAfter(
                deadline.left(patience).toNanos(), TimeUnit.NANOSECONDS));
    call.start(new Receiver(answer), new Metadata());
    call.sendMessage(request);
    call.halfClose();
    call.request(2);
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StatusRuntimeException status) {
        throw status;
      }
      throw new IllegalStateException("a call ended without a status", e.getCause());
    } catch (InterruptedException e) {
      call.cancel("interrupted", e);
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").asRuntimeException();
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static final class Receiver extends ClientCall.Listener<byte[]> {
    private final CompletableFuture<byte[]> answer;
    private byte @Nullable [] message;

    Receiver(CompletableFuture<byte[]> answer) {
      this.answer = answer;
    }

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
        Status fault = status.isOk() ? Status.INTERNAL.withDescription("no answer") : status;
        answer.completeExceptionally(fault.asRuntimeException());
      }
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
