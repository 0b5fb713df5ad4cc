package redoubt.kms.v1beta1;

import redoubt.kms.proto.ProtoReader;
import redoubt.kms.proto.ProtoWriter;

/**
 * Asks who the plugin is.
 *
 * @param version of the contract that the caller speaks
 */
public record VersionRequest(String version) {
  /** Reads the wire form; what is missing is empty. */
  public static VersionRequest decode(byte[] message) {
    String version = "";
    ProtoReader reader = new ProtoReader(message);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> version = reader.text();
        default -> reader.skip();
      }
    }
    return new VersionRequest(version);
  }

  /** The wire form. */
  public byte[] encode() {
    return new ProtoWriter().text(1, version).message();
  }
}
