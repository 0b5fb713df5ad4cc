package redoubt.seal.recovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.core.Failure;

/**
 * First line of an export, readable without shares and bound into all that follows: {@code
 * redoubt-recovery/1 ID SET THRESHOLD CREATED}, ended by a line feed.
 *
 * @param set names the shares that open it
 * @param threshold how many shares are needed
 */
public record ExportHeader(UUID id, String set, int threshold, Instant createdAt) {
  private static final int MOST_BYTES = 200;
  private static final Pattern LINE =
      Pattern.compile(
          "redoubt-recovery/1 ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) ([0-9a-f]{16})"
              + " ([1-9][0-9]{0,2}) ([0-9TZ:.+-]{20,40})");

  /**
   * Reads the line and nothing more. Each header has one spelling.
   *
   * @throws Failure {@code recovery.not-an-export}
   */
  public static ExportHeader read(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() >= MOST_BYTES) {
        throw RecoveryFailures.notAnExport();
      }
      line.append((char) next);
    }
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw RecoveryFailures.notAnExport();
    }
    try {
      ExportHeader header =
          new ExportHeader(
              UUID.fromString(parts.group(1)),
              parts.group(2),
              Integer.parseInt(parts.group(3)),
              Instant.parse(parts.group(4)));
      if (header.threshold < 2 || header.threshold > 255 || !header.text().contentEquals(line)) {
        throw RecoveryFailures.notAnExport();
      }
      return header;
    } catch (DateTimeParseException e) {
      throw RecoveryFailures.notAnExport();
    }
  }

  byte[] toBytes() {
    return (text() + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private String text() {
    return "redoubt-recovery/1 " + id + " " + set + " " + threshold + " " + createdAt;
  }
}
