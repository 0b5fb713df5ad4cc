package redoubt.cli.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import redoubt.core.Failure;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.oci.client.BlobSink;
import redoubt.oci.client.Fetched;
import redoubt.oci.client.ImageName;
import redoubt.oci.client.RegistryClient;
import redoubt.outward.Outside;

/** An image in another registry. */
final class RemoteSource implements ImageSource {
  /** What cosign appends to a digest's tag (cosign, "SIGNATURE_SPEC"). */
  private static final List<String> COSIGN = List.of(".sig", ".att", ".sbom");

  private final Outside outside;
  private final RegistryClient client;
  private final RepositoryName repository;
  private final Fetched root;

  RemoteSource(Outside outside, RegistryClient client, ImageName image) {
    this.outside = outside;
    this.client = client;
    this.repository = image.repository();
    this.root = client.manifest(repository, image.reference());
  }

  @Override
  public Fetched root() {
    return root;
  }

  @Override
  public Fetched manifest(Descriptor descriptor) {
    return client.manifest(repository, new Reference.ByDigest(descriptor.digest()));
  }

  @Override
  public boolean has(Descriptor descriptor) {
    try {
      Digest _ = client.resolve(repository, new Reference.ByDigest(descriptor.digest()));
      return true;
    } catch (Failure e) {
      if (e.kind() == Failure.Kind.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void copy(Descriptor blob, BlobSink sink) throws IOException {
    client.blob(repository, blob, sink);
  }

  @Override
  public List<Fetched> about(Digest subject) {
    List<Fetched> found = new ArrayList<>();
    client.referrers(repository, subject).forEach(referrer -> found.add(manifest(referrer)));
    return found;
  }

  /** What cosign said about a manifest under a tag, and the tag. */
  List<Tagged> tagged(Digest subject) {
    List<Tagged> found = new ArrayList<>();
    for (String suffix : COSIGN) {
      Tag tag = new Tag(subject.algorithm().word() + "-" + subject.hex() + suffix);
      try {
        found.add(new Tagged(tag, client.manifest(repository, new Reference.ByTag(tag))));
      } catch (Failure e) {
        if (e.kind() != Failure.Kind.NOT_FOUND) {
          throw e;
        }
      }
    }
    return found;
  }

  /** A manifest with the tag that names it. */
  record Tagged(Tag tag, Fetched manifest) {}

  @Override
  public void close() {
    outside.close();
  }
}
