package redoubt.kms.v2;

import java.util.Map;
import redoubt.kms.Annotations;
import redoubt.kms.proto.ProtoReader;
import redoubt.kms.proto.ProtoWriter;

/**
 * Asks to decrypt what Encrypt answered once.
 *
 * @param ciphertext as Encrypt answered it
 * @param uid names this request in logs
 * @param keyId as Encrypt answered it
 * @param annotations as Encrypt answered them
 */
@SuppressWarnings("ArrayRecordComponent") // Messages are not compared.
public record DecryptRequest(
    byte[] ciphertext, String uid, String keyId, Map<String, byte[]> annotations) {
  private static final byte[] NONE = new byte[0];

  public DecryptRequest {
    annotations = Map.copyOf(annotations);
  }

  /** Reads the wire form; what is missing is empty. */
  public static DecryptRequest decode(byte[] message) {
    byte[] ciphertext = NONE;
    String uid = "";
    String keyId = "";
    Map<String, byte[]> annotations = Map.of();
    ProtoReader reader = new ProtoReader(message);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> ciphertext = reader.copy();
        case 2 -> uid = reader.text();
        case 3 -> keyId = reader.text();
        case 4 -> annotations = Annotations.read(reader, annotations);
        default -> reader.skip();
      }
    }
    return new DecryptRequest(ciphertext, uid, keyId, annotations);
  }

  /** The wire form. */
  public byte[] encode() {
    return new ProtoWriter()
        .bytes(1, ciphertext)
        .text(2, uid)
        .text(3, keyId)
        .map(4, annotations)
        .message();
  }

  /** Without the contents of its bytes. */
  @Override
  public String toString() {
    return "DecryptRequest["
        + "ciphertext="
        + ciphertext.length
        + " bytes"
        + ", "
        + "uid="
        + uid
        + ", "
        + "keyId="
        + keyId
        + ", "
        + "annotations="
        + annotations.keySet()
        + "]";
  }
}
