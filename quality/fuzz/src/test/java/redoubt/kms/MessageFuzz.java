package redoubt.kms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;
import redoubt.kms.v1beta1.VersionResponse;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.StatusRequest;
import redoubt.kms.v2.StatusResponse;

/** Messages of the KMS contract: read or refused, and read again as they were written. */
final class MessageFuzz extends ParserFuzz {
  private static final List<Function<byte[], byte[]>> ROUNDS =
      List.of(
          input -> StatusRequest.decode(input).encode(),
          input -> StatusResponse.decode(input).encode(),
          input -> EncryptRequest.decode(input).encode(),
          input -> EncryptResponse.decode(input).encode(),
          input -> DecryptRequest.decode(input).encode(),
          input -> VersionResponse.decode(input).encode(),
          input -> redoubt.kms.v1beta1.EncryptRequest.decode(input).encode(),
          input -> redoubt.kms.v1beta1.DecryptRequest.decode(input).encode(),
          input -> redoubt.kms.v1beta1.EncryptResponse.decode(input).encode());

  @Override
  protected void check(byte[] input) {
    for (Function<byte[], byte[]> round : ROUNDS) {
      try {
        byte[] written = round.apply(input);
        assertThat(written).hasSizeLessThanOrEqualTo(2 * input.length);
        assertThat(round.apply(written)).isEqualTo(written);
      } catch (Failure refused) {
        expect(refused, "kms.malformed");
      }
    }
  }
}
