package redoubt.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import redoubt.web.jetty.HttpsServer;

/** All benchmarks, one after the other. */
public final class Bench {
  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("redoubt-bench");
    try (HttpsServer echo = EchoServer.start(directory)) {
      for (int i = 0; i < 3; i++) {
        System.out.println(
            Load.post(
                "https://127.0.0.1:" + echo.port() + "/echo",
                Map.of("Content-Type", "application/json"),
                "{\"plaintext\":\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\"}",
                256,
                5));
      }
    }
  }
}
