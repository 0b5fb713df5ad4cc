package redoubt.signatures.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.RepositoryName;
import redoubt.signatures.Fact;
import redoubt.signatures.Images;
import redoubt.signatures.bundle.Bundle;
import redoubt.signatures.cosign.LegacyCosign;
import redoubt.signatures.signers.Known;

/** Tells by its form what a manifest is, and has the right verifier look at it. */
final class Examiner {
  /** More are not looked at in one manifest. */
  static final int MOST_LAYERS = 1000;

  /** The longest payload of a signature. */
  private static final int MOST_BYTES = 1 << 20;

  private final Images images;

  Examiner(Images images) {
    this.images = images;
  }

  /**
   * Facts of a manifest about an image; none when it is no signature.
   *
   * @param byTag a tag made of the image's digest names it
   */
  List<Fact> look(Subject subject, Manifest manifest, boolean byTag, Known known) {
    if (!(manifest instanceof Manifest.Image image)) {
      return List.of();
    }
    boolean about =
        byTag
            || image.subject().map(Descriptor::digest).filter(subject.digest()::equals).isPresent();
    if (!about) {
      return List.of();
    }
    List<Fact> facts = new ArrayList<>();
    for (Descriptor layer :
        image.layers().subList(0, Math.min(image.layers().size(), MOST_LAYERS))) {
      switch (layer.mediaType()) {
        case LegacyCosign.LAYER ->
            content(subject.repository(), layer.digest())
                .map(payload -> LegacyCosign.verify(subject.digest(), layer, payload, known.keys()))
                .ifPresent(facts::add);
        case Bundle.MEDIA_TYPE ->
            content(subject.repository(), layer.digest())
                .map(bundle -> Bundle.verify(subject.digest(), bundle, known.keys()))
                .ifPresent(facts::add);
        default -> {}
      }
    }
    return facts;
  }

  private Optional<byte[]> content(RepositoryName repository, Digest digest) {
    return images.small(repository, digest, MOST_BYTES);
  }
}
