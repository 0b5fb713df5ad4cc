package redoubt.admission.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import redoubt.admission.policy.Policy;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/** A file of policies is refused, or says the same when it is written as our own. */
final class PolicyFileFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    try {
      List<Policy> read = PolicyFile.read(text(input), "team");
      List<Policy> again = PolicyFile.read(PolicyWriter.yaml(read), "other");
      assertThat(again.stream().map(Policy::entries))
          .isEqualTo(read.stream().map(Policy::entries).toList());
    } catch (Failure refused) {
      expect(refused, "admission.bad-policy");
    }
  }
}
