package redoubt.signatures;

import java.util.Map;
import redoubt.oci.Digest;

/**
 * What a signature is about, whose it is, and how that was found out.
 *
 * @param subject the manifest that is signed, as it was looked up, not as the signature says
 * @param evidence digest of what holds the signature
 * @param claims what the signature says besides: never more than its signer's word
 */
public record Fact(
    Digest subject,
    Format format,
    Digest evidence,
    Signer signer,
    Map<String, String> claims,
    Check check) {
  public Fact {
    claims = Map.copyOf(claims);
    if (check.isPassed() && signer instanceof Signer.Unknown) {
      throw new IllegalArgumentException("what nobody known has signed does not pass");
    }
  }

  /** The signer that is named signed this subject. */
  public boolean isAuthentic() {
    return check.isPassed();
  }
}
