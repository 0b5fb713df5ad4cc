package redoubt.signatures.gpg;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One packet of an OpenPGP message (RFC 9580, section 4.2), with nothing left over between or after
 * them.
 */
@SuppressWarnings("ArrayRecordComponent") // Made by a reader, and shown to a verifier alone.
record Packet(int tag, byte[] body) {
  static final int SIGNATURE = 2;
  static final int ONE_PASS = 4;
  static final int COMPRESSED = 8;
  static final int LITERAL = 11;

  private static final int MOST = 4;

  /** All packets of a message that is short enough to be in memory; at most four. */
  static List<Packet> split(byte[] message) throws BadMessage {
    Reader reader = new Reader(message);
    List<Packet> packets = new ArrayList<>();
    while (reader.hasMore()) {
      if (packets.size() == MOST) {
        throw new BadMessage("The message has more packets than a signature has.");
      }
      packets.add(reader.packet());
    }
    return packets;
  }

  /** As a packet of the new format with a length of five octets, which every reader reads. */
  byte[] encoded() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xC0 | tag);
    out.write(0xFF);
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(body.length >>> shift);
    }
    out.writeBytes(body);
    return out.toByteArray();
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean hasMore() {
      return at < bytes.length;
    }

    Packet packet() throws BadMessage {
      int header = octet();
      if ((header & 0x80) == 0) {
        throw new BadMessage("The message is not OpenPGP.");
      }
      return (header & 0x40) == 0
          ? new Packet((header >> 2) & 0x0F, old(header & 3, (header >> 2) & 0x0F))
          : new Packet(header & 0x3F, current(header & 0x3F));
    }

    /** Section 4.2.2; what has no length ends with the message. */
    private byte[] old(int kind, int tag) throws BadMessage {
      return switch (kind) {
        case 0 -> take(octet());
        case 1 -> take(number(2));
        case 2 -> take(number(4));
        default -> {
          if (tag != COMPRESSED) {
            throw new BadMessage("A packet has no length.");
          }
          yield take(bytes.length - at);
        }
      };
    }

    /** Section 4.2.1; only data comes in parts. */
    private byte[] current(int tag) throws BadMessage {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      while (true) {
        int first = octet();
        if (first >= 224 && first < 255) {
          if (tag != COMPRESSED && tag != LITERAL) {
            throw new BadMessage("A packet comes in parts that may not.");
          }
          body.writeBytes(take(1 << (first & 0x1F)));
          continue;
        }
        int length =
            first < 192 ? first : first == 255 ? number(4) : ((first - 192) << 8) + octet() + 192;
        body.writeBytes(take(length));
        return body.toByteArray();
      }
    }

    private int octet() throws BadMessage {
      return number(1);
    }

    private int number(int octets) throws BadMessage {
      int value = 0;
      for (byte one : take(octets)) {
        value = (value << 8) | (one & 0xFF);
      }
      return value;
    }

    private byte[] take(int length) throws BadMessage {
      if (length < 0 || length > bytes.length - at) {
        throw new BadMessage("The message is cut off.");
      }
      at += length;
      return Arrays.copyOfRange(bytes, at - length, at);
    }
  }
}
