package redoubt.admission.proof;

import java.time.Duration;
import redoubt.admission.cluster.PolicyReading;

/**
 * What proofs of admission stand on.
 *
 * @param clusters through which policies are read
 * @param reading reads them
 * @param patience with what is known a moment later: verdicts are remembered for a second
 */
public record ProvingHouse(
    ProvingGround ground, ProvingClusters clusters, PolicyReading reading, Duration patience) {
  private static final Duration USUAL = Duration.ofSeconds(10);

  public ProvingHouse(ProvingGround ground, ProvingClusters clusters, PolicyReading reading) {
    this(ground, clusters, reading, USUAL);
  }
}
