package redoubt.kms.proto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes one protobuf message of byte and text fields, in the form that proto3 prescribes: empty
 * fields are left out. The same contents give the same bytes.
 */
public final class ProtoWriter {
  private static final int BYTES = 2;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  private byte[] out = new byte[128];
  private int length;

  public ProtoWriter bytes(int number, byte[] value) {
    return value.length == 0 ? this : field(number, value);
  }

  public ProtoWriter text(int number, String value) {
    return bytes(number, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A field {@code map<string, bytes>}; entries stand in the order of their keys. */
  public ProtoWriter map(int number, Map<String, byte[]> entries) {
    new TreeMap<>(entries)
        .forEach((key, value) -> {
          byte[] entry = new ProtoWriter().text(ENTRY_KEY, key).bytes(ENTRY_VALUE, value).message();
          field(number, entry);
        });
    return this;
  }

  public byte[] message() {
    return Arrays.copyOf(out, length);
  }

  private ProtoWriter field(int number, byte[] value) {
    varint((number << 3) | BYTES);
    varint(value.length);
    ensure(value.length);
    System.arraycopy(value, 0, out, length, value.length);
    length += value.length;
    return this;
  }

  private void varint(int value) {
    ensure(5);
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      out[length++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out[length++] = (byte) rest;
  }

  private void ensure(int more) {
    if (out.length - length < more) {
      out = Arrays.copyOf(out, Math.max(2 * out.length, Math.addExact(length, more)));
    }
  }
}
