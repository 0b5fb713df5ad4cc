package redoubt.encryption.envelope;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import redoubt.kms.proto.Malformed;
import redoubt.kms.proto.ProtoReader;

/**
 * The last few KMS v2 envelopes. All but the data of an object is the same for all objects under
 * one seed: what stands before (the header) and what comes after (key_id, wrapped seed,
 * annotations, type). Whoever has both, byte for byte, has the same envelope.
 */
final class RecentSeeds {
  private static final int MOST = 16;

  private final Known[] known = new Known[MOST];
  private int size;

  /** One envelope and the bytes around the data that make it. */
  private record Known(
      MemorySegment before, MemorySegment after, int shortestData, Envelope envelope) {

    boolean fits(MemorySegment value) {
      long start = before.byteSize();
      if (value.byteSize() < start + after.byteSize()
          || MemorySegment.mismatch(value, 0, start, before, 0, start) != -1) {
        return false;
      }
      long length = value.byteSize();
      MemorySegment body = value.asSlice(start, length - start);
      ProtoReader reader = new ProtoReader(body);
      if (reader.next() != 1 || reader.bytes().byteSize() < shortestData) {
        return false;
      }
      long rest = start + reader.position();
      return length - rest == after.byteSize()
          && MemorySegment.mismatch(value, rest, length, after, 0, after.byteSize()) == -1;
    }
  }

  Optional<Envelope> find(MemorySegment value) {
    try {
      for (int i = 0; i < size; i++) {
        Known candidate = known[i];
        if (candidate.fits(value)) {
          if (i > 0) {
            known[i] = known[i - 1];
            known[i - 1] = candidate;
          }
          return Optional.of(candidate.envelope);
        }
      }
    } catch (Malformed e) {
      // The full reading says what is wrong with it.
    }
    return Optional.empty();
  }

  /**
   * @param headerLength where the body begins
   * @param dataEnd where, in the body, the data end, which are its first field
   */
  void add(
      MemorySegment value, int headerLength, long dataEnd, int shortestData, Envelope envelope) {
    int slot = size < MOST ? size++ : MOST - 1;
    known[slot] =
        new Known(
            copy(value.asSlice(0, headerLength)),
            copy(value.asSlice(headerLength + dataEnd)),
            shortestData,
            envelope);
  }

  private static MemorySegment copy(MemorySegment bytes) {
    return MemorySegment.ofArray(bytes.toArray(ValueLayout.JAVA_BYTE));
  }
}
