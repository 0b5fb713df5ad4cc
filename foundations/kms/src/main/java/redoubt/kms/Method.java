package redoubt.kms;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Function;

/**
 * One call of the contract: its name and how both messages are coded. On the wire a message is
 * bytes; they are decoded by who handles the call, so that rubbish can be answered, and sent.
 *
 * @param service such as {@code v2.KeyManagementService}
 * @param name such as {@code Encrypt}
 * @param <Q> the question
 * @param <A> the answer
 */
public record Method<Q, A>(
    String service,
    String name,
    Function<Q, byte[]> encodeQuestion,
    Function<byte[], Q> decodeQuestion,
    Function<A, byte[]> encodeAnswer,
    Function<byte[], A> decodeAnswer) {

  private static final Marshaller<byte[]> BYTES =
      new Marshaller<>() {
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

  /** As the gRPC library knows it. */
  MethodDescriptor<byte[], byte[]> descriptor() {
    return MethodDescriptor.<byte[], byte[]>newBuilder(BYTES, BYTES)
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
        .build();
  }
}
