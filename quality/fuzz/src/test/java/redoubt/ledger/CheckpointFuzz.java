package redoubt.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.fuzz.ParserFuzz;

/** A checkpoint has one spelling. */
final class CheckpointFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    String text = text(input);
    try {
      assertThat(Checkpoint.parse(text).text()).isEqualTo(text);
    } catch (IllegalArgumentException refused) {
      // A text that no checkpoint has.
    }
  }
}
