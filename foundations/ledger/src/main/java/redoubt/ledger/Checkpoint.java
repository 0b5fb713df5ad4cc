package redoubt.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import redoubt.ledger.merkle.Digest32;

/**
 * The text of a head as C2SP tlog-checkpoint has it: origin, size, root, and the time as an
 * extension line.
 */
record Checkpoint(String origin, long size, Digest32 root, Instant at) {
  private static final String TIME = "time ";

  /** Ends with a line break. */
  String text() {
    return origin + "\n" + size + "\n" + root.base64() + "\n" + TIME + EntryCodec.time(at) + "\n";
  }

  /**
   * @throws IllegalArgumentException for anything but what {@link #text} writes
   */
  static Checkpoint parse(String text) {
    List<String> lines = text.lines().toList();
    try {
      Checkpoint checkpoint =
          new Checkpoint(
              lines.get(0),
              Long.parseLong(lines.get(1)),
              new Digest32(Base64.getDecoder().decode(lines.get(2))),
              Instant.parse(lines.get(3).substring(TIME.length())));
      if (checkpoint.text().equals(text)) {
        return checkpoint;
      }
    } catch (IndexOutOfBoundsException | DateTimeParseException e) {
      throw new IllegalArgumentException("no checkpoint", e);
    }
    throw new IllegalArgumentException("no checkpoint");
  }

  byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }
}
