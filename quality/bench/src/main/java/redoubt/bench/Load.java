package redoubt.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends one POST again and again over kept-alive HTTPS connections with wrk (Debian package wrk),
 * which costs less than the server it measures.
 */
final class Load {
  /** What wrk saw. Latencies in milliseconds. */
  record Result(double perSecond, double p50, double p99, long errors) {}

  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern PERCENTILE = Pattern.compile("\\s(50|99)%\\s+([0-9.]+)(us|ms|s)");
  private static final Pattern NOT_OK = Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)");
  private static final Pattern SOCKET =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

  private Load() {}

  static Result post(
      String url, Map<String, String> headers, String body, int connections, int seconds)
      throws IOException, InterruptedException {
    Path script = Files.createTempFile("redoubt-bench", ".lua");
    try {
      StringBuilder lua = new StringBuilder("wrk.method = \"POST\"\n");
      lua.append("wrk.body = ").append(quoted(body)).append('\n');
      headers.forEach((name, value) ->
          lua.append("wrk.headers[")
              .append(quoted(name))
              .append("] = ")
              .append(quoted(value))
              .append('\n'));
      Files.writeString(script, lua);
      Process wrk =
          new ProcessBuilder(
                  "wrk",
                  "-t2",
                  "-c" + connections,
                  "-d" + seconds + "s",
                  "--timeout",
                  "10s",
                  "--latency",
                  "-s",
                  script.toString(),
                  url)
              .redirectErrorStream(true)
              .start();
      String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (wrk.waitFor() != 0) {
        throw new IOException("wrk failed: " + said);
      }
      return parse(said);
    } finally {
      Files.delete(script);
    }
  }

  static Result parse(String said) throws IOException {
    Matcher rate = RATE.matcher(said);
    if (!rate.find()) {
      throw new IOException("wrk said something else: " + said);
    }
    double p50 = 0;
    double p99 = 0;
    Matcher percentile = PERCENTILE.matcher(said);
    while (percentile.find()) {
      double value =
          Double.parseDouble(percentile.group(2))
              * switch (percentile.group(3)) {
                case "us" -> 0.001;
                case "ms" -> 1;
                default -> 1000;
              };
      if (percentile.group(1).equals("50")) {
        p50 = value;
      } else {
        p99 = value;
      }
    }
    long errors = 0;
    Matcher notOk = NOT_OK.matcher(said);
    if (notOk.find()) {
      errors += Long.parseLong(notOk.group(1));
    }
    Matcher socket = SOCKET.matcher(said);
    if (socket.find()) {
      for (int i = 1; i <= 4; i++) {
        errors += Long.parseLong(socket.group(i));
      }
    }
    return new Result(Double.parseDouble(rate.group(1)), p50, p99, errors);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }
}
