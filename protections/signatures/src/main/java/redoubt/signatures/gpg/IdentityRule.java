package redoubt.signatures.gpg;

import java.util.Optional;
import redoubt.oci.ImageReference;

/**
 * Which name a signature may have for an image (containers/image, docs/containers-policy.json.5.md,
 * "signedIdentity"). All names are compared in their full form; what is no name fits nothing.
 */
public sealed interface IdentityRule {
  /** The same name, with the same tag or digest. */
  record MatchExact() implements IdentityRule {}

  /** The same name with the same tag; the same repository, if the image is named by its digest. */
  record MatchRepoDigestOrExact() implements IdentityRule {}

  /** The same repository. */
  record MatchRepository() implements IdentityRule {}

  /** This name, whatever the image's is. */
  record ExactReference(String reference) implements IdentityRule {}

  /** This repository, whatever the image's is. */
  record ExactRepository(String repository) implements IdentityRule {}

  /**
   * As {@link MatchRepoDigestOrExact}, for mirrors: an image below the prefix is signed as one
   * below the other prefix.
   */
  record RemapIdentity(String prefix, String signedPrefix) implements IdentityRule {}

  /**
   * @param image the name by which the image was asked for
   * @param signed the signature's name for it: the claim {@link SimpleSigning#REFERENCE}
   */
  default boolean accepts(String image, String signed) {
    Optional<ImageReference> asked = ImageReference.parse(image);
    Optional<ImageReference> said = ImageReference.parse(signed);
    if (asked.isEmpty() || said.isEmpty()) {
      return false;
    }
    return switch (this) {
      case MatchExact() -> exact(asked.get(), said.get());
      case MatchRepoDigestOrExact() -> exactOrDigest(asked.get(), said.get());
      case MatchRepository() -> asked.get().name().equals(said.get().name());
      case ExactReference(String reference) ->
          ImageReference.parse(reference).map(wanted -> exact(wanted, said.get())).orElse(false);
      case ExactRepository(String repository) ->
          ImageReference.parse(repository)
              .map(wanted -> wanted.name().equals(said.get().name()))
              .orElse(false);
      case RemapIdentity(String prefix, String signedPrefix) ->
          remap(asked.get(), prefix, signedPrefix)
              .map(wanted -> exactOrDigest(wanted, said.get()))
              .orElse(false);
    };
  }

  private static boolean exact(ImageReference wanted, ImageReference said) {
    return !wanted.isNameOnly() && !said.isNameOnly() && wanted.equals(said);
  }

  /** The digest itself is compared where the signature is. */
  private static boolean exactOrDigest(ImageReference wanted, ImageReference said) {
    if (said.isNameOnly() || wanted.isNameOnly()) {
      return false;
    }
    return wanted.tag().isPresent() ? wanted.equals(said) : wanted.name().equals(said.name());
  }

  private static Optional<ImageReference> remap(
      ImageReference asked, String prefix, String signedPrefix) {
    if (!asked.name().equals(prefix) && !asked.name().startsWith(prefix + "/")) {
      return Optional.of(asked);
    }
    String name = signedPrefix + asked.name().substring(prefix.length());
    return ImageReference.parse(name)
        .filter(parsed -> parsed.name().equals(name))
        .map(parsed ->
            new ImageReference(
                parsed.registry(), parsed.repository(), asked.tag(), asked.digest()));
  }
}
