package redoubt.signatures;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private static final String LIMIT = "limit";

  /** Checks of what was too much, and of what could not be read. */
  private static final Set<String> UNSEEN = Set.of(LIMIT, "read");

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

  /**
   * Says that something about the subject was not looked at: nobody's, and worth nothing.
   *
   * @param why one sentence
   */
  public static Fact unseen(Digest subject, Format format, Digest evidence, String why) {
    Check.All checks = new Check.All(LIMIT);
    checks.add(Check.failed(LIMIT, why));
    return ofImage(subject, format, evidence, new Signer.Unknown(), Map.of(), checks.end());
  }

  /** It says that something was not looked at. */
  public boolean isUnseen() {
    return UNSEEN.contains(check.name());
  }

  /** The signer that is named signed this subject. */
  public boolean isAuthentic() {
    return check.isPassed();
  }
}
