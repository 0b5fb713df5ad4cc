package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import redoubt.fuzz.ParserFuzz;

/** A text that is taken for an API key is the only one of its bits, and is never printed. */
final class ApiKeyTextFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    String text = text(input);
    ApiKeyText.parse(text)
        .ifPresent(key -> {
          assertThat(key.text()).isEqualTo(text);
          assertThat(key.id()).matches("[a-z2-7]{16}");
          String secret = text.substring(21);
          assertThat(
                  Base64.getUrlEncoder()
                      .withoutPadding()
                      .encodeToString(Base64.getUrlDecoder().decode(secret)))
              .isEqualTo(secret);
          assertThat(key.toString()).doesNotContain(secret);
          assertThat(key.digest()).hasSize(32);
        });
  }
}
