package redoubt.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One run of the real command line in this process, without a terminal. */
@SuppressWarnings("ArrayRecordComponent") // Bytes of one run, compared by nobody.
record CommandLineRun(int status, byte[] outBytes, String err) {
  static CommandLineRun of(Map<String, String> environment, byte[] input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Finished finished = run(environment, input, out, args);
    return new CommandLineRun(finished.status(), out.toByteArray(), finished.err());
  }

  /** How a run ended whose output went elsewhere. */
  record Finished(int status, String err) {}

  static Finished into(OutputStream out, Map<String, String> environment, String... args) {
    return run(environment, new byte[0], out, args);
  }

  private static Finished run(
      Map<String, String> environment, byte[] input, OutputStream out, String... args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Main.run(
            new Terminal(
                new ByteArrayInputStream(input),
                new ResultStream(out),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                false,
                false,
                false),
            args);
    return new Finished(status, err.toString(StandardCharsets.UTF_8));
  }

  static CommandLineRun of(Map<String, String> environment, String... args) {
    return of(environment, new byte[0], args);
  }

  String out() {
    return new String(outBytes, StandardCharsets.UTF_8);
  }
}
