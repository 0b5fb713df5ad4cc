package redoubt.kms.proto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The fields of one message, one after the other:
 *
 * <pre>{@code
 * for (int field = reader.next(); field != 0; field = reader.next()) {
 *   switch (field) {
 *     case 1 -> key = reader.bytes();
 *     default -> reader.skip();
 *   }
 * }
 * }</pre>
 *
 * Each field is read by one call, or skipped. Groups, which proto3 does not have, are refused.
 * Never reads past the message and never allocates more than it holds. Whatever is wrong with it
 * ends in {@link Malformed}.
 */
public final class ProtoReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int LONGEST_VARINT = 10;

  private final MemorySegment message;
  private final long end;
  private long at;
  private int wire;

  public ProtoReader(MemorySegment message) {
    this.message = message;
    this.end = message.byteSize();
  }

  public ProtoReader(byte[] message) {
    this(MemorySegment.ofArray(message));
  }

  /** The number of the next field, 0 at the end. */
  public int next() {
    if (at == end) {
      return 0;
    }
    long tag = readVarint();
    wire = (int) (tag & 7);
    long number = tag >>> 3;
    if (number < 1 || number > 0x1FFF_FFFF) {
      throw new Malformed("a field has the number " + number);
    }
    return (int) number;
  }

  /** The field as a number of up to 64 bits. */
  public long varint() {
    expect(VARINT);
    return readVarint();
  }

  /** The field as a piece of the message. */
  public MemorySegment bytes() {
    expect(BYTES);
    long length = length();
    MemorySegment piece = message.asSlice(at, length);
    at += length;
    return piece;
  }

  /** The field as a copy of its bytes. */
  public byte[] copy() {
    return bytes().toArray(ValueLayout.JAVA_BYTE);
  }

  /** The field as text. */
  public String text() {
    return text(bytes());
  }

  /** The field as a message of its own. */
  public ProtoReader message() {
    return new ProtoReader(bytes());
  }

  /**
   * Bytes as text.
   *
   * @throws Malformed when they are not UTF-8
   */
  public static String text(MemorySegment bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.asByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw new Malformed("a text in it is not UTF-8");
    }
  }

  public void skip() {
    switch (wire) {
      case VARINT -> readVarint();
      case FIXED64 -> advance(8);
      case BYTES -> advance(length());
      case FIXED32 -> advance(4);
      default -> throw new Malformed("a field has the wire type " + wire);
    }
  }

  /** Where the next field begins, in bytes from the start of the message. */
  public long position() {
    return at;
  }

  private long length() {
    long length = readVarint();
    if (length < 0 || length > end - at) {
      throw new Malformed("a field reaches over the end of its message");
    }
    return length;
  }

  private void advance(long bytes) {
    if (bytes > end - at) {
      throw new Malformed("a field reaches over the end of its message");
    }
    at += bytes;
  }

  private void expect(int type) {
    if (wire != type) {
      throw new Malformed("a field has the wire type " + wire + " instead of " + type);
    }
  }

  private long readVarint() {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      if (at == end) {
        throw new Malformed("a number is cut off");
      }
      byte piece = message.get(ValueLayout.JAVA_BYTE, at++);
      value |= (long) (piece & 0x7F) << (7 * i);
      if (piece >= 0) {
        return value;
      }
    }
    throw new Malformed("a number has more than " + LONGEST_VARINT + " bytes");
  }
}
