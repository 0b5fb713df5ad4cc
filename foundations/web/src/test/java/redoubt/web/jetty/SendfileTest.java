package redoubt.web.jetty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.crypto.ServerIdentity;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Dispatcher;
import redoubt.web.RequestMeter;
import redoubt.web.Response;
import redoubt.web.Route;

/** Files over connections without TLS. */
final class SendfileTest {
  private static final int SIZE = (70 << 20) + 12_345;
  private static final int FIRST = 17;

  @TempDir Path directory;
  private Path file;
  private final AtomicLong transferred = new AtomicLong();
  private HttpsServer server;

  @BeforeEach
  void start() throws IOException {
    file = directory.resolve("content");
    byte[] bytes = new byte[SIZE];
    new Random(1).nextBytes(bytes);
    Files.write(file, bytes);
    server =
        HttpsServer.start(
            HttpsServer.Settings.on("127.0.0.1", 0)
                .and(Optional.of(new PlainPort("127.0.0.1", 0, List.of("/v2/"))), Optional.empty()),
            ServerIdentity.in(directory, List.of(), InstantSource.system()).context(),
            new Dispatcher(
                List.of(
                    route("/v2/all", 0, SIZE),
                    route("/v2/region", FIRST, 300_000),
                    route("/v2/none", FIRST, 0),
                    route("/v2/more", FIRST, SIZE)),
                List.of(),
                token -> {
                  throw new AssertionError("no route asks for a credential");
                },
                (route, request, caller, failure) -> {},
                new RequestMeter(new SimpleMeterRegistry())));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Route route(String path, long offset, long length) {
    return new Route(
        "GET",
        path,
        Access.open(),
        "test.act",
        "Test",
        ApiStyle.redoubt(),
        request ->
            new Response(200, Map.of(), new Response.FileRegion(this::open, offset, length)));
  }

  private SeekableByteChannel open() throws IOException {
    return new UnreadChannel(file, transferred);
  }

  private long sum(int offset, int length) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(Files.readAllBytes(file), offset, length);
    return sum.getValue();
  }

  private static void ask(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
  }

  /** Reads one answer; returns the sum of its body, which has to be so long. */
  private static long answer(DataInputStream in, int length) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    assertThat(head).contains("HTTP/1.1 200", "Content-Length: " + length + "\r\n");
    byte[] body = new byte[length];
    in.readFully(body);
    CRC32 sum = new CRC32();
    sum.update(body);
    return sum.getValue();
  }

  @Test
  void aFileGoesFromTheDiskToTheSocketAndTheConnectionIsKept() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.plainPort().orElseThrow())) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int i = 0; i < 2; i++) {
        ask(socket, "/v2/all");
        assertThat(answer(in, SIZE)).isEqualTo(sum(0, SIZE));
        ask(socket, "/v2/region");
        assertThat(answer(in, 300_000)).isEqualTo(sum(FIRST, 300_000));
        ask(socket, "/v2/none");
        assertThat(answer(in, 0)).isZero();
      }
    }
    assertThat(transferred).hasValue(2L * (SIZE + 300_000));
  }

  @Test
  void aFileThatEndsTooEarlyBreaksTheConnectionOff() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.plainPort().orElseThrow())) {
      socket.setSoTimeout(20_000);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      ask(socket, "/v2/more");
      assertThatThrownBy(() -> answer(in, SIZE)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void aClientThatGoesAwayLeavesNothingOpen() throws Exception {
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(new java.net.InetSocketAddress("127.0.0.1", server.plainPort().orElseThrow()));
      ask(socket, "/v2/all");
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
    try (RandomAccessFile writable = new RandomAccessFile(file.toFile(), "rw")) {
      assertThat(writable.length()).isEqualTo(SIZE);
    }
    UnreadChannel.awaitAllClosed();
  }
}
