package redoubt.encryption.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import redoubt.fuzz.ParserFuzz;
import redoubt.kms.proto.Malformed;

/** What is taken for a pair lies within the message; all else is said to be malformed. */
final class KeyValueFuzz extends ParserFuzz {
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
      assertThat(RangeAnswer.decode(input).pairs().size()).isLessThanOrEqualTo(input.length);
    } catch (Malformed refused) {
      assertThat(refused.rule()).isNotEmpty();
    }
  }
}
