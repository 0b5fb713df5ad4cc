package redoubt.cli.image;

import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;

/**
 * An image of the server's registry, as one writes it: {@code NAMESPACE/REPOSITORY[:TAG][@DIGEST]},
 * without the host. A digest goes before a tag; without either it is {@code latest}.
 */
record ImageName(RepositoryName repository, Reference reference) {
  /**
   * @throws Failure {@code cli.image-name}, {@code oci.bad-name}, {@code oci.bad-tag}, {@code
   *     oci.bad-digest}
   */
  static ImageName parse(String text) {
    int at = text.indexOf('@');
    String named = at < 0 ? text : text.substring(0, at);
    int colon = named.lastIndexOf(':');
    boolean tagged = colon > named.lastIndexOf('/');
    String repository = tagged ? named.substring(0, colon) : named;
    if (repository.contains(":") || !repository.contains("/")) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.image-name",
          text + " names no image of the server.",
          "Write NAMESPACE/REPOSITORY:TAG or NAMESPACE/REPOSITORY@DIGEST, without the host.");
    }
    Reference reference =
        at >= 0
            ? new Reference.ByDigest(Digest.parse(text.substring(at + 1)))
            : new Reference.ByTag(new Tag(tagged ? named.substring(colon + 1) : "latest"));
    return new ImageName(new RepositoryName(repository), reference);
  }
}
