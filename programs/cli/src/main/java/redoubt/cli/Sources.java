package redoubt.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import redoubt.cli.http.PrivateFile;
import redoubt.core.Failure;

/** Secret and other bytes come from a file or the input, and go to a file or the output. */
public final class Sources {
  private Sources() {}

  /**
   * @param file {@code null} or {@code -} for the input
   * @throws Failure {@code cli.too-much-input} beyond the limit
   */
  public static byte[] read(Terminal terminal, @Nullable Path file, int most) throws IOException {
    byte[] bytes;
    if (file == null || file.toString().equals("-")) {
      if (terminal.inIsTerminal()) {
        terminal.err().println("Reading from the terminal; end with Ctrl-D.");
      }
      bytes = terminal.in().readNBytes(most + 1);
    } else {
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(most + 1);
      }
    }
    if (bytes.length > most) {
      Arrays.fill(bytes, (byte) 0);
      throw new Failure(
          Failure.Kind.TOO_LARGE,
          "cli.too-much-input",
          "The input is longer than " + most + " bytes.",
          "Encrypt large data under a data key of your own, and wrap that key.");
    }
    return bytes;
  }

  /** The bytes that base64 text with any white space stands for. */
  public static byte[] base64(byte[] text, String what) {
    try {
      return Base64.getMimeDecoder().decode(checked(text));
    } catch (IllegalArgumentException e) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.not-base64",
          what + " is not base64.",
          "Give it as it was printed.",
          e);
    }
  }

  /** The MIME decoder skips everything that is not base64; here that is an error. */
  private static byte[] checked(byte[] text) {
    for (byte c : text) {
      if (!(c >= 'A' && c <= 'Z'
          || c >= 'a' && c <= 'z'
          || c >= '0' && c <= '9'
          || c == '+'
          || c == '/'
          || c == '='
          || c == '\n'
          || c == '\r'
          || c == ' ')) {
        throw new IllegalArgumentException("not base64");
      }
    }
    return text;
  }

  /** Writes a new file, 0600; never over one that is there. */
  public static void write(Path file, byte[] bytes) throws IOException {
    try (OutputStream out = PrivateFile.create(file)) {
      out.write(bytes);
    }
  }
}
