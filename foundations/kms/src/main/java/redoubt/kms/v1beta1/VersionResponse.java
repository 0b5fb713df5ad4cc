package redoubt.kms.v1beta1;

import redoubt.kms.proto.ProtoReader;
import redoubt.kms.proto.ProtoWriter;

/**
 * Who the plugin is.
 *
 * @param version of the contract: {@code v1beta1}
 * @param runtimeName the plugin's name
 * @param runtimeVersion the plugin's version
 */
public record VersionResponse(String version, String runtimeName, String runtimeVersion) {
  /** Reads the wire form; what is missing is empty. */
  public static VersionResponse decode(byte[] message) {
    String version = "";
    String runtimeName = "";
    String runtimeVersion = "";
    ProtoReader reader = new ProtoReader(message);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> version = reader.text();
        case 2 -> runtimeName = reader.text();
        case 3 -> runtimeVersion = reader.text();
        default -> reader.skip();
      }
    }
    return new VersionResponse(version, runtimeName, runtimeVersion);
  }

  /** The wire form. */
  public byte[] encode() {
    return new ProtoWriter()
        .text(1, version)
        .text(2, runtimeName)
        .text(3, runtimeVersion)
        .message();
  }
}
