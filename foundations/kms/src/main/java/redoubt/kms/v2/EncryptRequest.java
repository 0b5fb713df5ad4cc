package redoubt.kms.v2;

import redoubt.kms.proto.ProtoReader;
import redoubt.kms.proto.ProtoWriter;

/**
 * Asks to encrypt a data key or the seed of data keys.
 *
 * @param plaintext what to encrypt
 * @param uid names this request in logs
 */
@SuppressWarnings("ArrayRecordComponent") // Messages are not compared.
public record EncryptRequest(byte[] plaintext, String uid) {
  private static final byte[] NONE = new byte[0];

  /** Reads the wire form; what is missing is empty. */
  public static EncryptRequest decode(byte[] message) {
    byte[] plaintext = NONE;
    String uid = "";
    ProtoReader reader = new ProtoReader(message);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> plaintext = reader.copy();
        case 2 -> uid = reader.text();
        default -> reader.skip();
      }
    }
    return new EncryptRequest(plaintext, uid);
  }

  /** The wire form. */
  public byte[] encode() {
    return new ProtoWriter().bytes(1, plaintext).text(2, uid).message();
  }

  /** Without its plaintext. */
  @Override
  public String toString() {
    return "EncryptRequest[uid=" + uid + "]";
  }
}
