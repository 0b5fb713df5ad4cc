package redoubt.keys.listing;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.fuzz.ParserFuzz;
import redoubt.keys.KeyFailure;
import redoubt.keys.KeyProtectError;

/** An order has each property once, or the answer names the query parameter. */
final class SortOrderFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    try {
      assertThat(SortOrder.parse(text(input)).by())
          .isNotEmpty()
          .doesNotHaveDuplicates()
          .extracting(SortOrder.By::property)
          .doesNotHaveDuplicates();
    } catch (KeyFailure refused) {
      assertThat(refused.error()).isEqualTo(KeyProtectError.INVALID_QUERY_PARAM_ERR);
      assertThat(refused.field()).contains("sort");
      assertThat(refused.what()).hasSizeLessThan(400);
    }
  }
}
