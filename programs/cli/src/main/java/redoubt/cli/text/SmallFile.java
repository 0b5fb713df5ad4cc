package redoubt.cli.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import redoubt.core.Failure;

/** Files that are sent as they are. */
public final class SmallFile {
  private static final int LONGEST = 1 << 20;

  private SmallFile() {}

  /**
   * @throws Failure {@code cli.file} when it cannot be read, or is longer than 1 MiB
   */
  public static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw unusable(file, "is longer than 1 MiB", null);
      }
      return bytes;
    } catch (IOException e) {
      throw unusable(file, "cannot be read", e);
    }
  }

  /** The same as text. */
  public static String text(Path file) {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  /** The same as JSON. */
  public static JsonNode json(Path file) {
    try {
      return JsonText.parse(bytes(file));
    } catch (IOException e) {
      throw unusable(file, "is no JSON", e);
    }
  }

  private static Failure unusable(
      Path file, String why, @org.jspecify.annotations.Nullable IOException cause) {
    return new Failure(
        Failure.Kind.INVALID,
        "cli.file",
        "The file " + file + " " + why + ".",
        "Check its name, and whether this user may read it.",
        cause);
  }
}
