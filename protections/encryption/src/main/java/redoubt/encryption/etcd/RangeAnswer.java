package redoubt.encryption.etcd;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import redoubt.kms.proto.Malformed;
import redoubt.kms.proto.ProtoReader;

/**
 * etcd's {@code RangeResponse}.
 *
 * @param revision of the store when it answered
 * @param more whether there are pairs beyond the limit
 */
record RangeAnswer(long cluster, long revision, List<KeyValue> pairs, boolean more) {
  /**
   * @throws redoubt.core.Failure {@code encryption.etcd-bad-answer} when it is none, or has more
   *     pairs than were asked for: they may be so short that a message has millions
   */
  static RangeAnswer decode(byte[] message, RangeRequest asked) {
    try {
      return read(message, asked.limit());
    } catch (Malformed e) {
      throw EtcdFailures.damaged(e.rule(), e);
    }
  }

  private static RangeAnswer read(byte[] message, long most) {
    long cluster = 0;
    long revision = 0;
    boolean more = false;
    List<KeyValue> pairs = new ArrayList<>();
    ProtoReader reader = new ProtoReader(MemorySegment.ofArray(message));
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> {
          ProtoReader header = new ProtoReader(reader.bytes());
          for (int part = header.next(); part != 0; part = header.next()) {
            switch (part) {
              case 1 -> cluster = header.varint();
              case 3 -> revision = header.varint();
              default -> header.skip();
            }
          }
        }
        case 2 -> {
          if (pairs.size() == most) {
            throw new Malformed("it has more keys than were asked for");
          }
          pairs.add(KeyValue.decode(reader.bytes()));
        }
        case 3 -> more = reader.varint() != 0;
        default -> reader.skip();
      }
    }
    return new RangeAnswer(cluster, revision, pairs, more);
  }
}
