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
 * {@code ./redoubt up} to its line "ready", the memory it then takes, and a command over HTTPS;
 * beside a JVM that does nothing. Medians, with the least in brackets.
 */
final class Starts {
  private static final int LATER_STARTS = 5;
  private static final int COMMANDS = 15;

  private Starts() {}

  static void measure(Path root, Path data) throws IOException, InterruptedException {
    String redoubt = root.resolve("redoubt").toString();
    System.out.printf(Locale.ROOT, "up, first time     %5.2f s%n", up(redoubt, data, List.of()));
    List<Double> later = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    List<Double> commands = new ArrayList<>();
    for (int i = 0; i < LATER_STARTS; i++) {
      boolean last = i == LATER_STARTS - 1;
      later.add(up(redoubt, data, last ? List.of(bare, commands) : List.of()));
    }
    report("up, later", later);
    report("bare JVM", bare);
    report("key list", commands);
  }

  /** Seconds to ready; then, if asked for, times a bare JVM and a command in turns. */
  private static double up(String redoubt, Path data, List<List<Double>> bareAndCommands)
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
      if (!bareAndCommands.isEmpty()) {
        System.out.printf(
            Locale.ROOT, "memory, with its PostgreSQL %5.0f MB (PSS)%n", memory(server) / 1024.0);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        for (int i = 0; i < COMMANDS; i++) {
          bareAndCommands.get(0).add(run(List.of(java, "-version"), data, ""));
          bareAndCommands
              .get(1)
              .add(run(List.of(redoubt, "key", "list"), data, line.substring("ready ".length())));
        }
      }
      return seconds;
    } finally {
      server.destroy();
      server.waitFor(30, TimeUnit.SECONDS);
    }
  }

  private static double run(List<String> command, Path data, String server)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("REDOUBT_DATA", data.toString());
    builder.environment().put("REDOUBT_SERVER", server);
    long start = System.nanoTime();
    int status = builder.start().waitFor();
    if (status != 0) {
      throw new IOException(command + " ended with " + status);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  /** KiB that the process and those it started hold, shared pages counted in parts. */
  private static long memory(Process server) throws IOException {
    long sum = 0;
    for (ProcessHandle process :
        Stream.concat(Stream.of(server.toHandle()), server.descendants()).toList()) {
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
        "%-18s %5.2f s  [%.2f]%n",
        name,
        seconds.get(seconds.size() / 2),
        seconds.getFirst());
  }
}
