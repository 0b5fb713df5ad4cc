package redoubt.encryption.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import redoubt.core.Failure;

/** A command of the user's, run by {@code sh -c}; what it prints goes to standard error. */
record ShellCommand(String line) {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /**
   * Runs it to its end.
   *
   * @throws Failure {@code kms.command} when it fails or takes longer than two minutes
   */
  void run() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", "exec >&2; " + line)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        throw failed("took longer than " + LONGEST.toMinutes() + " minutes");
      }
      if (process.exitValue() != 0) {
        throw failed("ended with status " + process.exitValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Failure failed(String how) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "kms.command",
        "The command \"" + line + "\" " + how + ".",
        "Try it in a shell.");
  }
}
