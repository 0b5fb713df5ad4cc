package redoubt.kms.v1beta1;

import redoubt.kms.proto.ProtoReader;
import redoubt.kms.proto.ProtoWriter;

/**
 * What was decrypted.
 *
 * @param plain what Encrypt was given
 */
@SuppressWarnings("ArrayRecordComponent") // Messages are not compared.
public record DecryptResponse(byte[] plain) {
  private static final byte[] NONE = new byte[0];

  /** Reads the wire form; what is missing is empty. */
  public static DecryptResponse decode(byte[] message) {
    byte[] plain = NONE;
    ProtoReader reader = new ProtoReader(message);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> plain = reader.copy();
        default -> reader.skip();
      }
    }
    return new DecryptResponse(plain);
  }

  /** The wire form. */
  public byte[] encode() {
    return new ProtoWriter().bytes(1, plain).message();
  }

  /** Without the contents of its bytes. */
  @Override
  public String toString() {
    return "DecryptResponse[" + "plain=" + plain.length + " bytes" + "]";
  }
}
