package redoubt.signatures.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import redoubt.web.Json;
import redoubt.web.console.Moment;

class FoundSignatureTest {
  private static FoundSignature of(String format, String claims) {
    String json =
        "{\"format\": \"%s\", \"evidence\": \"sha256:0\", \"claims\": %s}"
            .formatted(format, claims);
    return FoundSignature.of(
        Json.parse(json.getBytes(StandardCharsets.UTF_8)), at -> new Moment(at, Instant.EPOCH));
  }

  @Test
  void whatItsCertificatesSayIsNotItsSignersWord() {
    FoundSignature found =
        of(
            "notation",
            """
            {"anchors": "sha256:1", "certificates-from": "F", "certificates-until": "U",
              "timestamp": "T", "timestamp-authority": "A", "revocation": "not-asked",
              "signing-scheme": "notary.x509", "signing-time": "S", "annotation:anchors": "mine"}
            """);
    assertThat(found.claims())
        .containsExactly(
            "annotation:anchors: mine", "signing-scheme: notary.x509", "signing-time: S");
    assertThat(found.learnt())
        .containsExactly(
            "anchors: sha256:1",
            "certificates-from: F",
            "certificates-until: U",
            "revocation: not-asked",
            "timestamp-authority: A",
            "timestamp: T");
  }

  @Test
  void whatALogProvedIsNotItsSignersWord() {
    FoundSignature found =
        of(
            "cosign-legacy",
            """
            {"log": "rekor.example", "signed-at": "S", "certificate.source-ref": "main",
              "docker-reference": "host/app"}
            """);
    assertThat(found.claims()).containsExactly("docker-reference: host/app");
    assertThat(found.learnt())
        .containsExactly("certificate.source-ref: main", "log: rekor.example", "signed-at: S");
  }

  @Test
  void ofOpenPgpAllIsItsSignersWord() {
    FoundSignature found = of("openpgp", "{\"signed-at\": \"S\", \"creator\": \"skopeo\"}");
    assertThat(found.claims()).containsExactly("creator: skopeo", "signed-at: S");
    assertThat(found.learnt()).isEmpty();
  }
}
