package redoubt.encryption.migrate;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An object of ours in the cluster that has its controller rewrite one resource. It is written down
 * before it is made and forgotten after it was deleted, so that there is never a second one, and
 * none stays behind.
 *
 * @param since when the phase began
 */
public record Task(String name, Phase phase, Instant since) {
  public Task {
    since = since.truncatedTo(ChronoUnit.MILLIS);
  }

  /** How far it is. */
  public enum Phase {
    /** Nobody has taken it yet. */
    ASKED,
    /** The cluster's controller rewrites. */
    RUNNING,
    /** The controller is done; what it wrote is counted. */
    COUNTING,
    /** The controller has given up; the object stays for who wants to look. */
    FAILED,
    /** It is to be deleted. */
    OVER
  }

  Task in(Phase next, Instant now) {
    return next == phase ? this : new Task(name, next, now);
  }
}
