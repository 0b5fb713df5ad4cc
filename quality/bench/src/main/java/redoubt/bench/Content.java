package redoubt.bench;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import redoubt.crypto.Randomness;

/**
 * Contents of one length that differ in their last bytes only, so that to make one and to know its
 * digest costs nothing beside the server that is measured.
 */
final class Content {
  /** One of them. */
  record One(ByteBuffer body, ByteBuffer end, String digest) {}

  private static final int END = 64;

  private final ByteBuffer body;
  private final MessageDigest begun;

  Content(int length) throws NoSuchAlgorithmException {
    byte[] bytes = Randomness.bytes(length - END);
    this.body = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    this.begun = MessageDigest.getInstance("SHA-256");
    begun.update(bytes);
  }

  One another() throws CloneNotSupportedException {
    byte[] end = Randomness.bytes(END);
    MessageDigest hash = (MessageDigest) begun.clone();
    return new One(
        body.duplicate(),
        ByteBuffer.wrap(end),
        "sha256:" + HexFormat.of().formatHex(hash.digest(end)));
  }
}
