package redoubt.web.jetty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redoubt.crypto.ServerIdentity;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Dispatcher;
import redoubt.web.RequestMeter;
import redoubt.web.Response;
import redoubt.web.Route;

/** A server to which more comes than it can bear. */
@Timeout(60)
final class FullServerTest {
  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private void start(int bodyMemory, Duration bodyDeadline, int calls) throws Exception {
    open.add(
        HttpsServer.start(
            new HttpsServer.Settings(
                "127.0.0.1",
                0,
                Optional.of(directory.resolve("s")),
                bodyMemory,
                bodyDeadline,
                calls),
            ServerIdentity.in(directory, List.of(), InstantSource.system()).context(),
            new Dispatcher(
                List.of(
                    route("GET", "/livez", r -> Response.text(200, "ok")),
                    route("GET", "/work", r -> Response.text(200, "done")),
                    route("POST", "/echo", r -> Response.bytes(200, "text/plain", r.body()))),
                List.of(),
                token -> {
                  throw new AssertionError("no route asks for a credential");
                },
                (route, request, caller, failure) -> {},
                new RequestMeter(new SimpleMeterRegistry()))));
  }

  private static Route route(String method, String path, Route.Handler handler) {
    return new Route(method, path, Access.open(), "test.act", "Test", ApiStyle.redoubt(), handler);
  }

  private SocketChannel begin(String request) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")));
    open.add(channel);
    ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    return channel;
  }

  /** A call that tells a length and sends so much of it. */
  private SocketChannel post(int length, int sent) throws IOException {
    return begin(
        "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
            + length
            + "\r\n\r\n"
            + "a".repeat(sent));
  }

  private String get(String path) throws IOException {
    return end(begin("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  }

  private static String end(SocketChannel channel) throws IOException {
    try (channel) {
      return new String(Channels.newInputStream(channel).readAllBytes(), US_ASCII);
    }
  }

  /** The server may have answered, and closed, just before. */
  private static void trickle(SocketChannel channel) {
    try {
      channel.write(ByteBuffer.wrap(new byte[] {'a'}));
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("Broken pipe");
    }
  }

  /** What may fail to be found out. */
  private interface Condition {
    boolean holds() throws IOException;
  }

  /** Until it is so, or the test's time is over. */
  private static void await(Condition condition) throws IOException {
    while (!condition.holds()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void refusesAtOnceWhatItHasNoPermitForAndSaysThatItLives() throws Exception {
    start(1 << 20, Duration.ofSeconds(30), 2);
    List<SocketChannel> slow = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      slow.add(post(900, 1));
    }
    await(() -> get("/work").startsWith("HTTP/1.1 503"));
    assertThat(get("/work")).contains("web.busy", "Retry-After: 1", "application/problem+json");
    assertThat(get("/livez")).startsWith("HTTP/1.1 200");
    for (SocketChannel channel : slow) {
      channel.close();
    }
    await(() -> get("/work").startsWith("HTTP/1.1 200"));
  }

  @Test
  void holdsBodiesOnlyAsLongAsThereIsMemoryForThem() throws Exception {
    start((1 << 20) + (64 << 10), Duration.ofSeconds(30), 64);
    // All but what sockets buffer was read when it is sent.
    SocketChannel held = post(1 << 20, (1 << 20) - 1);
    assertThat(end(post(100 << 10, 100 << 10)))
        .startsWith("HTTP/1.1 503")
        .contains("web.busy", "Retry-After: 1");
    // What the refused call held is free a moment after its answer.
    await(() -> end(post(1, 1)).startsWith("HTTP/1.1 200"));
    held.write(ByteBuffer.wrap(new byte[] {'a'}));
    assertThat(end(held)).startsWith("HTTP/1.1 200").endsWith("aaaa");
    await(() -> end(post(100 << 10, 100 << 10)).startsWith("HTTP/1.1 200"));
  }

  @Test
  void takesNoMemoryForWhatABodyOnlyPromises() throws Exception {
    start(256 << 10, Duration.ofSeconds(30), 64);
    for (int i = 0; i < 10; i++) {
      post(200 << 10, 1);
    }
    assertThat(end(post(64 << 10, 64 << 10))).startsWith("HTTP/1.1 200");
  }

  @Test
  void refusesABodyThatIsNotWholeByTheDeadlineWhetherItStandsOrTrickles() throws Exception {
    start(1 << 20, Duration.ofMillis(300), 64);
    SocketChannel standing = post(900, 1);
    SocketChannel trickling = post(1 << 20, 1);
    trickling.configureBlocking(false);
    ByteBuffer answer = ByteBuffer.allocate(4096);
    await(() -> {
      try {
        boolean answered = trickling.read(answer) != 0;
        if (!answered) {
          trickle(trickling);
        }
        return answered;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
    assertThat(new String(answer.array(), 0, answer.position(), US_ASCII))
        .startsWith("HTTP/1.1 400")
        .contains("web.incomplete");
    assertThat(end(standing)).startsWith("HTTP/1.1 400").contains("web.incomplete");
  }
}
