package redoubt.crypto.shamir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;

/** Splits a secret into shares and brings it back. */
public final class Shamir {
  private Shamir() {}

  /**
   * Splits a secret of 1 to 64 bytes.
   *
   * @param shares how many there are, 2 to 255
   * @param threshold how many bring it back, 2 to {@code shares}
   * @throws Failure {@code share.bad-numbers}
   */
  public static List<Share> split(SecretBytes secret, int shares, int threshold) {
    requireNumbers(shares, threshold);
    if (secret.length() < 1 || secret.length() > Share.MOST_SECRET_BYTES) {
      throw new IllegalArgumentException("a secret to be split has 1 to 64 bytes");
    }
    byte[] set = Randomness.bytes(Share.SET_BYTES);
    byte[][] values = new byte[shares][secret.length()];
    secret.use(bytes -> {
      byte[] polynomial = new byte[threshold];
      for (int i = 0; i < bytes.length; i++) {
        Randomness.fill(polynomial);
        polynomial[0] = bytes[i];
        for (int x = 1; x <= shares; x++) {
          values[x - 1][i] = (byte) evaluate(polynomial, x);
        }
      }
      Arrays.fill(polynomial, (byte) 0);
      return null;
    });
    List<Share> made = new ArrayList<>();
    for (int x = 1; x <= shares; x++) {
      made.add(new Share(set, threshold, x, SecretBytes.owning(values[x - 1])));
    }
    return List.copyOf(made);
  }

  /**
   * Brings the secret back from the first {@code threshold} shares; more are allowed. Whether it is
   * the right one shows only where it is used: shares that were made up give another secret.
   *
   * @throws Failure {@code share.too-few}, {@code share.mixed}, {@code share.repeated}
   */
  public static SecretBytes combine(List<Share> shares) {
    if (shares.isEmpty()) {
      throw tooFew(0, 2);
    }
    Share first = shares.getFirst();
    Set<Integer> numbers = new HashSet<>();
    for (Share share : shares) {
      if (!share.setId().equals(first.setId())
          || share.threshold() != first.threshold()
          || share.length() != first.length()) {
        throw new Failure(
            Failure.Kind.INVALID,
            "share.mixed",
            "The shares belong to different exports: "
                + first.setId()
                + " and "
                + share.setId()
                + ".",
            "Give shares of one export only.");
      }
      if (!numbers.add(share.number())) {
        throw new Failure(
            Failure.Kind.INVALID,
            "share.repeated",
            "The share number " + share.number() + " was given twice.",
            "Give " + first.threshold() + " different shares.");
      }
    }
    if (shares.size() < first.threshold()) {
      throw tooFew(shares.size(), first.threshold());
    }
    List<Share> used = shares.subList(0, first.threshold());
    byte[] secret = new byte[first.length()];
    for (Share share : used) {
      int weight = weight(share, used);
      share
          .value()
          .use(bytes -> {
            for (int i = 0; i < secret.length; i++) {
              secret[i] ^= (byte) Field.multiply(bytes[i] & 0xff, weight);
            }
            return null;
          });
    }
    return SecretBytes.owning(secret);
  }

  /**
   * @throws Failure {@code share.bad-numbers}
   */
  public static void requireNumbers(int shares, int threshold) {
    if (threshold < 2 || shares < threshold || shares > 255) {
      throw new Failure(
          Failure.Kind.INVALID,
          "share.bad-numbers",
          "There cannot be " + shares + " shares of which " + threshold + " are enough.",
          "Ask for 2 to 255 shares, and for a threshold of 2 up to the number of shares.");
    }
  }

  /** Horner's rule. */
  private static int evaluate(byte[] polynomial, int x) {
    int value = 0;
    for (int i = polynomial.length - 1; i >= 0; i--) {
      value = Field.multiply(value, x) ^ (polynomial[i] & 0xff);
    }
    return value;
  }

  /** Lagrange's basis polynomial of the share, at 0. */
  private static int weight(Share share, List<Share> all) {
    int weight = 1;
    for (Share other : all) {
      if (other.number() != share.number()) {
        weight =
            Field.multiply(
                weight,
                Field.multiply(other.number(), Field.invert(other.number() ^ share.number())));
      }
    }
    return weight;
  }

  /** {@code share.too-few} */
  public static Failure tooFew(int given, int needed) {
    return new Failure(
        Failure.Kind.INVALID,
        "share.too-few",
        (given == 1 ? "There is 1 share" : "There are " + given + " shares")
            + " and "
            + needed
            + " are needed.",
        "Give at least " + needed + " different shares of one export.");
  }
}
