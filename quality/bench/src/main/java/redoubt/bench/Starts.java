package redoubt.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code ./redoubt up} to its line "ready", the memory it then takes, and a command over the unix
 * socket and over HTTPS; beside a JVM that does nothing. Medians, with the least in brackets.
 */
final class Starts {
  private static final int LATER_STARTS = 5;
  private static final int COMMANDS = 15;

  private Starts() {}

  static void measure(Path root, Path data) throws IOException, InterruptedException {
    String redoubt = root.resolve("redoubt").toString();
    System.out.printf(
        Locale.ROOT, "up, first time       %5.2f s%n", up(redoubt, data, (server, url) -> {}));
    List<Double> later = new ArrayList<>();
    for (int i = 1; i < LATER_STARTS; i++) {
      later.add(up(redoubt, data, (server, url) -> {}));
    }
    later.add(up(redoubt, data, (server, url) -> commands(redoubt, data, server, url)));
    report("up, later", later);
  }

  /** What is done while the server runs. */
  private interface Meanwhile {
    void with(ProcessHandle server, String url) throws IOException, InterruptedException;
  }

  /** Seconds to ready. */
  private static double up(String redoubt, Path data, Meanwhile meanwhile)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process server =
        new ProcessBuilder(redoubt, "up", "--data", data.toString(), "--listen", "127.0.0.1:0")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader said = server.inputReader(StandardCharsets.UTF_8)) {
      String line = said.readLine();
      if (line == null || !line.startsWith("ready ")) {
        throw new IOException("redoubt up did not start: " + line);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      meanwhile.with(server.toHandle(), line.substring("ready ".length()));
      return seconds;
    } finally {
      server.destroy();
      server.waitFor(30, TimeUnit.SECONDS);
    }
  }

  private static void commands(String redoubt, Path data, ProcessHandle server, String url)
      throws IOException, InterruptedException {
    System.out.printf(
        Locale.ROOT, "memory, with its PostgreSQL %5.0f MB (PSS)%n", memory(server) / 1024.0);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<Double> bare = new ArrayList<>();
    List<Double> near = new ArrayList<>();
    List<Double> far = new ArrayList<>();
    for (int i = 0; i < COMMANDS; i++) {
      bare.add(run(List.of(java, "-version"), data));
      near.add(run(List.of(redoubt, "key", "list"), data));
      far.add(run(List.of(redoubt, "key", "list", "--server", url), data));
    }
    report("bare JVM", bare);
    report("key list", near);
    report("key list, HTTPS", far);
  }

  private static double run(List<String> command, Path data)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("REDOUBT_DATA", data.toString());
    builder.environment().remove("REDOUBT_SERVER");
    long start = System.nanoTime();
    int status = builder.start().waitFor();
    if (status != 0) {
      throw new IOException(command + " ended with " + status);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  /** KiB that the process and those it started hold, shared pages counted in parts. */
  private static long memory(ProcessHandle server) throws IOException {
    long sum = 0;
    for (ProcessHandle process : Stream.concat(Stream.of(server), server.descendants()).toList()) {
      Path rollup = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
      for (String line : Files.readAllLines(rollup)) {
        if (line.startsWith("Pss:")) {
          sum += Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    }
    return sum;
  }

  private static void report(String name, List<Double> seconds) {
    Collections.sort(seconds);
    System.out.printf(
        Locale.ROOT,
        "%-20s %5.2f s  [%.2f]%n",
        name,
        seconds.get(seconds.size() / 2),
        seconds.getFirst());
  }
}
