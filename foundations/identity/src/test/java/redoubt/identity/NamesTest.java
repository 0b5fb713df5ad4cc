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
import redoubt.web.Part;

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

  @ParameterizedTest
  @ValueSource(
      strings = {"a/b", "team/app", "team/a/b/c", "t.e_a__m-1/a--b", "0/0", "a/b-c.d_e__f---g"})
  void takesRepositoriesAsOciNamesThem(String name) {
    assertThat(Names.part(Part.repository(name)).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "app",
        "/app",
        "team/",
        "team//app",
        "Team/app",
        "team/app:1",
        "team/app@sha256",
        "team/../app",
        "team/.app",
        "team/app_",
        "team/a___b",
        "team/a..b",
        "team/app\n",
        "team/app\u0000",
        "team/\u0430pp",
        "team/app%2f",
        "team/app x"
      })
  void refusesOtherNamesOfRepositories(String name) {
    refused("identity.bad-repository", Part.repository(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "A", "a_", "-a", "a b", "a\n", "m\u00fcller", "a\u0000"})
  void refusesOtherNamesOfNamespaces(String name) {
    refused("identity.bad-namespace", Part.namespace(name));
  }

  @Test
  void aPartsNameHas255CharactersAndNoMore() {
    assertThat(Names.part(Part.namespace("n".repeat(255))).name()).hasSize(255);
    refused("identity.bad-namespace", Part.namespace("n".repeat(256)));
    assertThat(Names.isRepository("n/" + "a".repeat(253))).isTrue();
    refused("identity.bad-repository", Part.repository("n/" + "a".repeat(254)));
    refused("identity.bad-repository", Part.repository("a-".repeat(500_000)));
    refused("identity.bad-ring", Part.ring("r".repeat(101)));
    refused("identity.bad-ring", Part.ring("team/app"));
  }

  private static void refused(String code, Part part) {
    assertThatThrownBy(() -> Names.part(part))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }
}
