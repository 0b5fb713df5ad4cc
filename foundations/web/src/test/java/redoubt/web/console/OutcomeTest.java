package redoubt.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutcomeTest {
  @Test
  void codesAreSaidInWords() {
    assertThat(new Outcome("identity.bad-apikey").words()).isEqualTo("the API key is not good");
    assertThat(new Outcome("web.no-credential").words()).isEqualTo("nobody was signed in");
    assertThat(new Outcome("keys.signing-key-disabled").words()).isEqualTo("signing key disabled");
  }

  @Test
  void whatWasDoneNeedsNoWords() {
    assertThat(new Outcome("ok").words()).isEmpty();
    assertThat(new Outcome("ok").isDone()).isTrue();
  }

  @Test
  void whatIsNoCodeIsSaidAsItIs() {
    assertThat(new Outcome("odd").words()).isEqualTo("odd");
    assertThat(new Outcome("").words()).isEmpty();
  }
}
