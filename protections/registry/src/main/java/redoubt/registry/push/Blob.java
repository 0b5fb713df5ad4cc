package redoubt.registry.push;

import java.time.Instant;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.registry.content.Place;

/**
 * Content that a repository may serve.
 *
 * @param checked when it was last seen that its bytes fit the digest
 */
public record Blob(Digest digest, long size, Place place, Optional<Checked> checked) {
  /**
   * @param stamp state of the content then
   */
  public record Checked(String stamp, Instant at) {}
}
