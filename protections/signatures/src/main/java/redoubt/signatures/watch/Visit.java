package redoubt.signatures.watch;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.oci.client.Fetched;
import redoubt.oci.client.Login;
import redoubt.oci.client.RegistryClient;
import redoubt.oci.client.Retrying;
import redoubt.outward.Outside;
import redoubt.signatures.beside.PutSignature;
import redoubt.signatures.facts.Layers;
import redoubt.signatures.foreign.Copies;
import redoubt.signatures.foreign.ForeignName;

/**
 * One visit to a registry for one image: what its name means, and copies of what may be signatures
 * of it, within limits of number, size and time. What exceeds them is left out.
 */
final class Visit {
  /** More manifests about an image are not copied. */
  private static final int MOST_MANIFESTS = 200;

  /** More bytes of manifests are not copied, the image's own among them. */
  private static final long MOST_OF_MANIFESTS = 8 << 20;

  /** More content about an image is not copied: as much as is looked at of one manifest. */
  private static final long MOST_BYTES = Layers.MOST_BYTES;

  /** More bytes of OpenPGP messages are not copied. */
  private static final long MOST_OF_OPENPGP = 2 << 20;

  private static final int LONGEST_TAG = 128;
  private static final List<String> SUFFIXES = List.of(".sig", ".att");

  private final RegistryClient client;
  private final RepositoryName path;
  private final Optional<Lookaside> lookaside;
  private final Deadline deadline;
  private final List<Copies.One> manifests = new ArrayList<>();
  private final Map<Digest, byte[]> blobs = new HashMap<>();
  private long leftOfManifests = MOST_OF_MANIFESTS;
  private long left = MOST_BYTES;

  Visit(
      Outside outside,
      ForeignName name,
      Optional<Login> login,
      Optional<Lookaside> lookaside,
      Deadline deadline,
      InstantSource clock) {
    this.client = new RegistryClient(outside, name.registry(), login, Retrying.brief(), clock);
    this.path = name.path();
    this.lookaside = lookaside;
    this.deadline = deadline;
  }

  /**
   * @throws Failure of {@link RegistryClient}; {@code signatures.registry-too-slow}, {@code
   *     signatures.lookaside-fails}
   */
  Copies find(Reference reference) {
    Digest image = client.resolve(path, reference);
    add(client.manifest(path, new Reference.ByDigest(image)), Optional.empty());
    for (String suffix : SUFFIXES) {
      String tag = image.toString().replace(':', '-') + suffix;
      if (tag.length() <= LONGEST_TAG) {
        tagged(tag);
      }
    }
    for (Descriptor referrer : client.referrers(path, image)) {
      if (manifests.size() >= MOST_MANIFESTS || leftOfManifests <= 0) {
        break;
      }
      if (!referrer.digest().equals(image)) {
        there(new Reference.ByDigest(referrer.digest()))
            .ifPresent(found -> addSignature(found, Optional.empty()));
      }
    }
    return new Copies(image, manifests, blobs, openPgp(image));
  }

  /** In the registry, and beside it. */
  private Map<Digest, byte[]> openPgp(Digest image) {
    Map<Digest, byte[]> found = new LinkedHashMap<>();
    requireTime();
    client.besideImage(path, image).forEach(bytes -> found.put(Digest.of(bytes), bytes));
    lookaside.ifPresent(
        place -> place.of(image, deadline).forEach(bytes -> found.put(Digest.of(bytes), bytes)));
    Map<Digest, byte[]> kept = new HashMap<>();
    long room = MOST_OF_OPENPGP;
    for (var message : found.entrySet()) {
      int length = message.getValue().length;
      if (length > 0 && length <= PutSignature.LONGEST && length <= room) {
        room -= length;
        kept.put(message.getKey(), message.getValue());
      }
    }
    return kept;
  }

  private void tagged(String tag) {
    there(new Reference.ByTag(new Tag(tag)))
        .ifPresent(found -> addSignature(found, Optional.of(tag)));
  }

  /** What is not there, or is none, is left out; that the registry does not answer is a failure. */
  private Optional<Fetched> there(Reference reference) {
    requireTime();
    try {
      return Optional.of(client.manifest(path, reference));
    } catch (Failure e) {
      if (isAway(e)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static boolean isAway(Failure failure) {
    return failure.kind() == Failure.Kind.UNAVAILABLE || failure.kind() == Failure.Kind.TOO_MANY;
  }

  private void addSignature(Fetched found, Optional<String> tag) {
    if (!(found.manifest() instanceof Manifest.Image signature)
        || found.manifest().bytes().length > leftOfManifests) {
      return;
    }
    add(found, tag);
    for (Descriptor layer : Layers.of(signature).chosen()) {
      if (layer.size() <= left && !blobs.containsKey(layer.digest())) {
        requireTime();
        left -= layer.size();
        blob(layer).ifPresent(bytes -> blobs.put(layer.digest(), bytes));
      }
    }
  }

  private void add(Fetched found, Optional<String> tag) {
    leftOfManifests -= found.manifest().bytes().length;
    manifests.add(new Copies.One(found.digest(), found.manifest(), tag));
  }

  private Optional<byte[]> blob(Descriptor layer) {
    byte[] bytes = new byte[(int) layer.size()];
    int[] at = {0};
    try {
      client.blob(
          path,
          layer,
          piece -> {
            int length = piece.remaining();
            piece.get(bytes, at[0], length);
            at[0] += length;
          });
      return Optional.of(bytes);
    } catch (Failure e) {
      if (isAway(e)) {
        throw e;
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("nothing is written", e);
    }
  }

  private void requireTime() {
    if (deadline.isOver()) {
      throw Visits.tooSlow();
    }
  }
}
