package redoubt.encryption.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import redoubt.encryption.Cluster;

/**
 * Whose turn it is among the clusters of many tenants: that of the tenant that has the fewest at
 * work and had the least time, and of its clusters the one that waited longest. Remembers over the
 * runs who waits, so that what there was no time for comes first in the next one.
 */
final class TurnsOfClusters {
  private final Map<UUID, Long> lastTurns = new HashMap<>();
  private long count;

  /** A run over these clusters, each of which has one turn. */
  synchronized Run begin(List<Cluster> clusters) {
    lastTurns.keySet().retainAll(clusters.stream().map(Cluster::id).toList());
    return new Run(clusters);
  }

  private synchronized long lastTurn(Cluster cluster) {
    return lastTurns.getOrDefault(cluster.id(), 0L);
  }

  private synchronized void hasTurn(Cluster cluster) {
    lastTurns.put(cluster.id(), ++count);
  }

  /** One pass. May be used by several threads. */
  final class Run {
    private final List<Cluster> waiting;
    private final Map<String, Integer> atWork = new HashMap<>();
    private final Map<String, Duration> used = new HashMap<>();
    private final Map<String, Long> tenants = new HashMap<>();

    private Run(List<Cluster> clusters) {
      waiting = new ArrayList<>(clusters);
      for (Cluster cluster : clusters) {
        tenants.merge(cluster.tenant(), lastTurn(cluster), Math::max);
      }
    }

    /** Whose turn begins; empty when each has had its own. */
    synchronized Optional<Cluster> next() {
      Optional<Cluster> next =
          waiting.stream()
              .min(
                  Comparator.<Cluster>comparingInt(of -> atWork.getOrDefault(of.tenant(), 0))
                      .thenComparing(of -> used.getOrDefault(of.tenant(), Duration.ZERO))
                      .thenComparingLong(of -> tenants.getOrDefault(of.tenant(), 0L))
                      .thenComparingLong(TurnsOfClusters.this::lastTurn));
      next.ifPresent(cluster -> {
        waiting.remove(cluster);
        hasTurn(cluster);
        tenants.put(cluster.tenant(), lastTurn(cluster));
        atWork.merge(cluster.tenant(), 1, Integer::sum);
      });
      return next;
    }

    /** Its turn took so long. */
    synchronized void ended(Cluster cluster, Duration took) {
      atWork.merge(cluster.tenant(), -1, Integer::sum);
      used.merge(cluster.tenant(), took, Duration::plus);
    }

    /** Those that had no turn. */
    synchronized List<Cluster> left() {
      return List.copyOf(waiting);
    }
  }
}
