package redoubt.crypto;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What trusts whom is seen in ServerIdentityTest. */
class AuthoritiesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no PEM at all",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
      })
  void aTextWithoutACertificateTrustsNobody(String text) {
    InputStream pem = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> Authorities.of(pem)).isInstanceOf(CertificateException.class);
  }
}
