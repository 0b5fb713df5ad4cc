package redoubt.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redoubt.core.Failure;

final class TagPatternsTest {
  @ParameterizedTest
  @CsvSource({
    "v*, v1.2, true",
    "v*, v, true",
    "v*, av1, false",
    "*-final, 3-final, true",
    "*-final, 3-final-2, false",
    "v?.?, v1.2, true",
    "v?.?, v10.2, false",
    "a*b*c, aXbXbXc, true",
    "a*b*c, aXcXb, false",
    "latest, latest, true",
    "latest, latest2, false",
    "a.c, abc, false"
  })
  void aStarStandsForAnyCharactersAndAQuestionMarkForOne(String glob, String tag, boolean fits) {
    assertThat(TagPatterns.parse(glob).matches(tag)).isEqualTo(fits);
  }

  @Test
  void anyOfThePatternsWillDo() {
    TagPatterns patterns = TagPatterns.parse("v*, release-?");
    assertThat(List.of("v1", "release-2", "dev").stream().filter(patterns::matches))
        .containsExactly("v1", "release-2");
  }

  @Test
  void noPatternMatchesNothing() {
    assertThat(TagPatterns.parse("").matches("")).isFalse();
    assertThat(TagPatterns.parse("").matches("v1")).isFalse();
  }

  /** An expression that tried every way to share the text out would not end. */
  @Test
  void manyStarsTakeNoLongTime() {
    TagPatterns patterns = TagPatterns.parse("a*".repeat(60) + "b");
    assertThat(patterns.matches("a".repeat(128))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"'v(1|2)'", "'v1,'", "'a b'", "'v/1'"})
  void whatIsNoPatternIsRefused(String text) {
    assertThatThrownBy(() -> TagPatterns.parse(text))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo("registry.bad-pattern"));
  }
}
