package redoubt.kms.v2;

import redoubt.kms.proto.ProtoReader;

/** Asks for the plugin's state; has no fields. */
public record StatusRequest() {
  private static final byte[] NONE = new byte[0];

  public static StatusRequest decode(byte[] message) {
    ProtoReader reader = new ProtoReader(message);
    while (reader.next() != 0) {
      // Fields of later versions.
      reader.skip();
    }
    return new StatusRequest();
  }

  public byte[] encode() {
    return NONE;
  }
}
