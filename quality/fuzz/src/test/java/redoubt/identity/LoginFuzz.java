package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/** An Authorization header is a login that shows nothing of its secret, or is said to be none. */
final class LoginFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    try {
      switch (Login.of(Optional.of(text(input)))) {
        case Login.Basic basic -> {
          assertThat(basic.user()).doesNotContain(":");
          assertThat(basic).hasToString("Basic[]");
        }
        case Login.Bearer bearer -> assertThat(bearer).hasToString("Bearer[]");
        case Login.Visitor _ -> throw new AssertionError("a header is taken for none");
      }
    } catch (Failure refused) {
      expect(refused, "identity.bad-login");
    }
  }
}
