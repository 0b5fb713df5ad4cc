package redoubt.signatures.trust;

import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;

/**
 * Which image was asked for, and how.
 *
 * @param elsewhere the repository as it is called with its registry, when that is another one
 * @param tag by which it was asked for; empty when by its digest
 */
public record Asked(
    RepositoryName repository, Optional<String> elsewhere, Digest digest, Optional<Tag> tag) {
  /** Its name in full, where the registry is called so. */
  String name(String registry) {
    return elsewhere.orElseGet(() -> registry + "/" + repository)
        + tag.map(one -> ":" + one.text()).orElseGet(() -> "@" + digest);
  }
}
