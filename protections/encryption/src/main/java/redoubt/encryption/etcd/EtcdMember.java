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
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One member of an etcd cluster: the only call made of it is {@code KV.Range}. */
final class EtcdMember implements AutoCloseable {
  /** Longest answer; pages shrink until theirs is shorter. */
  static final int LONGEST_ANSWER = 32 << 20;

  /** Which transport it chose is nothing that a command prints. Held, so that the level stays. */
  private static final Logger TRANSPORT = Logger.getLogger("io.grpc.netty");

  static {
    TRANSPORT.setLevel(Level.WARNING);
  }

  private static final MethodDescriptor<byte[], byte[]> RANGE =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("etcdserverpb.KV/Range")
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  private final ManagedChannel channel;
  private final Duration patience;

  EtcdMember(URI endpoint, EtcdAddress address, Duration patience) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(endpoint.getHost(), endpoint.getPort())
            .maxInboundMessageSize(LONGEST_ANSWER)
            .disableRetry()
            .directExecutor();
    if ("https".equals(endpoint.getScheme())) {
      tls(builder, address);
    } else {
      builder.usePlaintext();
    }
    this.channel = builder.build();
    this.patience = patience;
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

  /**
   * @throws StatusRuntimeException when there is no answer
   */
  byte[] range(RangeRequest request) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            RANGE,
            CallOptions.DEFAULT.withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS));
    call.start(new Receiver(answer), new Metadata());
    call.sendMessage(request.encoded());
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
