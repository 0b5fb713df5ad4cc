package redoubt.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What content is known by (OCI image specification, "Digests"): an algorithm and, in lower case,
 * the hash that it gives.
 */
public record Digest(Algorithm algorithm, String hex) implements Comparable<Digest> {
  /** The registered algorithms. */
  public enum Algorithm {
    SHA256("sha256", "SHA-256", 64),
    SHA512("sha512", "SHA-512", 128);

    private final String word;
    private final String javaName;
    private final int hexLength;

    Algorithm(String word, String javaName, int hexLength) {
      this.word = word;
      this.javaName = javaName;
      this.hexLength = hexLength;
    }

    /** As it is written before the colon. */
    public String word() {
      return word;
    }

    /** Takes in what is to be hashed. */
    public MessageDigest start() {
      try {
        return MessageDigest.getInstance(javaName);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has " + javaName, e);
      }
    }

    /** The digest of all that was taken in. */
    public Digest end(MessageDigest hash) {
      return new Digest(this, HexFormat.of().formatHex(hash.digest()));
    }

    public Digest of(byte... content) {
      MessageDigest hash = start();
      hash.update(content);
      return end(hash);
    }
  }

  public Digest {
    if (!isHex(hex, algorithm.hexLength)) {
      throw OciFailures.badDigest();
    }
  }

  /** SHA-256, which everybody understands. */
  public static Digest of(byte... content) {
    return Algorithm.SHA256.of(content);
  }

  /**
   * Reads {@code algorithm:hex}.
   *
   * @throws redoubt.core.Failure {@code oci.bad-digest}, also for an algorithm that is not
   *     registered
   */
  public static Digest parse(String text) {
    return tryParse(text).orElseThrow(OciFailures::badDigest);
  }

  public static Optional<Digest> tryParse(String text) {
    int colon = text.indexOf(':');
    for (Algorithm algorithm : Algorithm.values()) {
      if (colon == algorithm.word.length()
          && text.startsWith(algorithm.word)
          && isHex(text.substring(colon + 1), algorithm.hexLength)) {
        return Optional.of(new Digest(algorithm, text.substring(colon + 1)));
      }
    }
    return Optional.empty();
  }

  private static boolean isHex(String text, int length) {
    return text.length() == length
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  @Override
  public int compareTo(Digest other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return algorithm.word + ":" + hex;
  }
}
