package redoubt.registry.http;

import java.util.Optional;
import java.util.OptionalLong;
import redoubt.oci.Digest;
import redoubt.oci.Reference;
import redoubt.registry.manifests.Manifests;
import redoubt.registry.push.Blob;
import redoubt.registry.push.Blobs;
import redoubt.registry.upstream.Mirror;
import redoubt.registry.upstream.Pull;
import redoubt.registry.upstream.Upstreams;

/**
 * What is pulled: in a namespace of another registry it is brought in first. Whoever calls was let
 * in before anything is asked elsewhere.
 */
public record Pulls(Manifests manifests, Blobs blobs, Upstreams upstreams, Mirror mirror) {
  Mirror.Found manifest(Spot spot, Reference reference) {
    Optional<Pull> mirrored = mirrored(spot);
    return mirrored.isPresent()
        ? mirror.manifest(mirrored.get(), reference)
        : new Mirror.Found(manifests.require(spot.repository(), reference), false);
  }

  /** A blob, to be read. */
  Blob blob(Spot spot, Digest digest) {
    mirrored(spot).ifPresent(pull -> mirror.blob(pull, digest));
    return blobs.require(spot.repository(), digest);
  }

  /** How long a blob is, for who asks only whether it is there; nothing is fetched for that. */
  long size(Spot spot, Digest digest) {
    OptionalLong awaited =
        mirrored(spot).map(pull -> mirror.awaited(pull, digest)).orElse(OptionalLong.empty());
    if (awaited.isPresent()) {
      return awaited.getAsLong();
    }
    Blob there =
        spot.pushes()
            ? blobs.promise(spot.repository(), digest)
            : blobs.glance(spot.repository(), digest);
    return there.size();
  }

  private Optional<Pull> mirrored(Spot spot) {
    return spot.namespace().mirrored()
        ? upstreams
            .of(spot.namespace().name())
            .map(upstream ->
                new Pull(upstream, spot.namespace(), spot.repository(), spot.isVisitor()))
        : Optional.empty();
  }
}
