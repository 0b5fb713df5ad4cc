package redoubt.crypto.hsm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import redoubt.crypto.Hash;

/** Numbers of PKCS#11 2.40 (pkcs11t.h) and the attributes of our keys. */
final class Attributes {
  static final long AES_KEY_GEN = 0x1080;
  static final long AES_GCM = 0x1087;
  static final long SENSITIVE = 0x103;
  static final long EXTRACTABLE = 0x162;
  static final long LOCAL = 0x163;

  private static final long CLASS = 0x0;
  private static final long TOKEN = 0x1;
  private static final long PRIVATE = 0x2;
  private static final long LABEL = 0x3;
  private static final long KEY_TYPE = 0x100;
  private static final long ID = 0x102;
  private static final long ENCRYPT = 0x104;
  private static final long DECRYPT = 0x105;
  private static final long WRAP = 0x106;
  private static final long UNWRAP = 0x107;
  private static final long SIGN = 0x108;
  private static final long VERIFY = 0x10a;
  private static final long DERIVE = 0x10c;
  private static final long VALUE_LEN = 0x161;
  private static final long MODIFIABLE = 0x170;
  private static final long SECRET_KEY = 4;
  private static final long AES = 0x1f;

  private Attributes() {}

  /** A list of CK_ATTRIBUTE. */
  static final class Template {
    private final Map<Long, byte[]> values = new LinkedHashMap<>();

    Template with(long attribute, byte[] value) {
      values.put(attribute, value);
      return this;
    }

    Template with(long attribute, long value) {
      return with(
          attribute, ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(value).array());
    }

    Template with(long attribute, boolean value) {
      return with(attribute, new byte[] {(byte) (value ? 1 : 0)});
    }

    int size() {
      return values.size();
    }

    MemorySegment toNative(Arena arena) {
      MemorySegment list = arena.allocate(24L * values.size(), 8);
      long at = 0;
      for (Map.Entry<Long, byte[]> entry : values.entrySet()) {
        list.set(JAVA_LONG, at, entry.getKey());
        list.set(ADDRESS, at + 8, arena.allocateFrom(JAVA_BYTE, entry.getValue()));
        list.set(JAVA_LONG, at + 16, entry.getValue().length);
        at += 24;
      }
      return list;
    }
  }

  /** Finds a key of ours by its label. */
  static Template find(String label) {
    return new Template().with(CLASS, SECRET_KEY).with(TOKEN, true).with(ID, id(label));
  }

  /**
   * An AES-256 key that stays in the token for good: it cannot be read, wrapped or changed, and
   * does nothing but encrypt and decrypt.
   */
  static Template create(String label) {
    return new Template()
        .with(CLASS, SECRET_KEY)
        .with(KEY_TYPE, AES)
        .with(VALUE_LEN, 32)
        .with(TOKEN, true)
        .with(PRIVATE, true)
        .with(LABEL, label.getBytes(StandardCharsets.UTF_8))
        .with(ID, id(label))
        .with(SENSITIVE, true)
        .with(EXTRACTABLE, false)
        .with(MODIFIABLE, false)
        .with(ENCRYPT, true)
        .with(DECRYPT, true)
        .with(WRAP, false)
        .with(UNWRAP, false)
        .with(SIGN, false)
        .with(VERIFY, false)
        .with(DERIVE, false);
  }

  /** Labels may be cut short by a token; the id is not. */
  private static byte[] id(String label) {
    return Hash.sha256(label.getBytes(StandardCharsets.UTF_8));
  }
}
