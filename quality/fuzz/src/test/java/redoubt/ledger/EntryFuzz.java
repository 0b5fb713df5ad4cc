package redoubt.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.fuzz.ParserFuzz;
import redoubt.ledger.sql.PageRow;

/** An entry of the ledger has one spelling, alone and in a page of several. */
final class EntryFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    try {
      EntryCodec.Salted read = EntryCodec.decode(input);
      assertThat(EntryCodec.encode(read.entry(), read.salt())).isEqualTo(input);
    } catch (IllegalArgumentException refused) {
      // Bytes that no entry has.
    }
    try {
      assertThat(PageCodec.unpack(new PageRow(0, "tenant", input, java.util.List.of())))
          .hasSizeLessThanOrEqualTo(input.length / 8);
    } catch (IllegalArgumentException refused) {
      // Bytes that no page has.
    }
  }
}
