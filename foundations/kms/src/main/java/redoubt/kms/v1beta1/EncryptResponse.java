package redoubt.kms.v1beta1;

import redoubt.kms.proto.ProtoReader;
import redoubt.kms.proto.ProtoWriter;

/**
 * What was encrypted.
 *
 * @param cipher stored in etcd, before the object
 */
@SuppressWarnings("ArrayRecordComponent") // Messages are not compared.
public record EncryptResponse(byte[] cipher) {
  private static final byte[] NONE = new byte[0];

  /** Reads the wire form; what is missing is empty. */
  public static EncryptResponse decode(byte[] message) {
    byte[] cipher = NONE;
    ProtoReader reader = new ProtoReader(message);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> cipher = reader.copy();
        default -> reader.skip();
      }
    }
    return new EncryptResponse(cipher);
  }

  /** The wire form. */
  public byte[] encode() {
    return new ProtoWriter().bytes(1, cipher).message();
  }

  /** Without the contents of its bytes. */
  @Override
  public String toString() {
    return "EncryptResponse[" + "cipher=" + cipher.length + " bytes" + "]";
  }
}
