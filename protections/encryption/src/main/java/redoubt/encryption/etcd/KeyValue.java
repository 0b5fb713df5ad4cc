package redoubt.encryption.etcd;

import java.lang.foreign.MemorySegment;
import redoubt.kms.proto.Malformed;
import redoubt.kms.proto.ProtoReader;

/**
 * etcd's {@code mvccpb.KeyValue}.
 *
 * @param modRevision of the transaction that wrote it; 0 in a tombstone
 */
public record KeyValue(MemorySegment key, MemorySegment value, long modRevision) {
  private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  /**
   * @throws Malformed when it is none
   */
  public static KeyValue decode(MemorySegment message) {
    MemorySegment key = NOTHING;
    MemorySegment value = NOTHING;
    long modRevision = 0;
    ProtoReader reader = new ProtoReader(message);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> key = reader.bytes();
        case 3 -> modRevision = reader.varint();
        case 5 -> value = reader.bytes();
        default -> reader.skip();
      }
    }
    if (key.byteSize() == 0) {
      throw new Malformed("a key-value pair has no key");
    }
    return new KeyValue(key, value, modRevision);
  }
}
