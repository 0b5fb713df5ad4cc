package redoubt.kms.v2;

import java.util.Map;
import redoubt.kms.Annotations;
import redoubt.kms.proto.ProtoReader;
import redoubt.kms.proto.ProtoWriter;

/**
 * What was encrypted; all of it is stored in etcd, in the clear.
 *
 * @param ciphertext 1 to 1024 bytes
 * @param keyId the key it was encrypted with; has to be the one of Status
 * @param annotations what the plugin wants back for Decrypt; names are domain names
 */
@SuppressWarnings("ArrayRecordComponent") // Messages are not compared.
public record EncryptResponse(byte[] ciphertext, String keyId, Map<String, byte[]> annotations) {
  private static final byte[] NONE = new byte[0];

  public EncryptResponse {
    annotations = Map.copyOf(annotations);
  }

  /** Reads the wire form; what is missing is empty. */
  public static EncryptResponse decode(byte[] message) {
    byte[] ciphertext = NONE;
    String keyId = "";
    Map<String, byte[]> annotations = Map.of();
    ProtoReader reader = new ProtoReader(message);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> ciphertext = reader.copy();
        case 2 -> keyId = reader.text();
        case 3 -> annotations = Annotations.read(reader, annotations);
        default -> reader.skip();
      }
    }
    return new EncryptResponse(ciphertext, keyId, annotations);
  }

  /** The wire form. */
  public byte[] encode() {
    return new ProtoWriter().bytes(1, ciphertext).text(2, keyId).map(3, annotations).message();
  }

  /** Without the contents of its bytes. */
  @Override
  public String toString() {
    return "EncryptResponse["
        + "ciphertext="
        + ciphertext.length
        + " bytes"
        + ", "
        + "keyId="
        + keyId
        + ", "
        + "annotations="
        + annotations.keySet()
        + "]";
  }
}
