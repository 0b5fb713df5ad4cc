package redoubt.kms;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import redoubt.core.Failure;
import redoubt.kms.v1beta1.KeyManagementV1;
import redoubt.kms.v2.KeyManagementV2;

/**
 * Serves the contract on a unix domain socket: gRPC in plain text, on one thread. The socket has
 * mode 0600, or 0660 with a group; a dead one is replaced and a live one refused.
 */
public final class KmsServer implements AutoCloseable {
  /** More than the largest valid question, a Decrypt with 32 KiB of annotations. */
  private static final int MOST_MESSAGE_BYTES = 64 * 1024;

  private static final int MOST_HEADER_BYTES = 8 * 1024;
  private static final int MOST_CALLS_AT_ONCE = 1000;
  private static final int DRAIN_SECONDS = 2;

  private final SocketFile socket;
  private final EventLoopGroup loop;
  private final Server server;

  private KmsServer(SocketFile socket, EventLoopGroup loop, Server server) {
    this.socket = socket;
    this.loop = loop;
    this.server = server;
  }

  /** What a server answers, before it listens. */
  public static final class Plan {
    private final List<ServerServiceDefinition> services = new ArrayList<>();
    private Optional<String> group = Optional.empty();

    private Plan() {}

    public Plan serving(KeyManagementV2 plugin) {
      services.add(
          ServerServiceDefinition.builder(KeyManagementV2.SERVICE)
              .addMethod(
                  KeyManagementV2.STATUS.descriptor(),
                  new Calls<>(KeyManagementV2.STATUS, plugin::status))
              .addMethod(
                  KeyManagementV2.ENCRYPT.descriptor(),
                  new Calls<>(KeyManagementV2.ENCRYPT, plugin::encrypt))
              .addMethod(
                  KeyManagementV2.DECRYPT.descriptor(),
                  new Calls<>(KeyManagementV2.DECRYPT, plugin::decrypt))
              .build());
      return this;
    }

    public Plan serving(KeyManagementV1 plugin) {
      services.add(
          ServerServiceDefinition.builder(KeyManagementV1.SERVICE)
              .addMethod(
                  KeyManagementV1.VERSION.descriptor(),
                  new Calls<>(KeyManagementV1.VERSION, plugin::version))
              .addMethod(
                  KeyManagementV1.ENCRYPT.descriptor(),
                  new Calls<>(KeyManagementV1.ENCRYPT, plugin::encrypt))
              .addMethod(
                  KeyManagementV1.DECRYPT.descriptor(),
                  new Calls<>(KeyManagementV1.DECRYPT, plugin::decrypt))
              .build());
      return this;
    }

    /** Lets the members of a group connect too. */
    public Plan openTo(Optional<String> name) {
      group = name;
      return this;
    }

    /**
     * Listens; when this returns, callers are answered.
     *
     * @throws Failure {@code kms.…} when there can be no socket at that path
     */
    public KmsServer listen(Path path) {
      SocketFile socket = SocketFile.claim(path, group);
      EventLoopGroup loop = new EpollEventLoopGroup(1, KmsThreads.named("kms-socket"));
      try {
        NettyServerBuilder builder =
            NettyServerBuilder.forAddress(new DomainSocketAddress(socket.binding().toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .directExecutor()
                .maxInboundMessageSize(MOST_MESSAGE_BYTES)
                .maxInboundMetadataSize(MOST_HEADER_BYTES)
                .maxConcurrentCallsPerConnection(MOST_CALLS_AT_ONCE)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        services.forEach(builder::addService);
        Server server = builder.build().start();
        socket.publish();
        return new KmsServer(socket, loop, server);
      } catch (IOException | RuntimeException e) {
        KmsThreads.stop(loop);
        socket.close();
        throw e instanceof Failure failure ? failure : unbound(path, e);
      }
    }
  }

  public static Plan plan() {
    return new Plan();
  }

  /** Takes no more calls, gives those under way two seconds, and removes the socket. */
  @Override
  public void close() {
    socket.close();
    server.shutdown();
    try {
      if (!server.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    KmsThreads.stop(loop);
  }

  private static Failure unbound(Path path, Exception cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "kms.socket",
        "The socket " + path + " cannot be listened on (" + cause.getClass().getSimpleName() + ").",
        "See to it that its directory is on a local file system and may be written by this user.",
        cause);
  }
}
