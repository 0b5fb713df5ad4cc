package redoubt.admission.policy;

/** Which name a simple signature may have for an image (containers-policy.json, signedIdentity). */
public sealed interface SignedIdentity {
  /** The same name with the same tag; the same repository, if the image is named by its digest. */
  record MatchRepoDigestOrExact() implements SignedIdentity {}

  record MatchExact() implements SignedIdentity {}

  record MatchRepository() implements SignedIdentity {}

  record ExactReference(String reference) implements SignedIdentity {}

  record ExactRepository(String repository) implements SignedIdentity {}

  record RemapIdentity(String prefix, String signedPrefix) implements SignedIdentity {}
}
