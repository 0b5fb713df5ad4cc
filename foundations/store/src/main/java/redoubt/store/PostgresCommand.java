package redoubt.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redoubt.core.Failure;

/**
 * How a program of PostgreSQL is started. It refuses to run as root, so root starts it in a user
 * namespace in which nobody is root. Where {@code setpriv} and {@code setsid} (util-linux) are
 * there to arrange that, a server is told to stop when the process that started it dies, and not by
 * the Ctrl-C of a terminal, which is for the whole group of processes.
 */
final class PostgresCommand {
  private PostgresCommand() {}

  static List<String> of(boolean stopsWithParent, Path program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      requireUserNamespaces();
      command.addAll(List.of("unshare", "-U"));
    }
    if (stopsWithParent && PostgresBinaries.onPath("setpriv")) {
      command.addAll(List.of("setpriv", "--pdeathsig", "INT"));
    }
    if (stopsWithParent && PostgresBinaries.onPath("setsid")) {
      command.add("setsid");
    }
    command.add(program.toString());
    command.addAll(arguments);
    return command;
  }

  /** Sends a signal; does nothing when the process is gone. */
  static void signal(String signal, long pid) throws IOException {
    try {
      new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isRoot() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
    } catch (IOException e) {
      return "root".equals(System.getProperty("user.name"));
    }
  }

  private static void requireUserNamespaces() {
    try {
      Process check = new ProcessBuilder("unshare", "-U", "true").redirectErrorStream(true).start();
      if (check.waitFor(10, TimeUnit.SECONDS) && check.exitValue() == 0) {
        return;
      }
    } catch (IOException e) {
      throw rootRefused(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw rootRefused(null);
  }

  private static Failure rootRefused(@org.jspecify.annotations.Nullable Exception cause) {
    return new Failure(
        Failure.Kind.NOT_SUPPORTED,
        "store.root",
        "PostgreSQL does not run as root, and this system does not let root make a user namespace"
            + " (unshare -U).",
        "Run as another user, or give your own PostgreSQL with --database-url.",
        cause);
  }
}
