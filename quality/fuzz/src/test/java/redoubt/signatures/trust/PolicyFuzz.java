package redoubt.signatures.trust;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;
import redoubt.web.Json;

/** Trust policies, with their conditions, read back from what they are written as. */
final class PolicyFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    try {
      TrustPolicy policy = PolicyReader.read(Json.parse(input));
      assertThat(PolicyReader.read(Json.parse(Json.bytes(PolicyReader.write(policy)))))
          .isEqualTo(policy);
    } catch (Failure refused) {
      expect(refused, "signatures.bad-policy", "signatures.bad-condition", "web.bad-json");
    }
  }
}
