package redoubt.signatures.gpg;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.fuzz.Genuine;
import redoubt.fuzz.ParserFuzz;
import redoubt.oci.Digest;
import redoubt.signatures.Fact;

/** OpenPGP messages: one is authentic only if its text is the one that the real signer signed. */
final class PgpMessageFuzz extends ParserFuzz {
  private static final Digest IMAGE =
      Digest.parse("sha256:ba80793db053dcd5c194eae4c0824bb747040272ebea9e5411f7949b842dc5a6");
  private static final PgpKeys KEYS = PgpKeys.read(Genuine.seed(PgpKeysFuzz.class, "armoured"));

  private static byte[] signedText(byte[] message) {
    try {
      return SignedMessage.read(message).text();
    } catch (BadMessage e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected void check(byte[] input) {
    Fact fact = SimpleSigning.verify(IMAGE, input, KEYS);
    assertThat(fact.evidence()).isEqualTo(Digest.of(input));
    if (fact.isAuthentic()) {
      assertThat(signedText(input))
          .isEqualTo(signedText(Genuine.seed(PgpMessageFuzz.class, "genuine")));
    }
  }
}
