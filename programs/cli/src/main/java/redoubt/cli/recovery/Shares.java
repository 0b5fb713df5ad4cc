package redoubt.cli.recovery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import redoubt.cli.Sources;
import redoubt.cli.Terminal;

/** Shares of a recovery key: typed on a terminal, otherwise lines of a file or of the input. */
final class Shares {
  private static final int MOST_BYTES = 256 * 1024;

  @Option(
      names = "--shares-file",
      paramLabel = "FILE",
      description = "A file with one share a line (default: typed, or the input). - for the input.")
  @Nullable Path file;

  /**
   * @param threshold how many it takes
   */
  List<String> read(Terminal terminal, int threshold) throws IOException {
    if (file == null && terminal.isInteractive()) {
      return typed(terminal, threshold);
    }
    String text = new String(Sources.read(terminal, file, MOST_BYTES), StandardCharsets.UTF_8);
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private static List<String> typed(Terminal terminal, int threshold) {
    List<String> shares = new ArrayList<>();
    while (shares.size() < threshold) {
      String question = "Share " + (shares.size() + 1) + " of " + threshold + ": ";
      String share = terminal.askSecret(question).orElse("").strip();
      if (share.isEmpty()) {
        return shares;
      }
      shares.add(share);
    }
    return shares;
  }
}
