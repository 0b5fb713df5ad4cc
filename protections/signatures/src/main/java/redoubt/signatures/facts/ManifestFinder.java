package redoubt.signatures.facts;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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

  /** Of one manifest the last ones are looked at, to which tools append. */
  static final int MOST_LAYERS = 64;

  /** The same of their content. */
  private static final long MOST_OF_ALL = 32 << 20;

  private static final int LONGEST_TAG = 128;

  /** The longest payload of cosign's simple signing. */
  private static final int MOST_PAYLOAD = 1 << 20;

  /** The longest content of a signature or an attestation. */
  private static final int MOST_BYTES = 16 << 20;

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
    if (Notation.isSignature(image)) {
      return notation(subject, image, known).stream().toList();
    }
    List<Descriptor> layers =
        new LinkedHashSet<>(image.layers().reversed())
            .stream().filter(ManifestFinder::isSignature).toList();
    List<Attested> facts = new ArrayList<>();
    long left = MOST_OF_ALL;
    int looked = 0;
    for (Descriptor layer : layers) {
      left -= layer.size();
      if (left < 0 || looked == MOST_LAYERS || known.budget().isOver()) {
        break;
      }
      looked++;
      look(subject, layer, known).ifPresent(facts::add);
    }
    if (looked < layers.size()) {
      facts.addFirst(leftOut(subject, manifest, layers.get(looked), layers.size() - looked));
    }
    return facts;
  }

  private static Attested leftOut(
      Subject subject, Manifest manifest, Descriptor first, int layers) {
    return Attested.of(
        Fact.unseen(
            subject.digest(),
            Bundle.isMediaType(first.mediaType()) ? Format.SIGSTORE_BUNDLE : Format.COSIGN_LEGACY,
            Digest.of(manifest.bytes()),
            ("Of its manifest only the newest layers are looked at, %d at most with 32 MiB"
                    + " together; left out: %d.")
                .formatted(MOST_LAYERS, layers)),
        Optional.empty());
  }

  private static boolean isSignature(Descriptor layer) {
    return layer.mediaType().equals(LegacyCosign.LAYER)
        || layer.mediaType().equals(LegacyAttestation.LAYER)
        || Bundle.isMediaType(layer.mediaType());
  }

  private Optional<Attested> look(Subject subject, Descriptor layer, Known known) {
    Digest image = subject.digest();
    return switch (layer.mediaType()) {
      case LegacyCosign.LAYER ->
          content(subject, layer, MOST_PAYLOAD, known)
              .map(payload -> LegacyCosign.verify(image, layer, payload, known.sigstore()))
              .map(fact -> Attested.of(fact, Optional.empty()));
      case LegacyAttestation.LAYER ->
          content(subject, layer, MOST_BYTES, known)
              .map(envelope -> LegacyAttestation.read(image, layer, envelope, known.sigstore()));
      default ->
          content(subject, layer, MOST_BYTES, known)
              .map(bundle -> Bundle.read(image, bundle, known.sigstore()));
    };
  }

  private Optional<Attested> notation(Subject subject, Manifest signature, Known known) {
    Optional<Manifest> image =
        images.apply(subject).manifest(subject.repository(), subject.digest());
    Optional<Descriptor> layer = Notation.envelope(signature);
    if (image.isEmpty() || layer.isEmpty()) {
      return Optional.empty();
    }
    Descriptor signed =
        new Descriptor(image.get().mediaType(), subject.digest(), image.get().bytes().length);
    return content(subject, layer.get(), MOST_BYTES, known)
        .map(envelope ->
            Notation.read(
                signed, layer.get().mediaType(), envelope, known.notation(), clock.instant()));
  }

  /** No more than the manifest says, so that what it says can be counted on. */
  private Optional<byte[]> content(Subject subject, Descriptor layer, int most, Known known) {
    if (layer.size() > most || !known.budget().read(layer.size())) {
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
