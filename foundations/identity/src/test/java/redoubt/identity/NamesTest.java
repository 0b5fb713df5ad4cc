package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Failure;

final class NamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"a", "default", "Ada Lovelace", "ada@example.org", "müller", "工場 1", "team/app:1"})
  void takesNamesOfPeopleAndThings(String name) {
    assertThat(Names.name(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " a",
        "a ",
        "a\nb",
        "a\u0000b",
        "<b>a</b>",
        "a\u202eb",
        "-a",
        "f47ac10b-58cc-4372-a567-0e02b2c3d479",
        "F47AC10B-58CC-4372-A567-0E02B2C3D479"
      })
  void refusesWhatCouldDeceive(String name) {
    assertThatThrownBy(() -> Names.name(name))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("identity.bad-name"));
  }

  @Test
  void takesNinetyCharactersAndNoMore() {
    assertThat(Names.name("n".repeat(90))).hasSize(90);
    assertThatThrownBy(() -> Names.name("n".repeat(91))).isInstanceOf(Failure.class);
  }

  @Test
  void writesOneNameInOneWay() {
    assertThat(Names.name("mu\u0308ller")).isEqualTo("m\u00fcller");
  }

  @Property(tries = 2000)
  void anyTextIsANameOrIsRefused(@ForAll @StringLength(max = 120) String text) {
    try {
      assertThat(Names.isName(Names.name(text))).isTrue();
    } catch (Failure failure) {
      assertThat(failure.code()).isEqualTo("identity.bad-name");
    }
  }

  @Test
  void freshIdsAreIds() {
    assertThat(Names.isId(Names.freshId())).isTrue();
    assertThat(java.util.UUID.fromString(Names.freshId()).version()).isEqualTo(4);
    assertThat(java.util.UUID.fromString(Names.freshId()).variant()).isEqualTo(2);
  }
}
