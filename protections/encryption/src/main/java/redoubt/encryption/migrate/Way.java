package redoubt.encryption.migrate;

import java.time.Instant;
import java.util.Optional;

/**
 * By which means a migration goes on.
 *
 * @param task what the cluster was asked for, or what is left of it
 */
public record Way(Means means, Optional<Task> task) {
  /** Nothing is asked for any more; what a controller gave up on stays for who wants to look. */
  Way ended(Instant now) {
    return task.filter(left -> left.phase() == Task.Phase.FAILED).isPresent() ? this : tidied(now);
  }

  /** What is left in the cluster is to be deleted. */
  Way tidied(Instant now) {
    return new Way(means, task.map(left -> left.in(Task.Phase.OVER, now)));
  }

  Way with(Task next) {
    return new Way(means, Optional.of(next));
  }

  /** As it is to go on, with what is left of how it went until now. */
  Way then(Means next, Instant now) {
    return new Way(next, tidied(now).task());
  }

  boolean isOver() {
    return task.filter(left -> left.phase() == Task.Phase.OVER).isPresent();
  }
}
