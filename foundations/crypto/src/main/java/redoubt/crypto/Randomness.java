package redoubt.crypto;

import java.security.SecureRandom;

/** The one source of random bytes. */
public final class Randomness {
  private static final SecureRandom SOURCE = new SecureRandom();

  private Randomness() {}

  public static void fill(byte[] bytes) {
    SOURCE.nextBytes(bytes);
  }

  public static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    SOURCE.nextBytes(bytes);
    return bytes;
  }
}
