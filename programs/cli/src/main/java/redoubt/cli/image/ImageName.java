package redoubt.cli.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import redoubt.cli.text.JsonText;
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

  /** The same for the server. */
  ObjectNode json() {
    ObjectNode json = JsonText.object().put("repository", repository.text());
    return switch (reference) {
      case Reference.ByDigest named -> json.put("digest", named.digest().toString());
      case Reference.ByTag named -> json.put("tag", named.tag().text());
    };
  }

  /**
   * One that is to be changed: what is meant has to be written.
   *
   * @throws Failure {@code cli.image-name} also without a tag and a digest
   */
  static ImageName whole(String text) {
    ImageName name = parse(text);
    if (!text.contains(":")) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.image-name",
          text + " names a repository and not which of its images.",
          "Write NAMESPACE/REPOSITORY:TAG or NAMESPACE/REPOSITORY@DIGEST.");
    }
    return name;
  }
}
