package redoubt.outward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Deadline;
import redoubt.core.Outward;
import redoubt.testkit.ScriptedHttps;

/** Redirects, plain HTTP and slow servers. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class OutsideTest {
  private static final Duration TIME = Duration.ofSeconds(20);

  @TempDir Path directory;

  /** Answers on plain HTTP, and keeps what it was told. */
  private static final class Plain implements AutoCloseable {
    private final HttpServer server;
    private final List<String> told = new ArrayList<>();

    Plain(Map<String, String> redirects) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            String path = exchange.getRequestURI().toString();
            told.add(path + " " + exchange.getRequestHeaders().getFirst("Authorization"));
            String to = redirects.get(path);
            if (to != null) {
              exchange.getResponseHeaders().add("Location", to);
            }
            exchange.getResponseHeaders().add("X-Note", "one");
            exchange.getResponseHeaders().add("X-Note", "two");
            exchange.sendResponseHeaders(to == null ? 200 : 307, 4);
            exchange.getResponseBody().write("body".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
          });
      server.start();
    }

    URI uri(String path) {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static Outside outside(Outward outward) throws Exception {
    return new Outside(outward, SSLContext.getDefault(), Set.of());
  }

  private static String ask(Outside outside, URI uri, boolean follow) throws IOException {
    return outside.ask(
        new Outside.Question("GET", uri, Map.of(), Optional.of("Bearer it"), new byte[0], follow),
        1000,
        Pace.whole(Deadline.in(TIME)),
        answer -> answer.status() + " " + answer.all("x-note"));
  }

  @Test
  void theHeadOfAnAnswerIsSeen() throws Exception {
    try (Plain server = new Plain(Map.of());
        Outside outside = outside(Outward.THIS_MACHINE_TOO)) {
      assertThat(ask(outside, server.uri("/a?b"), false)).isEqualTo("200 [one, two]");
      assertThat(server.told).containsExactly("/a?b Bearer it");
    }
  }

  @Test
  void aRedirectIsFollowedOnlyWhereTheCallSaysSo() throws Exception {
    try (Plain server = new Plain(Map.of("/a", "b"));
        Outside outside = outside(Outward.THIS_MACHINE_TOO)) {
      assertThat(ask(outside, server.uri("/a"), false)).startsWith("307");
      assertThat(ask(outside, server.uri("/a"), true)).startsWith("200");
      assertThat(server.told).endsWith("/a Bearer it", "/b Bearer it");
    }
  }

  @Test
  void aCredentialGoesToItsOriginAlone() throws Exception {
    try (Plain other = new Plain(Map.of());
        Plain server = new Plain(Map.of("/a", other.uri("/x").toString()));
        Outside outside = outside(Outward.THIS_MACHINE_TOO)) {
      assertThat(ask(outside, server.uri("/a"), true)).startsWith("200");
      assertThat(other.told).containsExactly("/x null");
    }
  }

  @Test
  void aCredentialThatWasDroppedDoesNotComeBack() throws Exception {
    Map<String, String> back = new java.util.concurrent.ConcurrentHashMap<>();
    try (Plain other = new Plain(back);
        Plain server = new Plain(Map.of("/a", other.uri("/x").toString()));
        Outside outside = outside(Outward.THIS_MACHINE_TOO)) {
      back.put("/x", server.uri("/end").toString());
      assertThat(ask(outside, server.uri("/a"), true)).startsWith("200");
      assertThat(server.told).containsExactly("/a Bearer it", "/end null");
    }
  }

  @Test
  void redirectsInACircleEnd() throws Exception {
    try (Plain server = new Plain(Map.of("/a", "/b", "/b", "/a"));
        Outside outside = outside(Outward.THIS_MACHINE_TOO)) {
      assertThatThrownBy(() -> ask(outside, server.uri("/a"), true))
          .isInstanceOf(Outside.BadRedirect.class);
      assertThat(server.told).hasSize(6);
    }
  }

  @Test
  void noRedirectLeadsFromTlsToPlainHttp() throws Exception {
    try (Plain plain = new Plain(Map.of());
        ScriptedHttps server =
            new ScriptedHttps(
                directory,
                (caller, out) -> {
                  boolean _ = ScriptedHttps.takeCall(caller);
                  out.write(
                      ("HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: "
                              + plain.uri("/")
                              + "\r\n\r\n")
                          .getBytes(StandardCharsets.US_ASCII));
                  out.flush();
                });
        Outside outside = new Outside(Outward.THIS_MACHINE_TOO, server.trusting(), Set.of())) {
      assertThatThrownBy(() -> ask(outside, server.uri("127.0.0.1"), true))
          .isInstanceOf(Outside.BadRedirect.class);
      assertThat(plain.told).isEmpty();
    }
  }

  @Test
  void theGuardStandsAtEachHop() throws Exception {
    try (Plain server = new Plain(Map.of("/a", "http://169.254.169.254/latest/meta-data"));
        Outside outside = outside(Outward.THIS_MACHINE_TOO)) {
      assertThatThrownBy(() -> ask(outside, server.uri("/a"), true))
          .isInstanceOf(AddressRefused.class);
    }
  }

  @Test
  void aPublicServerLeadsIntoNoPrivateNetwork() throws Exception {
    try (Plain inside = new Plain(Map.of());
        Plain server = new Plain(Map.of("/a", inside.uri("/x").toString()));
        Outside outside =
            new Outside(
                Outward.ANYWHERE, SSLContext.getDefault(), Set.of("127.0.0.1"), _ -> false)) {
      assertThatThrownBy(() -> ask(outside, server.uri("/a"), true))
          .isInstanceOf(AddressRefused.class);
      assertThat(inside.told).isEmpty();
    }
  }

  @Test
  void plainHttpGoesToThisMachineOrToHostsNamedInsecure() throws Exception {
    try (Outside outside = outside(Outward.ANYWHERE);
        Outside named =
            new Outside(Outward.ANYWHERE, SSLContext.getDefault(), Set.of("192.0.2.1"))) {
      assertThatThrownBy(() -> ask(outside, URI.create("http://192.0.2.1/"), false))
          .isInstanceOf(AddressRefused.class);
      assertThatThrownBy(() ->
              named.ask(
                  Outside.Question.get(URI.create("http://192.0.2.1/")),
                  10,
                  Pace.whole(Deadline.in(Duration.ofMillis(300))),
                  Answer::status))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aServerThatSaysNothingIsGivenUpBeforeTheWholeTimeIsOver() throws Exception {
    try (ScriptedHttps server =
            new ScriptedHttps(
                directory,
                (caller, out) -> {
                  while (ScriptedHttps.takeCall(caller)) {
                    // Nothing is said.
                  }
                });
        Outside outside = new Outside(Outward.THIS_MACHINE_TOO, server.trusting(), Set.of())) {
      long before = System.nanoTime();
      assertThatThrownBy(() ->
              outside.ask(
                  Outside.Question.get(server.uri("127.0.0.1")),
                  10,
                  new Pace(Deadline.in(TIME), Duration.ofMillis(500), TIME),
                  Answer::status))
          .isInstanceOf(HttpPeer.Late.class);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void aBodyThatStopsComingIsGivenUpBeforeTheWholeTimeIsOver() throws Exception {
    try (ScriptedHttps server =
            new ScriptedHttps(
                directory,
                (caller, out) -> {
                  boolean _ = ScriptedHttps.takeCall(caller);
                  out.write(
                      "HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\nhalf"
                          .getBytes(StandardCharsets.US_ASCII));
                  out.flush();
                  boolean _ = ScriptedHttps.takeCall(caller);
                });
        Outside outside = new Outside(Outward.THIS_MACHINE_TOO, server.trusting(), Set.of())) {
      assertThatThrownBy(() ->
              outside.ask(
                  Outside.Question.get(server.uri("127.0.0.1")),
                  10,
                  new Pace(Deadline.in(TIME), TIME, Duration.ofMillis(500)),
                  answer -> answer.body().readAllBytes().length))
          .isInstanceOf(HttpPeer.Late.class);
    }
  }
}
