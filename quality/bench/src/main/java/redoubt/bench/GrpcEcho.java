package redoubt.bench;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import redoubt.kms.Method;
import redoubt.kms.v2.KeyManagementV2;

/**
 * The bare limit of the KMS plugin: gRPC on a unix socket that answers every Encrypt and every
 * Decrypt with the same bytes, which are read from files, and looks at no question. {@code GrpcEcho
 * SOCKET ENCRYPTED DECRYPTED}.
 */
final class GrpcEcho {
  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] message) {
          return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try (stream) {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private GrpcEcho() {}

  public static void main(String[] arguments) throws Exception {
    byte[] encrypted = Files.readAllBytes(Path.of(arguments[1]));
    byte[] decrypted = Files.readAllBytes(Path.of(arguments[2]));
    EventLoopGroup loop = new EpollEventLoopGroup(1);
    NettyServerBuilder.forAddress(new DomainSocketAddress(arguments[0]))
        .channelType(EpollServerDomainSocketChannel.class)
        .bossEventLoopGroup(loop)
        .workerEventLoopGroup(loop)
        .directExecutor()
        .addService(
            ServerServiceDefinition.builder(KeyManagementV2.SERVICE)
                .addMethod(descriptor(KeyManagementV2.ENCRYPT), answering(encrypted))
                .addMethod(descriptor(KeyManagementV2.DECRYPT), answering(decrypted))
                .build())
        .build()
        .start()
        .awaitTermination();
  }

  private static MethodDescriptor<byte[], byte[]> descriptor(Method<?, ?> method) {
    return MethodDescriptor.<byte[], byte[]>newBuilder(BYTES, BYTES)
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(method.service(), method.name()))
        .build();
  }

  private static ServerCallHandler<byte[], byte[]> answering(byte[] answer) {
    return (call, headers) -> {
      call.request(2);
      return new ServerCall.Listener<>() {
        @Override
        public void onHalfClose() {
          call.sendHeaders(new Metadata());
          call.sendMessage(answer);
          call.close(Status.OK, new Metadata());
        }
      };
    };
  }
}
