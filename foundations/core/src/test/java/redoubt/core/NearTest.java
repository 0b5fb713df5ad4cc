package redoubt.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearTest {
  private static final List<String> NAMES =
      List.of("trust", "simple", "vulnerability", "mutateImage", "policy");

  @ParameterizedTest
  @CsvSource({
    "trsut, trust",
    "Trust, trust",
    "simpel, simple",
    "policies, policy",
    "mutateimages, mutateImage",
    "vulnerabilities, vulnerability",
  })
  void whatDiffersLittleIsMeant(String misspelt, String meant) {
    assertThat(Near.of(misspelt, NAMES)).contains(meant);
  }

  @Test
  void whatDiffersMuchIsNotGuessed() {
    assertThat(Near.of("va", NAMES)).isEmpty();
    assertThat(Near.of("", NAMES)).isEmpty();
    assertThat(Near.of("requirements", NAMES)).isEmpty();
    assertThat(Near.of("t".repeat(10_000), NAMES)).isEmpty();
  }
}
