package redoubt.kms;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import redoubt.core.Failure;

/**
 * Reads the fields of one protobuf message that lie in bytes with a length before them (wire type
 * 2), which are all that KMS messages have. Fields of other types are passed over, as newer
 * versions of the contract may have them. Never reads past the message and never allocates more
 * than it holds.
 */
public final class ProtoReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final long MOST_TAG = (1L << 32) - 1;

  private final byte[] message;
  private final int end;
  private int at;
  private int number;
  private int from;

  public ProtoReader(byte[] message) {
    this(message, 0, message.length);
  }

  private ProtoReader(byte[] message, int from, int end) {
    this.message = message;
    this.at = from;
    this.end = end;
  }

  /**
   * Moves on to the next field.
   *
   * @return whether there is one
   * @throws Failure {@code kms.malformed}
   */
  public boolean next() {
    while (at < end) {
      long tag = varint();
      if (tag > MOST_TAG || tag >>> 3 == 0) {
        throw malformed("a field has no valid number");
      }
      switch ((int) (tag & 7)) {
        case VARINT -> varint();
        case FIXED64 -> skip(8);
        case FIXED32 -> skip(4);
        case BYTES -> {
          long length = varint();
          if (length < 0 || length > end - at) {
            throw malformed("a field is longer than the message");
          }
          number = (int) (tag >>> 3);
          from = at;
          at += (int) length;
          return true;
        }
        default -> throw malformed("a field has a type that is not used");
      }
    }
    return false;
  }

  /** The present field's number. */
  public int number() {
    return number;
  }

  /** A copy of the present field's bytes. */
  public byte[] bytes() {
    return Arrays.copyOfRange(message, from, at);
  }

  /** The present field as text, which is valid UTF-8. */
  public String text() {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(message, from, at - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed("a text is not UTF-8");
    }
  }

  /** The present field as a message of its own. */
  public ProtoReader message() {
    return new ProtoReader(message, from, at);
  }

  /** A message that cannot be read: {@code kms.malformed}. */
  static Failure malformed(String why) {
    return new Failure(
        Failure.Kind.INVALID,
        "kms.malformed",
        "The message cannot be read: " + why + ".",
        "Send a protobuf message of the Kubernetes KMS contract.");
  }

  private void skip(int count) {
    if (count > end - at) {
      throw malformed("it is cut off");
    }
    at += count;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        throw malformed("it is cut off");
      }
      byte next = message[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("a number is too long");
  }
}
