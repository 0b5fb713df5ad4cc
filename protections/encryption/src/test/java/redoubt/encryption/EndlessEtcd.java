package redoubt.encryption;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * An etcd that has any key it is asked for, as often as it was made to say, and after each key
 * another one. On the loopback address.
 */
public final class EndlessEtcd implements AutoCloseable {
  private final Server server;
  private final AtomicLong calls = new AtomicLong();
  private final byte[] value;
  private final IntFunction<String> names;
  private final int times;

  /**
   * @param names of keys below a beginning
   */
  public EndlessEtcd(byte[] value, IntFunction<String> names) {
    this(value, names, 1);
  }

  /**
   * @param names of keys below a beginning
   * @param times how often an answer has its key, whatever the limit
   */
  public EndlessEtcd(byte[] value, IntFunction<String> names, int times) {
    this.value = value.clone();
    this.names = names;
    this.times = times;
    try {
      this.server =
          NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
              .addService(
                  ServerServiceDefinition.builder("etcdserverpb.KV")
                      .addMethod(method("Range"), answering(this::range))
                      .addMethod(method("Put"), answering(request -> new byte[0]))
                      .addMethod(method("DeleteRange"), answering(request -> new byte[0]))
                      .build())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  public long calls() {
    return calls.get();
  }

  private static ServerCallHandler<byte[], byte[]> answering(UnaryOperator<byte[]> what) {
    return (call, headers) -> {
      call.request(1);
      return new ServerCall.Listener<>() {
        @Override
        public void onMessage(byte[] request) {
          call.sendHeaders(new Metadata());
          call.sendMessage(what.apply(request));
          call.close(Status.OK, new Metadata());
        }
      };
    };
  }

  private byte[] range(byte[] request) {
    long call = calls.incrementAndGet();
    List<byte[]> fields = fields(request);
    byte[] from = fields.get(0);
    byte[] end = fields.get(1);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    number(header, 1, 7);
    number(header, 3, 9);
    bytes(message, 1, header.toByteArray());
    if (end.length == 0) {
      pairs(message, from);
    } else if (end.length > 1) {
      String beginning = new String(from, StandardCharsets.UTF_8);
      String below = beginning.substring(0, beginning.lastIndexOf('/') + 1);
      for (int i = 0; i < 5000; i++) {
        pair(message, (below + names.apply(i)).getBytes(StandardCharsets.UTF_8));
      }
    } else {
      byte[] next = Arrays.copyOf(new byte[] {1}, 9);
      for (int i = 0; i < 8; i++) {
        next[i + 1] = (byte) (call >>> (49 - 7 * i) & 0x7F);
      }
      pairs(message, next);
      number(message, 3, 1);
    }
    number(message, 4, 1L << 40);
    return message.toByteArray();
  }

  private void pairs(ByteArrayOutputStream message, byte[] key) {
    for (int i = 0; i < times; i++) {
      pair(message, key);
    }
  }

  private void pair(ByteArrayOutputStream message, byte[] key) {
    ByteArrayOutputStream pair = new ByteArrayOutputStream();
    bytes(pair, 1, key);
    number(pair, 2, 2);
    number(pair, 3, 2);
    number(pair, 4, 1);
    bytes(pair, 5, value);
    bytes(message, 2, pair.toByteArray());
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] bytes) {
    varint(out, field << 3 | 2);
    varint(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void number(ByteArrayOutputStream out, int field, long number) {
    varint(out, field << 3);
    varint(out, number);
  }

  private static void varint(ByteArrayOutputStream out, long number) {
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** Key and end of a RangeRequest; both are shorter than 128 bytes, and come first. */
  private static List<byte[]> fields(byte[] request) {
    List<byte[]> fields = new ArrayList<>(List.of(new byte[0], new byte[0]));
    int at = 0;
    while (at < request.length && (request[at] == 0x0a || request[at] == 0x12)) {
      int length = request[at + 1];
      fields.set((request[at] >> 3) - 1, Arrays.copyOfRange(request, at + 2, at + 2 + length));
      at += 2 + length;
    }
    return fields;
  }

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    MethodDescriptor.Marshaller<byte[]> raw =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
          }

          @Override
          public byte[] parse(InputStream in) {
            try {
              return in.readAllBytes();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName("etcdserverpb.KV/" + name)
        .setRequestMarshaller(raw)
        .setResponseMarshaller(raw)
        .build();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
