package redoubt.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import redoubt.admission.policy.Requirement;
import redoubt.signatures.Format;
import redoubt.signatures.trust.PolicyReader;

/** Policies of images call formats as those of content trust do. */
final class FormatsTest {
  @Test
  void thereAreTheSame() {
    assertThat(Requirement.Signed.FORMATS)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Format.values()).map(PolicyReader::word).toList());
  }
}
