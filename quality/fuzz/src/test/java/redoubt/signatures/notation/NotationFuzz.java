package redoubt.signatures.notation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import redoubt.fuzz.Genuine;
import redoubt.fuzz.ParserFuzz;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.signatures.Fact;
import redoubt.signatures.x509.Authorities;

/**
 * Envelopes of the Notary Project, JWS when the input begins with a brace and COSE otherwise: one
 * is authentic only if it holds what the real signer signed.
 */
final class NotationFuzz extends ParserFuzz {
  private static final Instant THEN = Instant.parse("2026-11-21T21:00:00Z");
  private static final Descriptor IMAGE =
      new Descriptor(
          MediaTypes.OCI_MANIFEST,
          Digest.parse("sha256:ba80793db053dcd5c194eae4c0824bb747040272ebea9e5411f7949b842dc5a6"),
          349);
  private static final TrustStores STORES =
      new TrustStores(
          Map.of(
              "ca:acme",
              Authorities.read(
                  new String(Genuine.file(NotationFuzz.class, "notation-root.crt"), UTF_8))));

  private static String form(byte[] input) {
    return input.length > 0 && input[0] == '{' ? Notation.JWS : Notation.COSE;
  }

  private static byte[] content(byte[] input) {
    try {
      return Envelope.read(form(input), input).body().content();
    } catch (BadEnvelope e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected void check(byte[] input) {
    Fact fact = Notation.verify(IMAGE, form(input), input, STORES, THEN);
    assertThat(fact.evidence()).isEqualTo(Digest.of(input));
    if (fact.isAuthentic()) {
      byte[] genuine =
          Genuine.seed(NotationFuzz.class, form(input).equals(Notation.JWS) ? "jws" : "cose");
      assertThat(content(input)).isEqualTo(content(genuine));
    }
  }
}
