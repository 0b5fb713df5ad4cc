package redoubt.encryption.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;
import redoubt.kms.proto.Malformed;

/** What is taken for a pair lies within the message; all else is said to be malformed. */
final class KeyValueFuzz extends ParserFuzz {
  private static final int MOST = 3;
  private static final RangeRequest PAGE =
      new RangeRequest(new byte[] {'/'}, new byte[] {'0'}, MOST, 0);

  @Override
  protected void check(byte[] input) {
    try {
      KeyValue pair = KeyValue.decode(MemorySegment.ofArray(input));
      assertThat(pair.key().byteSize()).isBetween(1L, (long) input.length);
      assertThat(pair.value().byteSize()).isBetween(0L, (long) input.length);
    } catch (Malformed refused) {
      assertThat(refused.rule()).isNotEmpty();
    }
    try {
      assertThat(RangeAnswer.decode(input, PAGE).pairs()).hasSizeLessThanOrEqualTo(MOST);
    } catch (Failure refused) {
      assertThat(refused.code()).isEqualTo("encryption.etcd-bad-answer");
    }
  }
}
