package redoubt.cli.key;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import redoubt.cli.Sources;
import redoubt.cli.Terminal;

/** Where a ciphertext is read from. */
final class Ciphertext {
  private static final int MOST_BYTES = 64 * 1024;

  @Option(
      names = "--in",
      paramLabel = "FILE",
      description = "The ciphertext as key wrap printed it (default: the input).")
  @Nullable Path in;

  /** Base64, as the server takes it. */
  String read(Terminal terminal) throws IOException {
    byte[] text = Sources.read(terminal, in, MOST_BYTES);
    Sources.base64(text, "The ciphertext");
    return new String(text, StandardCharsets.US_ASCII).replaceAll("\\s", "");
  }
}
