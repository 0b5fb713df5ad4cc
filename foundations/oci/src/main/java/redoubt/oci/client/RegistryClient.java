package redoubt.oci.client;

import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.outward.Outside;

/**
 * Pulls from one registry. May be used by several threads.
 *
 * <p>All methods fail with a {@link redoubt.core.Failure}: {@code oci.registry-unreachable}, {@code
 * oci.registry-too-slow}, {@code oci.registry-failing}, {@code oci.registry-throttles}, {@code
 * oci.registry-denied}, {@code oci.realm-refused}, {@code oci.no-such-image}, {@code
 * oci.odd-answer}, {@code oci.content-differs}, {@code outward.address-refused}.
 */
public final class RegistryClient {
  private final Line line;
  private final ManifestCalls manifests;
  private final BlobCalls blobs;
  private final ListCalls lists;
  private final BesideCalls beside;

  /**
   * @param registry {@code https://HOST[:PORT]}, or {@code http} to where {@code outside} lets it
   * @param login shown to this registry alone
   * @throws redoubt.core.Failure {@code oci.bad-registry}
   */
  public RegistryClient(
      Outside outside,
      URI registry,
      Optional<Login> login,
      Retrying retrying,
      InstantSource clock) {
    this.line = new Line(outside, registry, login, retrying, clock);
    this.manifests = new ManifestCalls(line);
    this.blobs = new BlobCalls(line);
    this.lists = new ListCalls(line, manifests);
    this.beside = new BesideCalls(line);
  }

  /** What a tag names at the moment, or that a digest is there. */
  public Digest resolve(RepositoryName repository, Reference reference) {
    Optional<Digest> said = manifests.head(repository, reference);
    return switch (reference) {
      case Reference.ByDigest named when said.isPresent() -> named.digest();
      case Reference _ -> said.orElseGet(() -> manifests.get(repository, reference).digest());
    };
  }

  /** A manifest that has the digest which was asked for, or which the registry says it has. */
  public Fetched manifest(RepositoryName repository, Reference reference) {
    return manifests.get(repository, reference);
  }

  /** How long a blob is; empty when the registry does not say. */
  public OptionalLong blobSize(RepositoryName repository, Digest digest) {
    return blobs.size(repository, digest);
  }

  /**
   * Hands a blob on while it comes; goes on where a connection broke. Its last piece, up to 64 KiB,
   * is handed on after size and digest of all were found right.
   *
   * @throws IOException only when the sink throws it
   */
  public void blob(RepositoryName repository, Descriptor blob, BlobSink sink) throws IOException {
    blobs.copy(repository, blob, sink);
  }

  /** All tags; 100,000 at most. */
  public List<Tag> tags(RepositoryName repository) {
    return lists.tags(repository);
  }

  /** Manifests about a subject, 1,000 at most; none where nobody knows of any. */
  public List<Descriptor> referrers(RepositoryName repository, Digest subject) {
    return lists.referrers(repository, subject);
  }

  /**
   * OpenPGP messages beside an image, 4 MiB at most with all about them; none of a registry whose
   * answers so far did not say that it has such.
   */
  public List<byte[]> besideImage(RepositoryName repository, Digest image) {
    return line.hasSignatures() ? beside.of(repository, image) : List.of();
  }
}
