package redoubt.keys.material;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import redoubt.fuzz.ParserFuzz;
import redoubt.keys.KeyFailure;
import redoubt.keys.KeyProtectError;

/**
 * A wrapped key that is read is spelled as {@link WrappedKey#text} spells it: nobody can change a
 * character of one. Whatever is not base64 is told apart from what is not a wrapped key. An input
 * with a brace at its start is the JSON inside.
 */
final class WrappedKeyFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    String text =
        input.length > 0 && input[0] == '{'
            ? Base64.getEncoder().encodeToString(input)
            : new String(input, StandardCharsets.ISO_8859_1);
    try {
      assertThat(WrappedKey.parse(text).text()).isEqualTo(text);
    } catch (KeyFailure refused) {
      assertThat(refused.error())
          .isIn(KeyProtectError.INVALID_FIELD_ERR, KeyProtectError.UNPROCESSABLE_CIPHERTEXT_ERR);
      assertThat(refused.what()).hasSizeLessThan(200);
    }
  }
}
