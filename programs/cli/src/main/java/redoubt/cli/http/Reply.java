package redoubt.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/**
 * A server's answer, its body still on the way. Read the body to its end before the next call.
 *
 * @param headers names in lower case; of a repeated one, the last
 */
public record Reply(int status, Map<String, String> headers, InputStream body) {
  /** More than any JSON answer has. */
  private static final int MOST_BYTES = 64 << 20;

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /**
   * @throws IOException also when the body is larger than an answer may be
   */
  byte[] bytes() throws IOException {
    byte[] bytes = body.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new IOException("the answer is too large");
    }
    return bytes;
  }
}
