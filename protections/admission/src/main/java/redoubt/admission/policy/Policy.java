package redoubt.admission.policy;

import java.time.Instant;
import java.util.List;
import redoubt.admission.AdmissionFailures;

/**
 * A policy of a cluster.
 *
 * @param exceptions images that are admitted whatever the entries say
 */
public record Policy(PolicyName name, List<Entry> entries, List<Exemption> exceptions) {
  /** Most entries, and most exceptions. */
  public static final int MOST = 1_000;

  /**
   * @throws redoubt.core.Failure {@code admission.bad-policy}
   */
  public Policy {
    entries = List.copyOf(entries);
    exceptions = List.copyOf(exceptions);
    if (entries.size() > MOST || exceptions.size() > MOST) {
      throw AdmissionFailures.badPolicy("A policy has " + MOST + " entries at most.");
    }
  }

  /** Which images, and what is said of them. */
  public record Entry(NamePattern images, Rule rule) {}

  /**
   * Admits images for a while.
   *
   * @param until the first moment at which it does not any more
   * @param reason in the words of who made it
   */
  public record Exemption(NamePattern images, Instant until, String reason) {}
}
