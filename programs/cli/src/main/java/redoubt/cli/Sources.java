package redoubt.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
    } else if (Files.isDirectory(file)) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "cli.file",
          "The file " + file + " is a directory.",
          "Name a file in it.");
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
      String packed = new String(text, StandardCharsets.ISO_8859_1).replaceAll("\\s", "");
      return Base64.getDecoder().decode(packed);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.not-base64",
          what + " is not base64.",
          "Give it as it was printed.",
          e);
    }
  }

  /** Writes a new file, 0600; never over one that is there. */
  public static void write(Path file, byte[] bytes) throws IOException {
    try (OutputStream out = PrivateFile.create(file)) {
      out.write(bytes);
    }
  }
}
