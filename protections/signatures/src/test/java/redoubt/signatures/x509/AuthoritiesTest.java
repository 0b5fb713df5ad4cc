package redoubt.signatures.x509;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Failure;

/** Authorities are given as PEM. */
final class AuthoritiesTest {
  private static String pem(TestAuthority.Party party) {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII))
            .encodeToString(party.encoded().getFirst())
        + "\n-----END CERTIFICATE-----\n";
  }

  @Test
  void severalAreReadAndKnownByTheirFingerprints() {
    TestAuthority.Party one = TestAuthority.authority("One", 1).alone();
    TestAuthority.Party two = TestAuthority.authority("Two", 1).alone();
    Authorities read = Authorities.read("the first:\n" + pem(one) + "the second:\n" + pem(two));
    assertThat(read.fingerprints())
        .containsExactlyInAnyOrder(
            Certificates.fingerprint(one.certificate()),
            Certificates.fingerprint(two.certificate()));
  }

  @Test
  void aLeafIsNoAuthorityUnlessItSignedItself() {
    TestAuthority.Party root = TestAuthority.authority("One", 1).alone();
    assertThatThrownBy(() -> Authorities.read(pem(TestAuthority.leaf("P-256").by(root))))
        .isInstanceOf(Failure.class)
        .extracting(thrown -> ((Failure) thrown).code())
        .isEqualTo("signatures.bad-authority");
    assertThat(Authorities.read(pem(TestAuthority.leaf("P-256").alone())).fingerprints())
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
      })
  void whatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> Authorities.read(text)).isInstanceOf(Failure.class);
  }

  @Test
  void moreThanTwoHundredAreRefused() {
    String one = pem(TestAuthority.authority("One", 1).alone());
    assertThatThrownBy(() -> Authorities.read(one.repeat(201))).isInstanceOf(Failure.class);
    assertThat(Authorities.of(List.of()).isEmpty()).isTrue();
  }
}
