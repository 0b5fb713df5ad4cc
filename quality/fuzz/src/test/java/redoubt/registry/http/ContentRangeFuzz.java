package redoubt.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/**
 * Whatever a client says of where a piece lies, its end is no overflow, and it is said so again.
 */
final class ContentRangeFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    String header = text(input);
    ContentRange range;
    try {
      range = ContentRange.of(header);
    } catch (Failure e) {
      expect(e, "registry.bad-range");
      return;
    }
    assertThat(range.first()).isNotNegative();
    assertThat(range.length()).isNotNegative();
    long end = Math.addExact(range.first(), range.length());
    if (end > 0 && end <= 1_000_000_000_000_000_000L) {
      assertThat(ContentRange.of(range.first() + "-" + (end - 1))).isEqualTo(range);
    }
  }
}
