package redoubt.testkit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.tools.ToolProvider;

/**
 * Runs tools/VerifyLedger.java, compiled once for Java 17, in a class loader that sees only the
 * JDK.
 */
public final class LedgerVerifier {
  /** Everything holds, and nobody said whose signature to expect. */
  public static final int SIGNER_UNKNOWN = 4;

  private static final Class<?> PROGRAM = compile();

  /** What it printed and how it ended. */
  public record Result(int status, String output) {}

  private LedgerVerifier() {}

  /** Where it is. */
  public static Path source() {
    return Path.of(
        Objects.requireNonNull(System.getProperty("redoubt.root"), "redoubt.root"),
        "tools/VerifyLedger.java");
  }

  /** Runs it with these arguments. */
  public static synchronized Result run(Object... arguments) {
    String[] texts =
        java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream catcher = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(catcher);
      System.setErr(catcher);
      Constructor<?> constructor = PROGRAM.getDeclaredConstructor();
      Method run = PROGRAM.getDeclaredMethod("run", String[].class);
      constructor.setAccessible(true);
      run.setAccessible(true);
      int status = (int) run.invoke(constructor.newInstance(), (Object) texts);
      return new Result(status, printed.toString(StandardCharsets.UTF_8));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @SuppressWarnings("resource") // The program is used until the JVM ends.
  private static Class<?> compile() {
    try {
      Path classes = Files.createTempDirectory("redoubt-verifier-");
      int status =
          ToolProvider.getSystemJavaCompiler()
              .run(
                  null,
                  null,
                  null,
                  "-Xlint:all",
                  "-Werror",
                  "--release",
                  "17",
                  "-d",
                  classes.toString(),
                  source().toString());
      if (status != 0) {
        throw new IllegalStateException("the verifier does not compile");
      }
      return new URLClassLoader(
              new URL[] {classes.toUri().toURL()}, ClassLoader.getPlatformClassLoader())
          .loadClass("VerifyLedger");
    } catch (java.io.IOException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
