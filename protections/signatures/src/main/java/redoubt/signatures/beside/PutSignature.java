package redoubt.signatures.beside;

import java.util.regex.Pattern;
import redoubt.signatures.SignatureFailures;

/**
 * A signature beside an image.
 *
 * @param name the image's digest, an at sign, and 32 hexadecimal digits of the client's choice
 */
@SuppressWarnings("ArrayRecordComponent") // Read once and sent.
public record PutSignature(String name, byte[] content) {
  /** The longest content. */
  public static final int LONGEST = 64 << 10;

  private static final Pattern NAME =
      Pattern.compile("sha(?:256|512):[0-9a-f]{64,128}@[0-9a-f]{32}");

  /**
   * @throws redoubt.core.Failure {@code signatures.bad-signature}
   */
  public PutSignature {
    if (!NAME.matcher(name).matches() || content.length == 0 || content.length > LONGEST) {
      throw SignatureFailures.badSignature();
    }
  }
}
