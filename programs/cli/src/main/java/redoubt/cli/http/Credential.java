package redoubt.cli.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import redoubt.core.Failure;

/** An API key. It does not print. */
public final class Credential {
  private static final int LONGEST = 1024;

  private final String apiKey;

  /**
   * @param origin where it came from, for the error's text
   * @throws Failure {@code cli.bad-apikey} when it cannot be an API key
   */
  public Credential(String apiKey, String origin) {
    String stripped = Objects.requireNonNull(apiKey, "apiKey").strip();
    if (stripped.isEmpty()
        || stripped.length() > LONGEST
        || !stripped.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.bad-apikey",
          origin + " holds no API key.",
          "An API key is one line such as rdt_…; make one with: redoubt apikey create NAME.");
    }
    this.apiKey = stripped;
  }

  /** Into a file that only the owner can read. */
  public void write(Path file) throws IOException {
    PrivateFile.replace(file, (apiKey + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  String text() {
    return apiKey;
  }

  @Override
  public String toString() {
    return "Credential[hidden]";
  }
}
