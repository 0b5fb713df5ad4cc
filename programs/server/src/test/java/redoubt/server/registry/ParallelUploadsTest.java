package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.crypto.Randomness;
import redoubt.oci.Digest;
import redoubt.server.RunningHouse;
import redoubt.server.ServerOptions;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Json;

/** What uploads cost in memory while they run. */
final class ParallelUploadsTest {
  private static final int UPLOADS = 200;
  private static final int HALF = 512 << 10;
  private static final long MOST = 64L << 20;

  @TempDir Path directory;
  private RunningHouse running;
  private String authorization;
  private final byte[] half = Randomness.bytes(HALF);

  @BeforeEach
  void start() throws IOException {
    running =
        RunningHouse.start(
            directory,
            InstantSource.system(),
            ServerOptions.RegistryOptions.of(Optional.of("127.0.0.1:0"), Optional.empty()));
    HttpsCaller admin = running.admin();
    String instance =
        Json.parse(admin.get("/v1/instances").body().getBytes(UTF_8)).at("/items/0/id").asText();
    admin.postJson("/v1/instances/" + instance + "/namespaces", "{\"name\":\"team\"}");
    String key = Files.readString(running.house().apiKeyFile()).strip();
    String token =
        RunningHouse.text(
            running
                .caller()
                .with(
                    "Authorization",
                    "Basic "
                        + Base64.getEncoder().encodeToString(("iamapikey:" + key).getBytes(UTF_8)))
                .get("/v2/_auth/token?scope=repository:team/app:pull,push"),
            "token");
    authorization = "Authorization: Bearer " + token + "\r\n";
  }

  @AfterEach
  void stop() {
    running.close();
  }

  /** An upload on a connection of its own, of which the first half was sent. */
  private final class Begun implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader answers;

    Begun() throws IOException {
      URI plain = URI.create(running.house().plainUrl().orElseThrow());
      socket = new Socket(plain.getHost(), plain.getPort());
      answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      send("POST /v2/team/app/blobs/uploads/", 0);
      String location = "";
      for (String line = status(202); !line.isEmpty(); line = line()) {
        if (line.toLowerCase(Locale.ROOT).startsWith("location:")) {
          location = line.substring("location:".length()).strip();
        }
      }
      send("PUT " + location + "?digest=" + Digest.of(twice(half)), 2 * HALF);
      socket.getOutputStream().write(half);
    }

    void end() throws IOException {
      socket.getOutputStream().write(half);
      String line = status(201);
      while (!line.isEmpty()) {
        line = line();
      }
    }

    private void send(String target, int length) throws IOException {
      socket
          .getOutputStream()
          .write(
              (target
                      + " HTTP/1.1\r\nHost: localhost\r\n"
                      + authorization
                      + "Content-Length: "
                      + length
                      + "\r\n\r\n")
                  .getBytes(US_ASCII));
    }

    private String status(int expected) throws IOException {
      assertThat(line()).startsWith("HTTP/1.1 " + expected + " ");
      return line();
    }

    private String line() throws IOException {
      return Optional.ofNullable(answers.readLine()).orElseThrow();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static byte[] twice(byte[] half) {
    byte[] whole = new byte[2 * half.length];
    System.arraycopy(half, 0, whole, 0, half.length);
    System.arraycopy(half, 0, whole, half.length, half.length);
    return whole;
  }

  /** What is held of the heap, and outside of it by buffers. */
  private static long held() {
    System.gc();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return direct + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void twoHundredAtOnceHoldLittleAndAllEnd() throws Exception {
    List<Begun> uploads = new ArrayList<>();
    try (Begun first = new Begun()) {
      first.end();
      long before = held();
      try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
        List<Future<Begun>> beginning = new ArrayList<>();
        for (int i = 0; i < UPLOADS; i++) {
          beginning.add(threads.submit(() -> new Begun()));
        }
        for (Future<Begun> begun : beginning) {
          uploads.add(begun.get());
        }
      }
      assertThat(held() - before).isLessThan(MOST);
      for (Begun upload : uploads) {
        upload.end();
      }
    } finally {
      for (Begun upload : uploads) {
        upload.close();
      }
    }
  }
}
