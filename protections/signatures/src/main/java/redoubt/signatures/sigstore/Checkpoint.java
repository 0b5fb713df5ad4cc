package redoubt.signatures.sigstore;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import redoubt.ledger.merkle.Digest32;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.SmallJson;

/**
 * What a log said of all it held at a time: a signed note (C2SP signed-note and tlog-checkpoint).
 *
 * @param text what is signed; ends with a line break
 * @param signatures the lines behind it
 */
record Checkpoint(String origin, long size, Digest32 root, String text, List<String> signatures) {
  private static final int LONGEST = 16 << 10;
  private static final int MOST_SIGNATURES = 64;
  private static final String DASH = "\u2014 ";
  private static final int HINT = 4;

  static Optional<Checkpoint> read(String note) {
    int end = note.lastIndexOf("\n\n");
    if (end < 0 || note.length() > LONGEST || !note.endsWith("\n") || hasControls(note)) {
      return Optional.empty();
    }
    String text = note.substring(0, end + 1);
    List<String> lines = text.lines().toList();
    List<String> signatures = note.substring(end + 2).lines().toList();
    if (lines.size() < 3
        || lines.getFirst().isBlank()
        || !lines.get(1).matches("0|[1-9][0-9]{0,17}")
        || signatures.size() > MOST_SIGNATURES
        || !signatures.stream().allMatch(line -> line.startsWith(DASH))) {
      return Optional.empty();
    }
    return SmallJson.decoded(lines.get(2))
        .filter(root -> root.length == Digest32.LENGTH)
        .map(root ->
            new Checkpoint(
                lines.getFirst(),
                Long.parseLong(lines.get(1)),
                new Digest32(root),
                text,
                signatures));
  }

  /** Lines end with a line feed, and no other control character stands in a note. */
  private static boolean hasControls(String note) {
    return note.chars().anyMatch(c -> c < ' ' && c != '\n');
  }

  /** As a log of the first generation has it: {@code name - number of the tree}. */
  boolean isOfFirstGeneration() {
    return origin.matches(".* - [0-9]+");
  }

  /** Who has to have signed it. */
  String signer() {
    return isOfFirstGeneration() ? origin.substring(0, origin.lastIndexOf(" - ")) : origin;
  }

  /**
   * Whether the log signed it under the name that it goes by. Signatures of others, such as
   * witnesses, are passed over.
   */
  boolean isBy(Log log, Remembered memory) {
    String prefix = DASH + signer() + " ";
    byte[] hint = Arrays.copyOf(log.id(), HINT);
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    for (String line : signatures) {
      if (line.startsWith(prefix)) {
        byte[] signature = SmallJson.decoded(line.substring(prefix.length())).orElse(new byte[0]);
        if (signature.length > HINT && Arrays.equals(hint, Arrays.copyOf(signature, HINT))) {
          byte[] seal = Arrays.copyOfRange(signature, HINT, signature.length);
          return memory.holds(
              "checkpoint",
              () -> PublicKeys.verifies(log.key(), message, seal),
              message,
              seal,
              log.key().getEncoded());
        }
      }
    }
    return false;
  }
}
