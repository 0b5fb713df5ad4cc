package redoubt.signatures.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import redoubt.web.Json;
import redoubt.web.console.Moment;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;

/** What a page says of whoever may sign. */
final class SignerViewTest {
  private static SignerView view(String more) {
    String json = "{\"name\": \"ci\", \"kind\": \"key\", \"addedBy\": \"ann\"%s}".formatted(more);
    return SignerView.of(Json.parse(json.getBytes(UTF_8)), at -> new Moment(at, Instant.EPOCH));
  }

  @Test
  void whatCannotBeReadIsNotCalledGood() {
    assertThat(view("").pill()).isEqualTo(new Pill(Tone.GOOD, "may sign"));
    SignerView unread = view(", \"unread\": \"There is no certificate.\"");
    assertThat(unread.pill()).isEqualTo(new Pill(Tone.WARN, "cannot be read"));
    assertThat(unread.unread()).isEqualTo("There is no certificate.");
    assertThat(unread.isLive()).isTrue();
  }

  @Test
  void whoWasRevokedIsCalledSoInAnyCase() {
    assertThat(view(", \"unread\": \"x\", \"revokedAt\": \"2026-01-01T00:00:00Z\"").pill())
        .isEqualTo(new Pill(Tone.BAD, "revoked"));
  }
}
