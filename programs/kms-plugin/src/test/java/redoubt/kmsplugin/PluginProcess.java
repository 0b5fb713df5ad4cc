package redoubt.kmsplugin;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program in a process of its own, as it is started beside an API server. */
final class PluginProcess implements AutoCloseable {
  private final Process process;
  private final Path output;

  private PluginProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static PluginProcess start(Stage stage, String... more) throws IOException {
    Path output = Files.createTempFile(stage.directory, "output", ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                shippedClasses(),
                "redoubt.kmsplugin.Main",
                "--server=" + stage.server.uri(),
                "--ca=" + stage.server.ca(),
                "--instance=" + StandInServer.INSTANCE,
                "--cluster=" + StandInServer.CLUSTER,
                "--apikey-file=" + stage.apiKeyFile(),
                "--socket=" + stage.socket(),
                "--state-dir=" + stage.stateDirectory(),
                "--machine-id=" + stage.machineId()));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new PluginProcess(process, output);
  }

  /** What the program is shipped with, and nothing of the tests. */
  private static String shippedClasses() throws IOException {
    Path target = Path.of(System.getProperty("redoubt.root"), "programs/kms-plugin/target");
    return target.resolve("classes")
        + File.pathSeparator
        + Files.readString(target.resolve("runtime-path")).strip();
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return "";
    }
  }

  /** As {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** As {@code kill}. Returns the exit status. */
  int terminate() throws InterruptedException {
    process.destroy();
    return end();
  }

  int end() throws InterruptedException {
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
