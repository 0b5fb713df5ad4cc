package redoubt.kms.v2;

import redoubt.kms.proto.ProtoReader;
import redoubt.kms.proto.ProtoWriter;

/**
 * What a plugin says of itself; the API server polls it about once a minute.
 *
 * @param version of the contract: {@code v2}
 * @param healthz {@code ok}, or else what is wrong
 * @param keyId the key that Encrypt uses; a change makes everything encrypted before stale
 */
public record StatusResponse(String version, String healthz, String keyId) {
  /** Reads the wire form; what is missing is empty. */
  public static StatusResponse decode(byte[] message) {
    String version = "";
    String healthz = "";
    String keyId = "";
    ProtoReader reader = new ProtoReader(message);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> version = reader.text();
        case 2 -> healthz = reader.text();
        case 3 -> keyId = reader.text();
        default -> reader.skip();
      }
    }
    return new StatusResponse(version, healthz, keyId);
  }

  /** The wire form. */
  public byte[] encode() {
    return new ProtoWriter().text(1, version).text(2, healthz).text(3, keyId).message();
  }
}
