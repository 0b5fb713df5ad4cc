package redoubt.signatures;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Digest;

/**
 * What a signature is about, whose it is, and how that was found out. Whether the signer may sign,
 * and whether the signature is still good, is not said here.
 *
 * @param subject the manifest that is signed, as it was looked up, not as the signature says
 * @param evidence digest of what holds the signature
 * @param attests type of the predicate when it is an attestation; empty when it signs the image
 * @param goodFrom before it, it is not good yet; empty when it is good already
 * @param goodUntil from when on it is no longer good: by its own word, its certificate's or its
 *     key's
 * @param claims what the signature says besides: never more than its signer's word
 */
public record Fact(
    Digest subject,
    Format format,
    Digest evidence,
    Signer signer,
    Optional<String> attests,
    Optional<Instant> goodFrom,
    Optional<Instant> goodUntil,
    Map<String, String> claims,
    Check check) {
  public Fact {
    claims = Map.copyOf(claims);
    if (check.isPassed() && signer instanceof Signer.Unknown) {
      throw new IllegalArgumentException("what nobody known has signed does not pass");
    }
  }

  /** Good already. */
  public Fact(
      Digest subject,
      Format format,
      Digest evidence,
      Signer signer,
      Optional<String> attests,
      Optional<Instant> goodUntil,
      Map<String, String> claims,
      Check check) {
    this(subject, format, evidence, signer, attests, Optional.empty(), goodUntil, claims, check);
  }

  /** The signature of an image without an end of its own. */
  public static Fact ofImage(
      Digest subject,
      Format format,
      Digest evidence,
      Signer signer,
      Map<String, String> claims,
      Check check) {
    return new Fact(
        subject, format, evidence, signer, Optional.empty(), Optional.empty(), claims, check);
  }

  /** The signer that is named signed this subject. */
  public boolean isAuthentic() {
    return check.isPassed();
  }
}
