package redoubt.oci.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import redoubt.fuzz.ParserFuzz;

/** What a registry wants to see is understood or not, the same whatever stands in other headers. */
final class ChallengeFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    String header = text(input);
    assertThat(Challenge.of(List.of("Negotiate", header)))
        .isEqualTo(Challenge.of(List.of(header, "Digest realm=\"x\"")));
  }
}
