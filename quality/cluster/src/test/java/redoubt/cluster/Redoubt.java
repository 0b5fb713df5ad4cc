package redoubt.cluster;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import redoubt.testkit.FreePort;
import redoubt.testkit.node.Image;

/** The server and the command line, each call a process, on one data directory and port. */
final class Redoubt implements AutoCloseable {
  private final Path home;
  private final int port = FreePort.find();
  private final List<Process> started = new ArrayList<>();
  private @org.jspecify.annotations.Nullable Process server;

  private int ahead;

  Redoubt(Path home) {
    this.home = home;
  }

  /** How a command ended. */
  record Result(int exit, String out, String err) {
    Result done() {
      if (exit != 0) {
        throw new AssertionError("exit " + exit + "\n" + out + err);
      }
      return this;
    }
  }

  /** The plugin as an image: what it is shipped with, and this machine's JDK. */
  static Image plugin() {
    Path target = Path.of(System.getProperty("redoubt.root"), "programs/kms-plugin/target");
    try {
      String classes =
          target.resolve("classes")
              + File.pathSeparator
              + Files.readString(target.resolve("runtime-path")).strip();
      return Image.withSystem(
          List.of(
              java(),
              "-Xmx64m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-cp",
              classes,
              "redoubt.kmsplugin.Main"),
          Arrays.stream(classes.split(File.pathSeparator, -1)).map(Path::of).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Starts the server, and returns when it is ready. */
  void up() {
    try {
      Process process = launch("up", "--listen", "127.0.0.1:" + port, "--reach-loopback", "true");
      server = process;
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("ready ")) {
          return;
        }
      }
      throw new AssertionError("the server did not start:\n" + Files.readString(log()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** kill -9 of the server; its database ends by itself. */
  void kill() {
    Process process = server;
    if (process != null) {
      itself(process).forEach(ProcessHandle::destroyForcibly);
      process.onExit().join();
    }
  }

  /** The server stops answering, with all its connections open, or goes on. */
  void signal(String name) throws IOException, InterruptedException {
    Process process = Objects.requireNonNull(server);
    for (ProcessHandle one : itself(process)) {
      int exit = new ProcessBuilder("kill", "-" + name, Long.toString(one.pid())).start().waitFor();
      if (exit != 0) {
        throw new IOException("no " + name + " for " + one.pid());
      }
    }
  }

  /** Without the program that changes its clock, which ends with it. */
  private static List<ProcessHandle> itself(Process process) {
    boolean wrapped = process.info().command().orElse("").endsWith("faketime");
    return wrapped ? process.children().toList() : List.of(process.toHandle());
  }

  private Path log() {
    return home.resolve("server.log");
  }

  String url() {
    return "https://127.0.0.1:" + port;
  }

  /** A command, begun. */
  Process begin(String... arguments) {
    try {
      return launch(arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command to its end. */
  Result run(String... arguments) {
    try {
      Path err = Files.createTempFile(home, "err", ".log");
      ProcessBuilder builder = builder(arguments).redirectError(err.toFile());
      Process process = builder.start();
      started.add(process);
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      Result result = new Result(exit, out, Files.readString(err));
      System.out.println(
          "$ redoubt "
              + String.join(" ", arguments)
              + "\n"
              + start(out)
              + result.err
              + "exit "
              + exit);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String start(String text) {
    return text.length() > 1500 ? text.substring(0, 1500) + " …\n" : text;
  }

  private Process launch(String... arguments) throws IOException {
    Process process =
        builder(arguments).redirectError(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
    started.add(process);
    return process;
  }

  /** Server and commands that are started from here on take it to be that much later. */
  void forward(int hours) {
    ahead += hours;
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>();
    if (ahead > 0) {
      command.addAll(List.of("faketime", "-f", "+" + ahead + "h"));
    }
    command.addAll(
        List.of(
            java(),
            "-Xmx192m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xlog:disable",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "redoubt.cli.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().put("HOME", home.toString());
    builder.environment().put("REDOUBT_DATA", home.resolve("data").toString());
    return builder;
  }

  @Override
  public void close() {
    for (Process process : started) {
      itself(process).forEach(ProcessHandle::destroy);
      try {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
          itself(process).forEach(ProcessHandle::destroyForcibly);
          process.waitFor();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
