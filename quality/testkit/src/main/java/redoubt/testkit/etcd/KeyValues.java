package redoubt.testkit.etcd;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Protocol buffers as etcd and the API server write them. */
public final class KeyValues {
  private KeyValues() {}

  /** etcd's {@code mvccpb.KeyValue}. */
  public static byte[] encode(String key, long created, long modified, long version, byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(value.length + 128);
    bytes(out, 1, key.getBytes(StandardCharsets.UTF_8));
    number(out, 2, created);
    number(out, 3, modified);
    number(out, 4, version);
    bytes(out, 5, value);
    return out.toByteArray();
  }

  static byte[] tombstone(String key) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    bytes(out, 1, key.getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    varint(out, (field << 3) | 2);
    varint(out, value.length);
    out.writeBytes(value);
  }

  static void number(ByteArrayOutputStream out, int field, long value) {
    varint(out, (long) field << 3);
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
