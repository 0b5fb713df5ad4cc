package redoubt.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import redoubt.server.House;
import redoubt.server.ServerOptions;
import redoubt.web.jetty.HttpsServer;

/**
 * Wrap and unwrap against the bare echo, in turns and in one process, so that what the machine does
 * meanwhile hits both. {@code Bench [SECONDS [ROUNDS]]}.
 */
public final class Bench {
  private static final int CALLERS = 256;
  private static final String PLAINTEXT =
      "{\"plaintext\":\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\"}";

  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    Path directory = Files.createTempDirectory("redoubt-bench");
    try (HttpsServer echo = EchoServer.start(directory.resolve("echo"));
        House house =
            House.open(
                ServerOptions.in(directory.resolve("server"), "127.0.0.1", 0),
                InstantSource.system(),
                step -> {})) {
      KeyUser user = KeyUser.of(house);
      Target bare =
          new Target(
              "echo",
              "https://127.0.0.1:" + echo.port() + "/echo",
              Map.of("Content-Type", "application/json"),
              PLAINTEXT);
      Target wrap = new Target("wrap", user.action("wrap"), user.headers(), PLAINTEXT);
      Target unwrap =
          new Target("unwrap", user.action("unwrap"), user.headers(), user.wrapped(PLAINTEXT));
      System.out.printf(
          Locale.ROOT,
          "%d callers, keep-alive, HTTPS; %d rounds of %d s after one to warm up%n",
          CALLERS,
          rounds,
          seconds);
      List<Target> targets = List.of(bare, wrap, unwrap);
      for (Target target : targets) {
        target.run(seconds);
        target.results.clear();
      }
      for (int round = 0; round < rounds; round++) {
        for (Target target : targets) {
          target.run(seconds);
        }
      }
      targets.forEach(target -> target.report(bare.median()));
    } finally {
      delete(directory);
    }
  }

  /** One thing to send load to, and what came of it. */
  private static final class Target {
    final List<Load.Result> results = new ArrayList<>();
    private final String name;
    private final String url;
    private final Map<String, String> headers;
    private final String body;

    Target(String name, String url, Map<String, String> headers, String body) {
      this.name = name;
      this.url = url;
      this.headers = headers;
      this.body = body;
    }

    void run(int seconds) throws IOException, InterruptedException {
      Load.Result result = Load.post(url, headers, body, CALLERS, seconds);
      if (result.errors() > 0) {
        throw new IOException(name + ": " + result.errors() + " answers were not good");
      }
      results.add(result);
    }

    Load.Result median() {
      return results.stream()
          .sorted(Comparator.comparingDouble(Load.Result::perSecond))
          .toList()
          .get(results.size() / 2);
    }

    void report(Load.Result bare) {
      Load.Result median = median();
      System.out.printf(
          Locale.ROOT,
          "%-8s %9.0f/s  p50 %7.2f ms  p99 %7.2f ms  ratio to echo %.2f%n",
          name,
          median.perSecond(),
          median.p50(),
          median.p99(),
          median.perSecond() / bare.perSecond());
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
