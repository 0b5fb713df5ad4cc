package redoubt.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import redoubt.fuzz.ParserFuzz;

/** Whatever a Range header says, what is sent lies in what there is, and is asked for again. */
final class ByteRangeFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    String header = text(input);
    for (long length : new long[] {0, 1, 500, Long.MAX_VALUE}) {
      switch (ByteRange.of(Optional.of(header), length)) {
        case ByteRange.Piece piece -> {
          assertThat(piece.first()).isBetween(0L, length - 1);
          assertThat(piece.last()).isBetween(piece.first(), length - 1);
          assertThat(piece.length()).isPositive();
          if (piece.last() < 1_000_000_000_000_000_000L) {
            assertThat(
                    ByteRange.of(
                        Optional.of("bytes=" + piece.first() + "-" + piece.last()), length))
                .isEqualTo(piece);
          }
        }
        case ByteRange.Nothing _ -> assertThat(header).startsWith("bytes=");
        case ByteRange.Whole _ -> {
          // Sent as if nobody had asked for a piece.
        }
      }
    }
  }
}
