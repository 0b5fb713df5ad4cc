package redoubt.web.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Failure;
import redoubt.crypto.ServerIdentity;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.BodyRule;
import redoubt.web.Dispatcher;
import redoubt.web.Request;
import redoubt.web.RequestMeter;
import redoubt.web.Response;
import redoubt.web.Route;

final class HttpsServerTest {
  private static final int MOST_BODY = 1000;
  private static final int MOST_STREAMED = 5 << 20;

  @TempDir Path directory;
  private ServerIdentity identity;
  private HttpsServer server;
  private SSLContext trusting;
  private final List<Long> streamed = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws Exception {
    identity = ServerIdentity.in(directory, List.of(), InstantSource.system());
    server =
        HttpsServer.start(
            new HttpsServer.Settings(
                "127.0.0.1",
                0,
                Optional.of(directory.resolve("s")),
                1 << 20,
                Duration.ofSeconds(30),
                64),
            identity.context(),
            dispatcher());
    KeyStore trust = KeyStore.getInstance(KeyStore.getDefaultType());
    trust.load(null, null);
    trust.setCertificateEntry("ca", identity.authority());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trust);
    trusting = SSLContext.getInstance("TLS");
    trusting.init(null, factory.getTrustManagers(), null);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Route route(String method, String path, Route.Handler handler) {
    return new Route(method, path, Access.open(), "test.act", "Test", ApiStyle.redoubt(), handler);
  }

  private Dispatcher dispatcher() {
    return new Dispatcher(
        List.of(
            route(
                "GET",
                "/from",
                r ->
                    Response.bytes(
                        200, "text/plain", r.remoteAddress().getBytes(StandardCharsets.US_ASCII))),
            new Route(
                "POST",
                "/echo",
                Access.open(),
                "test.act",
                "Test",
                ApiStyle.redoubt(),
                new BodyRule.Whole(MOST_BODY),
                r -> Response.bytes(200, "text/plain", r.body())),
            new Route(
                "PUT",
                "/sum",
                Access.open(),
                "test.act",
                "Test",
                ApiStyle.redoubt(),
                new BodyRule.Streamed(MOST_STREAMED, Duration.ofSeconds(1), 1 << 10),
                this::sum),
            route("GET", "/origin", r -> Response.text(200, r.origin().orElse("none"))),
            route(
                "GET",
                "/region",
                r -> new Response(200, Map.of(), new Response.FileRegion(this::file, 10, 300_000))),
            route(
                "GET",
                "/short",
                r ->
                    new Response(
                        200, Map.of(), new Response.Sized(10, out -> out.write(new byte[9])))),
            route("GET", "/long", r -> Response.stream(200, "text/plain", this::manyLines)),
            route("GET", "/lost", r -> Response.stream(200, "text/plain", this::nothing)),
            route("GET", "/broken", r -> Response.stream(200, "text/plain", this::halfOfThem))),
        List.of(),
        token -> {
          throw new AssertionError("no route asks for a credential");
        },
        (route, request, caller, failure) -> {},
        new RequestMeter(new SimpleMeterRegistry()));
  }

  /** How many bytes came, and their sum. */
  private Response sum(Request request) throws java.io.IOException {
    CRC32 sum = new CRC32();
    long came = 0;
    try {
      came = request.stream(sum::update);
    } finally {
      streamed.add(sum.getValue());
    }
    return Response.text(200, came + " " + sum.getValue());
  }

  private SeekableByteChannel file() throws java.io.IOException {
    Path file = directory.resolve("file");
    if (!Files.exists(file)) {
      Files.write(file, pattern(400_000));
    }
    return Files.newByteChannel(file);
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    return bytes;
  }

  private void halfOfThem(OutputStream out) throws java.io.IOException {
    out.write(new byte[100_000]);
    throw new java.io.IOException("the rest is lost");
  }

  private void nothing(OutputStream out) throws java.io.IOException {
    throw new java.io.IOException("all is lost");
  }

  private void manyLines(OutputStream out) throws java.io.IOException {
    for (int line = 0; line < 20_000; line++) {
      out.write("0123456789abcdefghijklmnopqrstuvwxyz\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private HttpResponse<String> send(HttpClient.Version version, HttpRequest.Builder request)
      throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(trusting).version(version).build()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private URI at(String path) {
    return URI.create("https://127.0.0.1:" + server.port() + path);
  }

  /** What comes back from the unix socket for a request. */
  private String overSocket(String request) throws Exception {
    try (SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")))) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void itsUnixSocketIsForTheOwnerAloneAndCallsComeFromThisMachine() throws Exception {
    assertThat(Files.getPosixFilePermissions(directory.resolve("s")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(overSocket("GET /from HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .endsWith("127.0.0.1");
  }

  @Test
  void itsUnixSocketGoesWithIt() {
    server.close();
    assertThat(directory.resolve("s")).doesNotExist();
  }

  @Test
  void whatACrashedServerLeftOfItsSocketIsReplaced() throws Exception {
    server.close();
    try (ServerSocketChannel crashed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      crashed.bind(UnixDomainSocketAddress.of(directory.resolve("s")));
    }
    assertThat(directory.resolve("s")).exists();
    start();
    assertThat(overSocket("GET /from HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void servesHttpsWithoutItsUnixSocketWhenADirectoryIsInItsPlace() throws Exception {
    server.close();
    Files.createDirectory(directory.resolve("s"));
    start();
    assertThat(
            send(HttpClient.Version.HTTP_2, HttpRequest.newBuilder(at("/from")).GET()).statusCode())
        .isEqualTo(200);
    assertThat(directory.resolve("s")).isDirectory();
  }

  @Test
  void leavesAnotherServerItsUnixSocket() throws Exception {
    HttpsServer.start(
            HttpsServer.Settings.on("127.0.0.1", 0).and(directory.resolve("s")),
            identity.context(),
            dispatcher())
        .close();
    assertThat(overSocket("GET /from HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void anAnswerWhoseWriterFailsIsSeenToBeBroken(HttpClient.Version version) {
    assertThatThrownBy(() -> send(version, HttpRequest.newBuilder(at("/broken")).GET()))
        .isInstanceOf(java.io.IOException.class);
  }

  @Test
  void anAnswerWhoseWriterFailsAtOnceIsAFailureThatTellsNothingOfIt() throws Exception {
    HttpResponse<String> answer =
        send(HttpClient.Version.HTTP_1_1, HttpRequest.newBuilder(at("/lost")).GET());
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("web.internal").doesNotContain("is lost");
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void refusesABodyFarBeyondTheLimitSoThatItsSenderSeesWhy(HttpClient.Version version)
      throws Exception {
    HttpResponse<String> answer =
        send(
            version,
            HttpRequest.newBuilder(at("/echo"))
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(new byte[4 << 20]))));
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("web.too-large");
  }

  @Test
  void asksNobodyToBeginABodyThatItRefuses() throws Exception {
    assertThat(
            overSocket(
                """
                POST /nowhere HTTP/1.1\r
                Host: localhost\r
                Content-Length: 10\r
                Expect: 100-continue\r
                Connection: close\r
                \r
                """))
        .startsWith("HTTP/1.1 404");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v2/%zz", "/api/%2e%2e/v2", "/v1//keys"})
  void whatNoRouteIsEvenLookedForIsAProblemThatTellsNothingOfTheServer(String path)
      throws Exception {
    String answer =
        overSocket("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 400")
        .contains("Content-Type: application/problem+json", "\"code\":\"web.bad-request\"")
        .doesNotContainIgnoringCase("jetty")
        .doesNotContain("<html", "\tat ");
  }

  @Test
  void headersThatAreTooLargeAreAProblemToo() throws Exception {
    String flood = "X-Flood: " + "x".repeat(20_000) + "\r\n";
    assertThat(overSocket("GET /from HTTP/1.1\r\nHost: localhost\r\n" + flood + "\r\n"))
        .startsWith("HTTP/1.1 431")
        .contains("application/problem+json");
  }

  @Test
  void speaksHttp2AndHttp1() throws Exception {
    for (HttpClient.Version version : HttpClient.Version.values()) {
      if (version != HttpClient.Version.HTTP_2 && version != HttpClient.Version.HTTP_1_1) {
        continue;
      }
      HttpResponse<String> response =
          send(
              version,
              HttpRequest.newBuilder(at("/echo")).POST(HttpRequest.BodyPublishers.ofString("hi")));
      assertThat(response.version()).isEqualTo(version);
      assertThat(response.body()).isEqualTo("hi");
      assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(response.headers().firstValue("Server")).isEmpty();
    }
  }

  @Test
  void refusesABodyBeyondTheLimitWhetherItsLengthIsToldOrNot() throws Exception {
    byte[] large = new byte[MOST_BODY + 1];
    HttpResponse<String> told =
        send(
            HttpClient.Version.HTTP_1_1,
            HttpRequest.newBuilder(at("/echo"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(large)));
    HttpResponse<String> chunked =
        send(
            HttpClient.Version.HTTP_1_1,
            HttpRequest.newBuilder(at("/echo"))
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(large))));
    assertThat(told.statusCode()).isEqualTo(413);
    assertThat(chunked.statusCode()).isEqualTo(413);
    assertThat(told.body()).contains("web.too-large");
  }

  @Test
  void handsOnABodyThatIsLargerThanAllMemoryForBodies() throws Exception {
    byte[] much = pattern(MOST_STREAMED);
    CRC32 sum = new CRC32();
    sum.update(much);
    for (HttpClient.Version version : HttpClient.Version.values()) {
      HttpResponse<String> response =
          send(
              version,
              HttpRequest.newBuilder(at("/sum")).PUT(HttpRequest.BodyPublishers.ofByteArray(much)));
      assertThat(response.body()).isEqualTo(MOST_STREAMED + " " + sum.getValue());
    }
    assertThat(
            send(
                    HttpClient.Version.HTTP_1_1,
                    HttpRequest.newBuilder(at("/sum"))
                        .PUT(
                            HttpRequest.BodyPublishers.ofInputStream(
                                () -> new java.io.ByteArrayInputStream(much))))
                .body())
        .isEqualTo(MOST_STREAMED + " " + sum.getValue());
  }

  @Test
  void handsOnNoMoreThanTheRouteTakes() throws Exception {
    byte[] large = new byte[MOST_STREAMED + 1];
    assertThat(
            send(
                    HttpClient.Version.HTTP_1_1,
                    HttpRequest.newBuilder(at("/sum"))
                        .PUT(
                            HttpRequest.BodyPublishers.ofInputStream(
                                () -> new java.io.ByteArrayInputStream(large))))
                .body())
        .contains("web.too-large");
    assertThat(
            send(
                    HttpClient.Version.HTTP_1_1,
                    HttpRequest.newBuilder(at("/sum"))
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(large)))
                .statusCode())
        .isEqualTo(413);
  }

  @Test
  void endsABodyThatIsHeldUpAndHandsOnWhatCame() throws Exception {
    try (SSLSocket socket =
        (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket
          .getOutputStream()
          .write(
              "PUT /sum HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 9\r\n\r\nabc"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answer).startsWith("HTTP/1.1 400").contains("web.incomplete");
    }
    CRC32 sum = new CRC32();
    sum.update("abc".getBytes(StandardCharsets.US_ASCII));
    assertThat(streamed).containsExactly(sum.getValue());
  }

  @Test
  void endsABodyThatTricklesWithoutEverPausing() throws Exception {
    try (SSLSocket socket =
        (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", server.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "PUT /sum HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 999999\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      while (streamed.isEmpty()) {
        out.write('a');
        out.flush();
        java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
      }
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 400");
    }
  }

  @Test
  void sendsAPieceOfAFileAndTellsItsLengthAlsoToHead() throws Exception {
    byte[] piece = Arrays.copyOfRange(pattern(400_000), 10, 300_010);
    for (HttpClient.Version version : HttpClient.Version.values()) {
      try (HttpClient client =
          HttpClient.newBuilder().sslContext(trusting).version(version).build()) {
        HttpResponse<byte[]> got =
            client.send(
                HttpRequest.newBuilder(at("/region")).GET().build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(got.body()).isEqualTo(piece);
        HttpResponse<byte[]> head =
            client.send(
                HttpRequest.newBuilder(at("/region")).HEAD().build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).contains("300000");
        assertThat(head.body()).isEmpty();
      }
    }
    assertThat(
            send(HttpClient.Version.HTTP_1_1, HttpRequest.newBuilder(at("/from")).HEAD())
                .headers()
                .firstValue("Content-Length"))
        .contains("9");
  }

  @Test
  void breaksOffAnAnswerThatIsShorterThanItSaid() {
    assertThatThrownBy(
            () -> send(HttpClient.Version.HTTP_1_1, HttpRequest.newBuilder(at("/short")).GET()))
        .isInstanceOf(java.io.IOException.class);
  }

  @Test
  void knowsTheOriginThatTheClientNamed() throws Exception {
    assertThat(send(HttpClient.Version.HTTP_2, HttpRequest.newBuilder(at("/origin")).GET()).body())
        .isEqualTo("https://127.0.0.1:" + server.port());
  }

  @Test
  void streamsWhatDoesNotFitInOneBuffer() throws Exception {
    HttpResponse<String> response =
        send(HttpClient.Version.HTTP_1_1, HttpRequest.newBuilder(at("/long")).GET());
    assertThat(response.body()).hasSize(20_000 * 37);
  }

  @Test
  void refusesTls11() throws Exception {
    try (SSLSocket socket =
        (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void answersPlainHttpWithNothingUseful() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(5000);
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("200 OK");
    }
  }

  @Test
  void saysPlainlyThatThePortIsTaken() {
    assertThatThrownBy(() ->
            HttpsServer.start(
                HttpsServer.Settings.on("127.0.0.1", server.port()),
                identity.context(),
                dispatcher()))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo("web.cannot-listen");
              assertThat(failure.remedy()).contains("--listen");
            });
  }
}
