package redoubt.signatures.proof;

import java.time.Instant;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;

/** What the server will say, should nothing happen meanwhile: no proof can wait for two weeks. */
@FunctionalInterface
public interface Foresight {
  /** Whether an image will be trusted at a moment. */
  boolean trusted(String instance, RepositoryName repository, Digest image, Instant at);
}
