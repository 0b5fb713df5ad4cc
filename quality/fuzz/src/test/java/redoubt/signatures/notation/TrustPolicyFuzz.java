package redoubt.signatures.notation;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/** Trust policies of the Notary Project are sound, or said not to be. */
final class TrustPolicyFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    try {
      assertThat(TrustPolicyReader.read(input)).isEqualTo(TrustPolicyReader.read(input.clone()));
    } catch (Failure refused) {
      expect(refused, "signatures.bad-trust-policy");
    }
  }
}
