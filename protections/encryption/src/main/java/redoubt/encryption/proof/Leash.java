package redoubt.encryption.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that ends when this one does, however this one ends: it is started by a shell that
 * reads from a pipe of ours and kills it when there is nothing to read any more.
 */
final class Leash implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String GUARD =
      """
      exec 3<&0
      "$@" </dev/null 3<&- &
      child=$!
      (cat <&3 >/dev/null; kill -9 "$child") 2>/dev/null &
      guard=$!
      wait "$child" 2>/dev/null
      status=$?
      kill "$guard" 2>/dev/null
      exit $status
      """;

  private final Process shell;

  private Leash(Process shell) {
    this.shell = shell;
  }

  /**
   * @param output where all that it prints goes
   */
  static Leash start(List<String> command, Path output) {
    List<String> guarded = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "leash"));
    guarded.addAll(command);
    try {
      return new Leash(
          new ProcessBuilder(guarded)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean endsWithin(Duration time) {
    try {
      return shell.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a process was waited for", e);
    }
  }

  /** Returns once it is gone. */
  @Override
  public void close() {
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      // The pipe is gone, and with it the process.
    }
    if (!endsWithin(PATIENCE)) {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
    }
  }
}
