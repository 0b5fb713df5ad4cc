package redoubt.signatures.gpg;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.core.Failure;
import redoubt.fuzz.Genuine;
import redoubt.fuzz.ParserFuzz;
import redoubt.oci.Digest;

/**
 * OpenPGP keys have fingerprints, and whatever they are, nothing breaks that is checked by them.
 */
final class PgpKeysFuzz extends ParserFuzz {
  private static final Digest IMAGE =
      Digest.parse("sha256:ba80793db053dcd5c194eae4c0824bb747040272ebea9e5411f7949b842dc5a6");
  private static final byte[] MESSAGE = Genuine.seed(PgpMessageFuzz.class, "genuine");

  @Override
  protected void check(byte[] input) {
    try {
      PgpKeys keys = PgpKeys.read(input);
      assertThat(keys.fingerprints())
          .isNotEmpty()
          .allMatch(print -> print.matches("[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}"));
      assertThat(SimpleSigning.verify(IMAGE, MESSAGE, keys).subject()).isEqualTo(IMAGE);
    } catch (Failure refused) {
      expect(refused, "signatures.bad-pgp-key");
    }
  }
}
