package redoubt.encryption.migrate;

import java.time.Instant;
import java.util.Optional;

/**
 * By which means a migration goes on.
 *
 * @param chosen what somebody wants; empty for what the cluster can, and rewriting where it does
 *     not
 * @param means at the moment
 * @param task what the cluster was asked for, or what is left of it
 */
public record Way(Optional<Means> chosen, Means means, Optional<Task> task) {
  /** Whether another means may take over. */
  boolean isFree() {
    return chosen.isEmpty();
  }

  /** Nothing is asked for any more; what a controller gave up on stays for who wants to look. */
  Way ended(Instant now) {
    return task.filter(left -> left.phase() == Task.Phase.FAILED).isPresent() ? this : tidied(now);
  }

  /** What is left in the cluster is to be deleted. */
  Way tidied(Instant now) {
    return new Way(chosen, means, task.map(left -> left.in(Task.Phase.OVER, now)));
  }

  Way with(Task next) {
    return new Way(chosen, means, Optional.of(next));
  }

  /** After what was left was deleted. */
  Way without() {
    return new Way(chosen, means, Optional.empty());
  }

  /** From here on Redoubt rewrites. */
  Way rewriting(Instant now) {
    return new Way(chosen, Means.REWRITING, tidied(now).task());
  }

  /** How to go on: what nobody chose and was not done by the cluster is not asked of it again. */
  Way next(Way possible) {
    return possible.isFree() && means == Means.REWRITING ? this : possible;
  }

  /** As it is to go on, with what is left of how it went until now. */
  Way then(Way next, Instant now) {
    return new Way(next.chosen(), next.means(), tidied(now).task());
  }

  boolean isOver() {
    return task.filter(left -> left.phase() == Task.Phase.OVER).isPresent();
  }
}
