package redoubt.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import redoubt.server.House;
import redoubt.server.ServerOptions;
import redoubt.testkit.SoftHsm;
import redoubt.web.jetty.HttpsServer;

/**
 * Wrap and unwrap against the bare echo of the same request, in turns and in one process, so that
 * what the machine does meanwhile hits both; and wrap with a key that lives in a SoftHSM2 token,
 * where that is installed.
 */
final class Calls {
  private static final int CALLERS = 256;
  private static final String PLAINTEXT =
      "{\"plaintext\":\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\"}";

  private Calls() {}

  static void measure(Path directory, int seconds, int rounds)
      throws IOException, InterruptedException {
    Optional<SoftHsm> token =
        SoftHsm.isInstalled() ? Optional.of(SoftHsm.create()) : Optional.empty();
    try (HttpsServer echo = EchoServer.start(directory.resolve("echo"));
        House house =
            House.open(
                options(directory.resolve("server"), token), InstantSource.system(), step -> {})) {
      KeyUser user = KeyUser.of(house);
      List<Target> targets = new ArrayList<>();
      Target bare =
          new Target(
              "echo", "https://127.0.0.1:" + echo.port() + "/echo", user.headers(), PLAINTEXT);
      targets.add(bare);
      String key = user.newKey("software", false);
      targets.add(new Target("wrap", user.action(key, "wrap"), user.headers(), PLAINTEXT));
      targets.add(
          new Target(
              "unwrap", user.action(key, "unwrap"), user.headers(), user.wrapped(key, PLAINTEXT)));
      if (token.isPresent()) {
        String hard = user.newKey("hardware", true);
        targets.add(
            new Target("wrap, in HSM", user.action(hard, "wrap"), user.headers(), PLAINTEXT));
      }
      System.out.printf(
          Locale.ROOT,
          "%d callers, keep-alive, HTTPS; %d rounds of %d s after one to warm up%n",
          CALLERS,
          rounds,
          seconds);
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
      token.ifPresent(SoftHsm::close);
    }
  }

  private static ServerOptions options(Path data, Optional<SoftHsm> token) {
    ServerOptions plain = ServerOptions.in(data, "127.0.0.1", 0);
    return token
        .map(SoftHsm::settings)
        .map(hsm ->
            new ServerOptions(
                plain.data(),
                plain.host(),
                plain.port(),
                plain.database(),
                new ServerOptions.SealOptions(
                    ServerOptions.SealOptions.Kind.FILE,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(
                        new ServerOptions.HsmOptions(
                            hsm.library(), hsm.tokenLabel(), hsm.pinFile())))))
        .orElse(plain);
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
          "%-12s %9.0f/s  p50 %7.2f ms  p99 %7.2f ms  ratio to echo %.2f%n",
          name,
          median.perSecond(),
          median.p50(),
          median.p99(),
          median.perSecond() / bare.perSecond());
    }
  }
}
