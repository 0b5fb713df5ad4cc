package redoubt.keys.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import redoubt.fuzz.ParserFuzz;
import redoubt.keys.KeyFailure;
import redoubt.keys.KeyProtectError;

/** A search reads back from what it was read to, or the answer names the query parameter. */
final class SearchFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    Optional<Search> search;
    try {
      search = Search.parse(text(input));
    } catch (KeyFailure refused) {
      assertThat(refused.error()).isEqualTo(KeyProtectError.INVALID_QUERY_PARAM_ERR);
      assertThat(refused.field()).contains("search");
      return;
    }
    search.ifPresent(found -> {
      assertThat(found.text()).isNotEmpty().doesNotContain("\0");
      assertThat(found.inNames() || found.inAliases()).isTrue();
      String written =
          (found.not() ? "not:" : "")
              + (found.exact() ? "exact:" : "")
              + (found.inNames() ? "name:" : "")
              + (found.inAliases() ? "alias:" : "")
              + "escape:"
              + found.text()
              + ",";
      if (written.length() <= 300) {
        assertThat(Search.parse(written)).contains(found);
      }
    });
  }
}
