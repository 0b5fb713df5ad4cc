package redoubt.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One run of the real command line in this process, without a terminal. */
@SuppressWarnings("ArrayRecordComponent") // Bytes of one run, compared by nobody.
record CommandLineRun(int status, byte[] outBytes, String err) {
  static CommandLineRun of(Map<String, String> environment, byte[] input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Main.run(
            new Terminal(
                new ByteArrayInputStream(input),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                false,
                false,
                false),
            args);
    return new CommandLineRun(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  static CommandLineRun of(Map<String, String> environment, String... args) {
    return of(environment, new byte[0], args);
  }

  String out() {
    return new String(outBytes, StandardCharsets.UTF_8);
  }
}
