package redoubt.keys.listing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {
  @Test
  void searchesNamesAndAliasesUnlessOneIsNamed() {
    assertThat(Search.parse("foo")).contains(new Search(false, false, true, true, "foo"));
    assertThat(Search.parse("alias:foo")).contains(new Search(false, false, false, true, "foo"));
    assertThat(Search.parse("name:alias:foo"))
        .contains(new Search(false, false, true, true, "foo"));
  }

  @Test
  void escapeEndsThePrefixes() {
    assertThat(Search.parse("not:escape:not:foo"))
        .contains(new Search(true, false, true, true, "not:foo"));
  }

  @Test
  void dropsTheCommaThatIbmsGoClientAdds() {
    assertThat(Search.parse("exact:foo,")).contains(new Search(false, true, true, true, "foo"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "alias:", "not:escape:"})
  void aSearchWithoutTextIsNone(String search) {
    assertThat(Search.parse(search)).isEmpty();
  }
}
