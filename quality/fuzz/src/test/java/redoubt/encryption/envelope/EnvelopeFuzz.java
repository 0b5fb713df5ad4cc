package redoubt.encryption.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.fuzz.ParserFuzz;

/**
 * Every value has a class, the same at the second look; none opens under a key that it is not of.
 */
final class EnvelopeFuzz extends ParserFuzz {
  private static final Opener ANY_KEY =
      new Opener() {
        @Override
        public SecretBytes open(SealedSeed seed) {
          return SecretBytes.random(32);
        }

        @Override
        public SecretBytes localKey(Format format, String name) {
          return SecretBytes.random(32);
        }
      };

  private final EnvelopeReader remembering = new EnvelopeReader();

  @Override
  protected void check(byte[] input) {
    MemorySegment value = MemorySegment.ofArray(input);
    Envelope envelope = new EnvelopeReader().read(value);
    assertThat(remembering.read(value)).isEqualTo(envelope);
    assertThat(remembering.read(value)).isEqualTo(envelope);
    try (SecretBytes clear = Decryption.open(value, new byte[] {'k'}, ANY_KEY)) {
      // Without authentication a wrong key passes now and then.
      assertThat(envelope.format()).isIn(Format.AESCBC, Format.KMS_V1);
      assertThat(clear.length()).isLessThan(input.length);
    } catch (Failure refused) {
      expect(refused, "encryption.does-not-open", "encryption.not-encrypted");
    }
    assertThat(remembering.read(MemorySegment.ofArray(Arrays.copyOf(input, input.length))))
        .isEqualTo(envelope);
  }
}
