package redoubt.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  @Test
  void anIdIsRandomOfVersionFour() {
    UUID id = Ids.random();
    assertThat(id.version()).isEqualTo(4);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(Ids.random()).isNotEqualTo(id);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    UUID id = Ids.random();
    assertThat(Ids.parse(id.toString())).contains(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1-1-1-1-1",
        "00000000-0000-4000-8000-00000000000G",
        "00000000-0000-4000-8000-00000000000A",
        "00000000-0000-4000-8000-0000000000000"
      })
  void anythingElseIsNoId(String text) {
    assertThat(Ids.parse(text)).isEmpty();
  }
}
