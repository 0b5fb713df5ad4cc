package redoubt.encryption.shred;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import redoubt.encryption.Cluster;

/** How the plugins of a cluster fared while their root key was taken away. */
public record Absence(Cluster cluster, List<Of> plugins) {
  /**
   * One plugin.
   *
   * @param holder id of its API key
   * @param stoppedAt when it said that it knows that its lease ended
   * @param backAt when it said that it knows that the key is back
   */
  public record Of(String holder, Optional<Instant> stoppedAt, Optional<Instant> backAt) {}

  public Absence {
    plugins = List.copyOf(plugins);
  }
}
