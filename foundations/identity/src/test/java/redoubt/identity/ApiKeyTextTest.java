package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

final class ApiKeyTextTest {
  @Example
  void readsWhatItMakes() {
    ApiKeyText made = ApiKeyText.fresh();
    ApiKeyText read = ApiKeyText.parse(made.text()).orElseThrow();
    assertThat(read.id()).isEqualTo(made.id());
    assertThat(read.digest()).isEqualTo(made.digest());
    assertThat(made.text()).matches("rdt_[a-z2-7]{16}_[A-Za-z0-9_-]{43}");
  }

  @Example
  void neverMakesTheSameTwice() {
    assertThat(ApiKeyText.fresh().text()).isNotEqualTo(ApiKeyText.fresh().text());
  }

  @Property(tries = 2000)
  void readsNoTextThatItCannotHaveMade(@ForAll @StringLength(max = 80) String text) {
    assertThat(ApiKeyText.parse(text)).isEmpty();
  }

  @Property(tries = 2000)
  void anyOtherCharacterMakesItAnotherKeyOrNone(
      @ForAll @IntRange(max = 63) int at, @ForAll @CharRange(from = 0, to = 0x17f) char other) {
    ApiKeyText made = ApiKeyText.fresh();
    if (made.text().charAt(at) != other) {
      String changed = made.text().substring(0, at) + other + made.text().substring(at + 1);
      Optional<ApiKeyText> read = ApiKeyText.parse(changed);
      read.ifPresent(key -> assertThat(key.digest()).isNotEqualTo(made.digest()));
    }
  }

  @Example
  void onlyOneTextStandsForASecret() {
    String text = ApiKeyText.fresh().text();
    String rest = text.substring(0, text.length() - 1);
    long readable =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            .chars()
            .filter(last -> ApiKeyText.parse(rest + (char) last).isPresent())
            .count();
    // 43 characters hold 258 bits; of the last one, two bits must be zero.
    assertThat(readable).isEqualTo(16);
  }

  @Example
  void doesNotPrintItsSecret() {
    ApiKeyText made = ApiKeyText.fresh();
    assertThat(made.toString()).contains(made.id()).doesNotContain(made.text().substring(21));
  }
}
