package redoubt.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/**
 * A made-up box never opens; what was sealed opens to the same bytes, and no longer when one of its
 * bytes or its context is another.
 */
final class AeadFuzz extends ParserFuzz {
  private static final SecretBytes KEY = SecretBytes.random(Aead.KEY_BYTES);

  @Override
  protected void check(byte[] input) {
    byte[] aad = Aad.of("fuzz", Integer.toString(input.length));
    doesNotOpen(input, aad);
    byte[] box = Aead.seal(KEY, input, aad);
    assertThat(box).hasSize(input.length + Aead.OVERHEAD);
    assertThat(Aead.open(KEY, box, aad)).isEqualTo(input);
    doesNotOpen(box, Aad.of("fuzz", "", Integer.toString(input.length)));
    int at = input.length == 0 ? 0 : (input[0] & 0xff) * box.length / 256;
    box[at] ^= 1;
    doesNotOpen(box, aad);
  }

  private static void doesNotOpen(byte[] box, byte[] aad) {
    try {
      Aead.open(KEY, box, aad);
    } catch (Failure refused) {
      expect(refused, "crypto.tampered");
      return;
    }
    throw new AssertionError("a box opens that was not sealed");
  }
}
