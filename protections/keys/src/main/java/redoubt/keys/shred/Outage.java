package redoubt.keys.shred;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What taking a key away did to the holders of leases of one dependent.
 *
 * @param holders each who held a lease when the key was taken away, or came since
 */
public record Outage(Dependent.Who who, List<Holder> holders) {
  /**
   * One holder.
   *
   * @param stoppedAt when it said that it knows that its lease ended; empty when it was not reached
   * @param backAt when it said that it knows that the key is back; empty when it did not
   */
  public record Holder(String id, Optional<Instant> stoppedAt, Optional<Instant> backAt) {}

  public Outage {
    holders = List.copyOf(holders);
  }
}
