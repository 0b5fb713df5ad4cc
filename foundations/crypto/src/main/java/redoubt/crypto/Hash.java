package redoubt.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256. */
public final class Hash {
  private Hash() {}

  /** A digest to be fed piece by piece. */
  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public static byte[] sha256(byte[]... pieces) {
    MessageDigest digest = newSha256();
    for (byte[] piece : pieces) {
      digest.update(piece);
    }
    return digest.digest();
  }

  /** Lower-case hexadecimal. */
  public static String sha256Hex(byte[]... pieces) {
    return HexFormat.of().formatHex(sha256(pieces));
  }
}
