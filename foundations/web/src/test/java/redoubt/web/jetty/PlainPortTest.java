package redoubt.web.jetty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Failure;
import redoubt.crypto.ServerIdentity;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Dispatcher;
import redoubt.web.RequestMeter;
import redoubt.web.Response;
import redoubt.web.Route;

final class PlainPortTest {
  private static final List<String> PATHS = List.of("/v2/");

  @TempDir Path directory;
  private HttpsServer server;

  @BeforeEach
  void start() {
    server = serve(0, 0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpsServer serve(int secure, int port) {
    return HttpsServer.start(
        HttpsServer.Settings.on("127.0.0.1", secure)
            .and(
                Optional.of(new PlainPort("127.0.0.1", port, PATHS)),
                Optional.of("https://images.example.com")),
        ServerIdentity.in(directory, List.of(), InstantSource.system()).context(),
        new Dispatcher(
            List.of(route("/v2/origin"), route("/v1/origin")),
            List.of(),
            token -> {
              throw new IllegalStateException("no route asks");
            },
            (route, request, caller, failure) -> {},
            new RequestMeter(new SimpleMeterRegistry())));
  }

  private static Route route(String path) {
    return new Route(
        "GET",
        path,
        Access.open(),
        "test.act",
        "Test",
        ApiStyle.redoubt(),
        request -> Response.text(200, request.origin().orElse("none")));
  }

  private String get(String path, String host) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.plainPort().orElseThrow())) {
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  @Test
  void whatComesAfterAHeadOnTheSameConnectionIsAnswered() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.plainPort().orElseThrow())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(10_000);
      for (int i = 0; i < 5_000; i++) {
        assertThat(ask(socket, "HEAD")).as("HEAD %s", i).startsWith("HTTP/1.1 200 ");
        assertThat(ask(socket, "GET")).as("GET %s", i).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  /** The head of an answer, the body of which is as long as the host. */
  private static String ask(Socket socket, String method) throws IOException {
    socket
        .getOutputStream()
        .write((method + " /v2/origin HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as("the connection is open after: %s", head).isNotNegative();
      head.append((char) next);
    }
    if (method.equals("GET")) {
      byte[] _ = socket.getInputStream().readNBytes("http://localhost".length());
    }
    return head.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:5000", "localhost:5000", "a.localhost", "[::1]:5"})
  void whoCallsThisMachineGetsAnOriginWithoutTls(String host) throws IOException {
    assertThat(get("/v2/origin", host)).startsWith("HTTP/1.1 200 ").endsWith("\r\nhttp://" + host);
  }

  @Test
  void whoCallsItAsItIsCalledOutsideGetsThatOrigin() throws IOException {
    assertThat(get("/v2/origin", "images.example.com"))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("\r\nhttps://images.example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/origin", "/", "/livez", "/identity/token", "/v2", "/V2/origin"})
  void nothingElseIsServed(String path) throws IOException {
    assertThat(get(path, "localhost")).startsWith("HTTP/1.1 404 ").contains("web.no-such-path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/../v1/origin", "/v2/%2e%2e/v1/origin", "/v2//v1/origin"})
  void noWayLeadsOutOfWhatIsServed(String path) throws IOException {
    assertThat(get(path, "localhost")).doesNotStartWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "example.com"})
  void aPageInABrowserCannotReachItByANameOfItsOwn(String host) throws IOException {
    assertThat(get("/v2/origin", host)).startsWith("HTTP/1.1 403 ").contains("web.other-host");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0", "192.168.0.1", "example.com", "127.example.com", "[::]", "localhost.x"})
  void itIsForLoopbackAddressesOnly(String host) {
    assertThatThrownBy(() -> new PlainPort(host, 0, PATHS))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> assertThat(failure.code()).isEqualTo("web.plain-is-for-this-machine"));
  }

  @Test
  void aPortThatIsTakenIsNamedAndTheOtherOneLetGo() throws IOException {
    int free;
    try (ServerSocket found = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = found.getLocalPort();
    }
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> serve(free, taken.getLocalPort()))
          .isInstanceOfSatisfying(
              Failure.class,
              failure -> {
                assertThat(failure.what()).contains(":" + taken.getLocalPort());
                assertThat(failure.remedy()).contains("--http");
              });
    }
    serve(free, 0).close();
  }
}
