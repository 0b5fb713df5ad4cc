package redoubt.admission.cluster;

import java.time.Instant;
import java.util.Optional;
import redoubt.admission.Clusters;

/**
 * A cluster whose API server asks here.
 *
 * @param readAt when its policies were last read; empty if they never were
 * @param said why they could not be at the last try; empty if they could
 * @param ladder whether images that were admitted are written into the cluster
 * @param ladderSaid why that was not possible at the last try; empty if it was
 */
public record Asking(
    Clusters.Cluster cluster,
    Instant installedAt,
    String installedBy,
    Optional<Instant> readAt,
    String said,
    boolean ladder,
    String ladderSaid) {}
