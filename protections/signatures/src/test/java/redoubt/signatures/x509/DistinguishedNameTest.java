package redoubt.signatures.x509;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which subjects a name means. */
final class DistinguishedNameTest {
  private static boolean fits(String wanted, String subject) {
    return DistinguishedName.isWithin(wanted, subject);
  }

  @Test
  void aSubjectHasAllThatIsWantedAndMayHaveMore() {
    assertThat(fits("O=Acme,C=DE", "CN=ci,O=Acme,ST=Berlin,C=DE")).isTrue();
    assertThat(fits("O=Acme,C=DE", "CN=ci,O=Acme,C=FR")).isFalse();
    assertThat(fits("O=Acme,S=Berlin", "O=Acme,ST=Berlin")).isTrue();
    assertThat(fits("o=Acme,s=Berlin", "O=Acme,ST=Berlin")).isTrue();
  }

  /** Who may name itself as it likes in a second attribute is nobody else. */
  @Test
  void anAttributeThatIsThereTwiceOrBesideAnotherIsNoName() {
    assertThat(fits("O=Acme", "CN=ci,O=Acme,O=Evil")).isFalse();
    assertThat(fits("O=Acme", "CN=ci,O=Evil,O=Acme")).isFalse();
    assertThat(fits("O=Acme", "CN=ci,O=Acme+OU=x")).isFalse();
    assertThat(DistinguishedName.parse("O=Acme,O=Evil")).isEmpty();
  }

  @Test
  void valuesAreAsTheyAreWritten() {
    assertThat(fits("O=acme", "O=Acme")).isFalse();
    assertThat(fits("O=Acme ", "O=Acme")).isTrue();
  }

  /** What names have no letters for is compared, too, and never passed over. */
  @Test
  void whatIsWrittenInHexHasToBeTheSame() {
    assertThat(fits("1.2.3=#0401aa", "O=Acme")).isFalse();
    assertThat(fits("O=Acme,1.2.3=#0401aa", "O=Acme,1.2.3=#0401bb")).isFalse();
    assertThat(fits("O=Acme,1.2.3=#0401aa", "O=Acme,1.2.3=#0401aa")).isTrue();
    assertThat(fits("O=Acme", "O=Acme,1.2.3=#0401aa,1.2.3=#0401aa")).isTrue();
  }
}
