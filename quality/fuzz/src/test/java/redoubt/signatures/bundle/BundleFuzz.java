package redoubt.signatures.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import redoubt.fuzz.Genuine;
import redoubt.fuzz.ParserFuzz;
import redoubt.oci.Digest;
import redoubt.signatures.Fact;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.Signer;
import redoubt.signatures.sigstore.Remembered;
import redoubt.signatures.sigstore.SigstoreTrust;
import redoubt.signatures.sigstore.TrustedRoot;
import redoubt.web.Json;

/**
 * Bundles with a DSSE envelope: each has a fact, and one is authentic only if it holds the
 * statement that the real signer signed.
 */
final class BundleFuzz extends ParserFuzz {
  private static final Digest IMAGE =
      Digest.parse("sha256:ba80793db053dcd5c194eae4c0824bb747040272ebea9e5411f7949b842dc5a6");
  private static final SigstoreTrust TRUST =
      new SigstoreTrust(
          PublicKeys.of(
              List.of(
                  PublicKeys.read(
                      new String(Genuine.file(BundleFuzz.class, "cosign.pub"), UTF_8)))),
          List.of(TrustedRoot.read(Genuine.file(BundleFuzz.class, "public-root.json"))),
          new Remembered(100));
  private static final byte[] STATEMENT =
      statement(Json.parse(Genuine.seed(BundleFuzz.class, "genuine")));

  private static byte[] statement(JsonNode bundle) {
    return java.util.Base64.getDecoder().decode(bundle.at("/dsseEnvelope/payload").asText());
  }

  @Override
  protected void check(byte[] input) {
    Fact fact = Bundle.verify(IMAGE, input, TRUST);
    assertThat(fact.evidence()).isEqualTo(Digest.of(input));
    if (fact.isAuthentic()) {
      assertThat(statement(Json.parse(input))).isEqualTo(STATEMENT);
    } else {
      assertThat(fact.signer()).isInstanceOf(Signer.Unknown.class);
    }
  }
}
