package redoubt.signatures.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redoubt.core.Failure;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.bundle.Bundle;

/** What Sigstore's own services signed verifies, and nothing of what should not. */
final class VectorsTest {
  static Stream<Vectors.Case> cases() {
    return Stream.concat(Vectors.in("conformance"), Vectors.in("java"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theVerdictIsTheOneThatSigstoreExpects(Vectors.Case vector) {
    Fact fact = verify(vector);
    assertThat(fact.isAuthentic()).as(() -> why(fact.check(), "")).isEqualTo(vector.isGood());
  }

  private static Fact verify(Vectors.Case vector) {
    List<TrustedRoot> roots;
    try {
      roots = List.of(TrustedRoot.read(vector.rootFile()));
    } catch (Failure e) {
      roots = List.of(); // a root that nobody should read
    }
    return Bundle.verify(
        vector.artifact(),
        vector.bundle(),
        new SigstoreTrust(vector.keys(), roots, new Remembered(100)));
  }

  private static String why(Check check, String indent) {
    StringBuilder all = new StringBuilder();
    if (!check.isPassed()) {
      all.append("\n    ").append(indent).append(check.name()).append(": ").append(check.said());
      check.parts().forEach(part -> all.append(why(part, indent + "  ")));
    }
    return all.toString();
  }
}
