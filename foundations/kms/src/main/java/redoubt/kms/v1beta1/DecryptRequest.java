package redoubt.kms.v1beta1;

import redoubt.kms.proto.ProtoReader;
import redoubt.kms.proto.ProtoWriter;

/**
 * Asks to decrypt what Encrypt answered once.
 *
 * @param version of the contract that the caller speaks
 * @param cipher as Encrypt answered it
 */
@SuppressWarnings("ArrayRecordComponent") // Messages are not compared.
public record DecryptRequest(String version, byte[] cipher) {
  private static final byte[] NONE = new byte[0];

  /** Reads the wire form; what is missing is empty. */
  public static DecryptRequest decode(byte[] message) {
    String version = "";
    byte[] cipher = NONE;
    ProtoReader reader = new ProtoReader(message);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> version = reader.text();
        case 2 -> cipher = reader.copy();
        default -> reader.skip();
      }
    }
    return new DecryptRequest(version, cipher);
  }

  /** The wire form. */
  public byte[] encode() {
    return new ProtoWriter().text(1, version).bytes(2, cipher).message();
  }

  /** Without the contents of its bytes. */
  @Override
  public String toString() {
    return "DecryptRequest["
        + "version="
        + version
        + ", "
        + "cipher="
        + cipher.length
        + " bytes"
        + "]";
  }
}
