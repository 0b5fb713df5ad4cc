package redoubt.signatures.facts;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.Tag;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.Images;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.bundle.Bundle;
import redoubt.signatures.cosign.LegacyAttestation;
import redoubt.signatures.cosign.LegacyCosign;
import redoubt.signatures.notation.Notation;
import redoubt.signatures.signers.Known;

/**
 * Signatures that are manifests of the image's repository: what a tag made of its digest names, and
 * what says that the image is its subject.
 */
final class ManifestFinder implements Finder {
  private static final int PAGE = 500;

  /** More manifests about an image are not looked at. */
  static final int MOST = 5000;

  private static final List<String> SUFFIXES = List.of(".sig", ".att");

  private static final int LONGEST_TAG = 128;

  private static final String TOO_LONG =
      "Of its manifest layers are not looked at that are longer than such a signature may be: %d.";

  private static final String OVER =
      "Of its manifest the newest layers are looked at, 64 at most with 32 MiB together; left out:"
          + " %d.";

  private static final String OUT_OF_BUDGET =
      "Of its manifest layers are not looked at since it takes more than is spent on an image at a"
          + " time: %d.";

  private final Function<Subject, Images> images;
  private final InstantSource clock;

  /**
   * @param images where an image and its signatures are
   */
  ManifestFinder(Function<Subject, Images> images, InstantSource clock) {
    this.images = images;
    this.clock = clock;
  }

  @Override
  public Sight find(Subject subject) {
    Map<Digest, Boolean> byTag = new LinkedHashMap<>();
    for (String suffix : SUFFIXES) {
      tag(subject.digest(), suffix)
          .flatMap(tag -> images.apply(subject).tagged(subject.repository(), tag))
          .ifPresent(digest -> byTag.put(digest, true));
    }
    String after = "";
    while (byTag.size() < MOST) {
      List<Digest> page =
          images.apply(subject).referrers(subject.repository(), subject.digest(), after, PAGE);
      page.forEach(digest -> byTag.putIfAbsent(digest, false));
      if (page.size() < PAGE) {
        break;
      }
      after = page.getLast().toString();
    }
    List<Found> found = new ArrayList<>();
    byTag.forEach((digest, tagged) ->
        found.add(
            new Found(
                digest.toString(),
                digest,
                tagged ? Format.COSIGN_LEGACY : Format.SIGSTORE_BUNDLE,
                known -> look(subject, digest, tagged, known))));
    return Sight.whole(found);
  }

  @Override
  public boolean owns(String source) {
    return Digest.tryParse(source).isPresent();
  }

  /** Empty where it would be too long for a tag, as with SHA-512. */
  private static Optional<Tag> tag(Digest digest, String suffix) {
    String text = digest.toString().replace(':', '-') + suffix;
    return text.length() > LONGEST_TAG ? Optional.empty() : Optional.of(new Tag(text));
  }

  private List<Attested> look(Subject subject, Digest digest, boolean byTag, Known known) {
    return images
        .apply(subject)
        .manifest(subject.repository(), digest)
        .map(manifest -> look(subject, manifest, byTag, known))
        .orElse(List.of());
  }

  private List<Attested> look(Subject subject, Manifest manifest, boolean byTag, Known known) {
    if (!(manifest instanceof Manifest.Image image)) {
      return List.of();
    }
    boolean about =
        byTag
            || image.subject().map(Descriptor::digest).filter(subject.digest()::equals).isPresent();
    if (!about) {
      return List.of();
    }
    Layers layers = Layers.of(image);
    List<Attested> facts = new ArrayList<>();
    int looked = 0;
    for (Descriptor layer : layers.chosen()) {
      if (known.budget().isOver()) {
        break;
      }
      looked++;
      look(subject, layer, known).ifPresent(facts::add);
    }
    tell(subject, manifest, layers.chosen().subList(looked, layers.chosen().size()), OUT_OF_BUDGET)
        .ifPresent(facts::addFirst);
    tell(subject, manifest, layers.over(), OVER).ifPresent(facts::addFirst);
    tell(subject, manifest, layers.tooLong(), TOO_LONG).ifPresent(facts::addFirst);
    return facts;
  }

  /** Of layers that are not looked at, why not. */
  private static Optional<Attested> tell(
      Subject subject, Manifest manifest, List<Descriptor> layers, String why) {
    return layers.stream()
        .findFirst()
        .map(first ->
            Attested.of(
                Fact.unseen(
                    subject.digest(),
                    format(first.mediaType()),
                    Digest.of(manifest.bytes()),
                    why.formatted(layers.size())),
                Optional.empty()));
  }

  private static Format format(String mediaType) {
    return switch (mediaType) {
      case LegacyCosign.LAYER, LegacyAttestation.LAYER -> Format.COSIGN_LEGACY;
      case Notation.JWS, Notation.COSE -> Format.NOTATION;
      default -> Format.SIGSTORE_BUNDLE;
    };
  }

  private Optional<Attested> look(Subject subject, Descriptor layer, Known known) {
    Digest image = subject.digest();
    return switch (layer.mediaType()) {
      case LegacyCosign.LAYER ->
          content(subject, layer, known)
              .map(payload -> LegacyCosign.verify(image, layer, payload, known.sigstore()))
              .map(fact -> Attested.of(fact, Optional.empty()));
      case LegacyAttestation.LAYER ->
          content(subject, layer, known)
              .map(envelope -> LegacyAttestation.read(image, layer, envelope, known.sigstore()));
      case Notation.JWS, Notation.COSE -> notation(subject, layer, known);
      default ->
          content(subject, layer, known)
              .map(bundle -> Bundle.read(image, bundle, known.sigstore()));
    };
  }

  private Optional<Attested> notation(Subject subject, Descriptor layer, Known known) {
    return images
        .apply(subject)
        .manifest(subject.repository(), subject.digest())
        .map(image -> new Descriptor(image.mediaType(), subject.digest(), image.bytes().length))
        .flatMap(signed ->
            content(subject, layer, known)
                .map(envelope ->
                    Notation.read(
                        signed, layer.mediaType(), envelope, known.notation(), clock.instant())));
  }

  /** No more than the manifest says, so that what it says can be counted on. */
  private Optional<byte[]> content(Subject subject, Descriptor layer, Known known) {
    if (!known.budget().read(layer.size())) {
      return Optional.empty();
    }
    Optional<byte[]> content =
        images.apply(subject).small(subject.repository(), layer.digest(), (int) layer.size());
    if (content.isEmpty()) {
      // Damaged, or not copied: it may be pushed or fetched anew.
      known.budget().miss();
    }
    return content;
  }
}
