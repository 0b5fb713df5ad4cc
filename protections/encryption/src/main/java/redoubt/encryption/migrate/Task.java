package redoubt.encryption.migrate;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An object of ours in the cluster that has its controller rewrite one resource. It is written down
 * before it is made and forgotten after it was deleted, so that there is never a second one, and
 * none stays behind unless the cluster is away, removed, or refuses to delete it.
 *
 * @param since when the phase began
 * @param counted what is known of the resource's objects; holds when all of them are
 */
public record Task(String name, Phase phase, Instant since, Counts counted) {
  public Task {
    since = since.truncatedTo(ChronoUnit.MILLIS);
  }

  /** How far it is. */
  public enum Phase {
    /** It is about to be made. */
    NOTED,
    /** It is there, and nobody has taken it yet. */
    ASKED,
    /** The controller has taken it, and something has to be written for it to begin. */
    WAKING,
    /** The cluster's controller rewrites. */
    RUNNING,
    /** The controller is done; what it wrote is counted. */
    COUNTING,
    /** The controller has given up; the object stays for who wants to look. */
    FAILED,
    /** It is to be deleted. */
    OVER
  }

  /** One that is to be made. */
  static Task noted(String name, Instant now) {
    return new Task(name, Phase.NOTED, now, Counts.NONE);
  }

  Task in(Phase next, Instant now) {
    return next == phase ? this : new Task(name, next, now, Counts.NONE);
  }

  Task having(Counts next) {
    return new Task(name, phase, since, next);
  }
}
