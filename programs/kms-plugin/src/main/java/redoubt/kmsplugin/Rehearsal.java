package redoubt.kmsplugin;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs the plugin between a stand-in server and a stand-in caller, so that the JVM that records a
 * start cache sees what a start and the first calls need. Both are in another process, so that
 * nothing of them gets into the cache. {@code redoubt-kms-plugin --prepare} runs it once after
 * installing; nothing of it outlives the process.
 */
final class Rehearsal {
  private static final int PATIENCE_MINUTES = 2;

  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createTempDirectory("rehearsal");
    int status = 1;
    try {
      status = run(directory);
    } catch (Exception e) {
      System.err.println(e);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
    System.exit(status);
  }

  private static int run(Path directory) throws Exception {
    Process partners =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                RehearsalPartners.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = partners.inputReader(StandardCharsets.UTF_8)) {
      String server = said.readLine();
      if (server == null) {
        throw new IOException("there is no server to rehearse with");
      }
      List<String> line =
          List.of(
              "--server=" + server,
              "--ca=" + directory.resolve("server/ca.pem"),
              "--instance=rehearsal",
              "--cluster=rehearsal",
              "--apikey-file=" + directory.resolve("apikey"),
              "--socket=" + RehearsalPartners.socket(directory),
              "--state-dir=" + directory.resolve("state"),
              "--machine-id=" + directory.resolve("machine-id"),
              "--offline-grace=1h",
              "--health=0");
      try (Plugin _ = Main.start(Options.parse(line, Map.of()))) {
        return partners.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) ? partners.exitValue() : 1;
      }
    } finally {
      partners.destroyForcibly();
    }
  }
}
