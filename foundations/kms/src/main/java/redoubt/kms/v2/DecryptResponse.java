package redoubt.kms.v2;

import redoubt.kms.proto.ProtoReader;
import redoubt.kms.proto.ProtoWriter;

/**
 * What was decrypted.
 *
 * @param plaintext what Encrypt was given
 */
@SuppressWarnings("ArrayRecordComponent") // Messages are not compared.
public record DecryptResponse(byte[] plaintext) {
  private static final byte[] NONE = new byte[0];

  /** Reads the wire form; what is missing is empty. */
  public static DecryptResponse decode(byte[] message) {
    byte[] plaintext = NONE;
    ProtoReader reader = new ProtoReader(message);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> plaintext = reader.copy();
        default -> reader.skip();
      }
    }
    return new DecryptResponse(plaintext);
  }

  /** The wire form. */
  public byte[] encode() {
    return new ProtoWriter().bytes(1, plaintext).message();
  }

  /** Says nothing of what it carries. */
  @Override
  public String toString() {
    return "DecryptResponse[…]";
  }
}
