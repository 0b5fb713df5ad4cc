package redoubt.server.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, which can be killed; what it logs is beside its directory. */
final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final Path data;
  private final URI url;

  private ServerProcess(Process process, Path data, URI url) {
    this.process = process;
    this.data = data;
    this.url = url;
  }

  /** Starts {@code up} on the directory and returns when it is ready. */
  static ServerProcess start(Path data, String... options) {
    return start(data, Map.of(), options);
  }

  static ServerProcess start(Path data, Map<String, String> environment, String... options) {
    Path log = log(data);
    Process process = launch(data, log, environment, options);
    try {
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("ready ")) {
          return new ServerProcess(process, data, URI.create(line.substring("ready ".length())));
        }
      }
      throw new AssertionError("the server did not start:\n" + Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How a server that did not start ended, and the lines that it ended with. */
  record Refused(int status, List<String> complaint) {}

  /** Starts {@code up} on the directory, which must refuse. */
  static Refused refused(Path data, String... options) throws InterruptedException, IOException {
    Path log = Files.createTempFile(data.getParent(), "refused", ".log");
    Process process = launch(data, log, Map.of(), options);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the server was not refused");
    }
    return new Refused(process.exitValue(), Files.readAllLines(log));
  }

  private static Path log(Path data) {
    return data.resolveSibling(data.getFileName() + ".log");
  }

  private static Process launch(
      Path data, Path log, Map<String, String> environment, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                ServerMain.class.getName(),
                "--listen",
                "127.0.0.1:0",
                "--data",
                data.toString()));
    command.addAll(List.of(options));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  KeyCaller admin() {
    return KeyCaller.admin(data, url);
  }

  URI url() {
    return url;
  }

  Path data() {
    return data;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it logged since the first start on the directory. */
  String log() {
    try {
      return Files.readString(log(data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Process id of the postmaster of its embedded database. */
  static long postgres(Path data) {
    try {
      return Long.parseLong(
          Files.readAllLines(data.resolve("postgres/data/postmaster.pid")).getFirst().strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long postgres() {
    return postgres(data);
  }

  /** kill -9, and waits for its end; its database may live on for a moment. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  /** As Ctrl-C or SIGTERM do it. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        kill();
        throw new AssertionError("the server did not stop within 30 seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
