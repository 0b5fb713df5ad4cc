package redoubt.admission.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Failure;

final class NamePatternTest {
  private static final String DIGEST =
      "@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @ParameterizedTest
  @CsvSource({
    "*, nginx",
    "*, registry.test/a/b:c",
    "nginx, nginx:1.29",
    "icr.test/ns/app, icr.test/ns/app",
    "icr.test/ns/app, icr.test/ns/app:v1",
    "icr.test/ns/app:*, icr.test/ns/app:v1",
    "icr.test/*, icr.test/ns/app:v1",
    "icr.test/ns/*, icr.test/ns/deeper/app",
    "*.icr.test/ns/*, uk.icr.test/ns/app:v1",
    "icr*.test/ns/*, icr01.test/ns/app",
    "icr.test:5000/ns/*, icr.test:5000/ns/app",
  })
  void aStarStandsForAnyCharacters(String pattern, String image) {
    assertThat(new NamePattern(pattern).matches(image)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "nginx, nginx2",
    "nginx, acme/nginx",
    "icr.test/ns/app, icr.test/ns/apple",
    "icr.test/ns/app, icr.test/ns/app/deeper",
    "icr.test/ns/app:v1, icr.test/ns/app",
    "icr.test/ns/app:v1, icr.test/ns/app:v10",
    "icr.test/*, nginx",
    "icr.test/*, evilicr.test/ns/app",
    "icr.test/*, icr.test.evil/ns/app",
  })
  void theRestIsTakenAsItStands(String pattern, String image) {
    assertThat(new NamePattern(pattern).matches(image)).isFalse();
  }

  @Test
  void aNameWithoutATagIsOfEveryTagAndNoDigest() {
    NamePattern pattern = new NamePattern("icr.test/ns/app");
    assertThat(pattern.matches("icr.test/ns/app:v1" + DIGEST)).isTrue();
    assertThat(pattern.matches("icr.test/ns/app" + DIGEST)).isFalse();
    assertThat(new NamePattern("icr.test/ns/*").matches("icr.test/ns/app" + DIGEST)).isTrue();
  }

  /** The attacks of Portieris' wildcard_test.go, and one more by its port. */
  @ParameterizedTest
  @CsvSource({
    "*.registry.test/org/*, attacker.test/x.registry.test/org/malware:latest",
    "*.registry.test/org/*, attacker.test/x.registry.test/org/malware",
    "registry*.test/org/*, registry.attacker.test/x.test/org/evil",
    "*.registry.test/repo/*, evil.test/fake.registry.test/repo/pwn:latest",
    "registry.test/org/*, evilreg.test/org/foo:latest",
    "trusted.test/*, evil.test/trusted.test/org/image:demo",
    "trusted.test/*, trusted.test:5000/org/image",
  })
  void noRegistryIsImitatedByAPath(String pattern, String image) {
    assertThat(new NamePattern(pattern).matches(image)).isFalse();
  }

  @Test
  void itsWeightIsWhatItSaysBesidesStars() {
    assertThat(new NamePattern("*").weight()).isZero();
    assertThat(new NamePattern("a.test/*b*").weight()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "icr.test/ns app", "icr.test/ns?", "bücher.test/*", "a\n"})
  void whatNoImageCanBeCalledIsRefused(String text) {
    assertThatThrownBy(() -> new NamePattern(text))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo("admission.bad-policy"));
  }

  @Test
  void manyStarsTakeNoTime() {
    NamePattern many = new NamePattern("a.test/" + "*a".repeat(250) + "b");
    assertThat(many.matches("a.test/" + "a".repeat(500))).isFalse();
  }
}
