package redoubt.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.crypto.SecretBytes;
import redoubt.fuzz.ParserFuzz;

/**
 * A note says only what was signed. In an input {@code $S$} stands for the genuine signature line
 * of {@code genuine}, a line.
 */
final class NoteKeyFuzz extends ParserFuzz {
  private static final String TEXT = "genuine\n";
  private static final SecretBytes SEED = SecretBytes.random(NoteKey.SEED_BYTES);
  private static final NoteKey KEY = NoteKey.of("log.example", SEED);
  private static final String SIGNATURE =
      KEY.sign(TEXT, SEED).substring(TEXT.length() + 1).stripTrailing();

  @Override
  protected void check(byte[] input) {
    try {
      assertThat(KEY.verify(text(input).replace("$S$", SIGNATURE))).isEqualTo(TEXT);
    } catch (IllegalArgumentException refused) {
      // A note that was not signed.
    }
  }
}
