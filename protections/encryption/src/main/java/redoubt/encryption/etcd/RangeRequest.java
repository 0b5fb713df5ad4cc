package redoubt.encryption.etcd;

import java.io.ByteArrayOutputStream;

/**
 * etcd's {@code RangeRequest}.
 *
 * @param end empty for the one key
 * @param limit most pairs in the answer
 * @param revision 0 for the newest
 */
@SuppressWarnings("ArrayRecordComponent") // Written to the wire, compared by nobody.
record RangeRequest(byte[] from, byte[] end, long limit, long revision) {
  private static final int VARINT = 0;
  private static final int BYTES = 2;

  byte[] encoded() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    bytes(out, 1, from);
    if (end.length > 0) {
      // Sent and empty, it would mean all that follows.
      bytes(out, 2, end);
    }
    number(out, 3, limit);
    if (revision > 0) {
      number(out, 4, revision);
      // Serializable: at a fixed revision any member has the same answer, also without a quorum.
      number(out, 7, 1);
    }
    return out.toByteArray();
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    varint(out, (field << 3) | BYTES);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void number(ByteArrayOutputStream out, int field, long value) {
    varint(out, (field << 3) | VARINT);
    varint(out, value);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
