package redoubt.signatures.sign;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.core.Release;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.RepositoryName;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.Images;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.bundle.Bundle;
import redoubt.signatures.notation.NewEnvelope;
import redoubt.signatures.notation.Notation;
import redoubt.signatures.notation.TrustStores;
import redoubt.signatures.x509.Authorities;

/** Signs images of the registry with keys of their tenant. Who may do that was decided before. */
public final class ImageSigning {
  /** An image with more manifests about it is not signed here: nobody would look at them all. */
  public static final int MOST_REFERRERS = 1000;

  /** Most images of an index that are signed with it. */
  public static final int MOST_CHILDREN = 100;

  private static final String AGENT = "redoubt/" + Release.VERSION;

  private final Images images;
  private final SigningKeys keys;
  private final Additions additions;
  private final InstantSource clock;

  public ImageSigning(Images images, SigningKeys keys, Additions additions, InstantSource clock) {
    this.images = images;
    this.keys = keys;
    this.additions = additions;
    this.clock = clock;
  }

  /**
   * What is to be signed.
   *
   * @param recursive also the images that an index lists
   */
  public record Order(
      String instance, RepositoryName repository, Digest image, boolean recursive, String actor) {}

  /**
   * A signature that was made.
   *
   * @param manifest which it is in, and is deleted by
   * @param evidence as what a verdict tells of it
   */
  public record Made(Digest image, Format format, Digest manifest, Digest evidence) {}

  /**
   * What came of it.
   *
   * @param noNotation why there is no signature of the Notary Project, if so
   * @param absent images that an index lists and that are not here
   */
  public record Outcome(List<Made> made, Optional<String> noNotation, List<Digest> absent) {}

  /** By id or name. */
  public Optional<SigningKeys.Key> key(String instance, String idOrName) {
    return keys.find(instance, idOrName);
  }

  /**
   * Signs an image. Signatures that are there before something fails stay.
   *
   * @throws Failure {@code signatures.no-image}, {@code signatures.too-many-signatures}, {@code
   *     signatures.too-many-images}, and those of the ports
   */
  public Outcome sign(Order order, SigningKeys.Key key) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Optional<String> noNotation =
        key.chain().isEmpty()
            ? Optional.of("The key has no certificate.")
            : NewEnvelope.unfit(key.chain(), now);
    Set<Digest> wanted = new LinkedHashSet<>(List.of(order.image()));
    if (order.recursive()) {
      require(order, order.image()).manifests().forEach(child -> wanted.add(child.digest()));
      if (wanted.size() > MOST_CHILDREN + 1) {
        throw SignatureFailures.tooManyImages(MOST_CHILDREN);
      }
    }
    List<Digest> absent = new ArrayList<>();
    List<Made> made = new ArrayList<>();
    for (Digest digest : wanted) {
      Optional<Manifest> image = images.manifest(order.repository(), digest);
      if (image.isEmpty() && !digest.equals(order.image())) {
        absent.add(digest);
        continue;
      }
      requireRoom(order, digest);
      Descriptor descriptor = descriptor(require(order, digest), digest);
      // Both are made before one is stored.
      Artifact bundle = bundle(order, descriptor, key, now);
      Optional<Artifact> notation =
          noNotation.isPresent()
              ? Optional.empty()
              : Optional.of(notation(order, descriptor, key, now));
      made.add(put(order, digest, Format.SIGSTORE_BUNDLE, bundle));
      notation.ifPresent(one -> made.add(put(order, digest, Format.NOTATION, one)));
    }
    return new Outcome(List.copyOf(made), noNotation, List.copyOf(absent));
  }

  private Manifest require(Order order, Digest digest) {
    return images.manifest(order.repository(), digest).orElseThrow(SignatureFailures::noImage);
  }

  private void requireRoom(Order order, Digest digest) {
    if (images.referrers(order.repository(), digest, "", MOST_REFERRERS).size() >= MOST_REFERRERS) {
      throw SignatureFailures.tooManyReferrers(MOST_REFERRERS);
    }
  }

  private static Descriptor descriptor(Manifest image, Digest digest) {
    return new Descriptor(image.mediaType(), digest, image.bytes().length);
  }

  private Artifact bundle(Order order, Descriptor image, SigningKeys.Key key, Instant now) {
    NewBundle bundle = NewBundle.of(image, key.publicKey());
    byte[] whole =
        bundle.signed(sign(order, image, key, SigningKeys.Form.PLAIN, bundle.toBeSigned()));
    requireGood(Bundle.verify(image.digest(), whole, PublicKeys.of(List.of(key.publicKey()))));
    return bundle.artifact(whole, now);
  }

  private Artifact notation(Order order, Descriptor image, SigningKeys.Key key, Instant now) {
    NewEnvelope envelope = NewEnvelope.of(image, key.chain(), now);
    byte[] whole =
        envelope.signed(
            sign(order, image, key, SigningKeys.Form.JOSE, envelope.toBeSigned()), AGENT);
    X509Certificate root = key.chain().getLast();
    requireGood(
        Notation.verify(
            image,
            Notation.JWS,
            whole,
            new TrustStores(Map.of("ca:own", Authorities.of(List.of(root)))),
            now));
    return Artifact.of(
        image, Map.of(), Notation.TYPE, Notation.JWS, whole, envelope.annotations(now));
  }

  private byte[] sign(
      Order order, Descriptor image, SigningKeys.Key key, SigningKeys.Form form, byte[] message) {
    return keys.sign(
        order.instance(),
        key.id(),
        form,
        message,
        order.repository() + "@" + image.digest(),
        order.actor());
  }

  private static void requireGood(Fact fact) {
    if (!fact.isAuthentic()) {
      throw new IllegalStateException("a signature of ours does not hold: " + fact.check().said());
    }
  }

  private Made put(Order order, Digest image, Format format, Artifact artifact) {
    additions.put(
        order.instance(), order.actor(), order.repository(), artifact.manifest(), artifact.blobs());
    return new Made(image, format, artifact.digest(), artifact.evidence());
  }
}
