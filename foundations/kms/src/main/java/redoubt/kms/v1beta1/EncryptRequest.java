package redoubt.kms.v1beta1;

import redoubt.kms.proto.ProtoReader;
import redoubt.kms.proto.ProtoWriter;

/**
 * Asks to encrypt a data key; there is one call for every object that is written.
 *
 * @param version of the contract that the caller speaks
 * @param plain what to encrypt
 */
@SuppressWarnings("ArrayRecordComponent") // Messages are not compared.
public record EncryptRequest(String version, byte[] plain) {
  private static final byte[] NONE = new byte[0];

  /** Reads the wire form; what is missing is empty. */
  public static EncryptRequest decode(byte[] message) {
    String version = "";
    byte[] plain = NONE;
    ProtoReader reader = new ProtoReader(message);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> version = reader.text();
        case 2 -> plain = reader.copy();
        default -> reader.skip();
      }
    }
    return new EncryptRequest(version, plain);
  }

  /** The wire form. */
  public byte[] encode() {
    return new ProtoWriter().text(1, version).bytes(2, plain).message();
  }

  /** Without the contents of its bytes. */
  @Override
  public String toString() {
    return "EncryptRequest["
        + "version="
        + version
        + ", "
        + "plain="
        + plain.length
        + " bytes"
        + "]";
  }
}
