package redoubt.signatures.x509;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/** Certificates of authorities have fingerprints, or are said to be none. */
final class AuthoritiesFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    try {
      assertThat(Authorities.read(text(input)).fingerprints())
          .isNotEmpty()
          .allMatch(print -> print.matches("[0-9a-f]{64}"));
    } catch (Failure refused) {
      expect(refused, "signatures.bad-authority");
    }
  }
}
