package redoubt.keys.shred;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Port of the room: what other rooms guard with root keys. Each says it of its own; the server
 * joins them. Roles were checked by whoever asks.
 */
public interface Dependents {
  /** No other room guards anything. */
  Dependents NONE =
      new Dependents() {
        @Override
        public List<Dependent> of(String tenant, UUID key) {
          return List.of();
        }

        @Override
        public List<Outage> outages(String tenant, UUID key, Instant from, Optional<Instant> back) {
          return List.of();
        }

        @Override
        public List<Reading> read(String tenant, UUID key) {
          return List.of();
        }

        @Override
        public List<Sample> samples(String tenant, UUID key) {
          return List.of();
        }
      };

  /** What would be lost with the key, whether it uses the key now or only did before. */
  List<Dependent> of(String tenant, UUID key);

  /**
   * What the holders of leases did while the key was taken away.
   *
   * @param from when it was taken away
   * @param back when it came back; empty while it is away
   */
  List<Outage> outages(String tenant, UUID key, Instant from, Optional<Instant> back);

  /** Tries now to read something that the key guards, as its users would. */
  List<Reading> read(String tenant, UUID key);

  /**
   * What is said to have been wrapped by the key, best known first; still known after its purge.
   * Anything may stand there: whether the key opens it is tried by who asks.
   */
  List<Sample> samples(String tenant, UUID key);
}
