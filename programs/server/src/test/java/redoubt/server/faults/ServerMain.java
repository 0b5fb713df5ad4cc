package redoubt.server.faults;

import picocli.CommandLine;
import redoubt.core.Failure;
import redoubt.server.Up;

/** {@code redoubt up} as a process, without the rest of the command line. */
final class ServerMain {
  private ServerMain() {}

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Up())
            .setExecutionExceptionHandler((thrown, line, parsed) -> complain(thrown))
            .execute(args));
  }

  private static int complain(Exception thrown) throws Exception {
    if (thrown instanceof Failure failure) {
      System.err.println("redoubt: " + failure.what() + " (" + failure.code() + ")");
      return 3;
    }
    throw thrown;
  }
}
