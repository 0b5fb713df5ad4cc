package redoubt.encryption.report;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import redoubt.core.Failure;
import redoubt.encryption.Cluster;

/**
 * One reading of a cluster's etcd, as far as it has come.
 *
 * @param every whether every object is opened, not samples only
 * @param objects read so far; from the beginning again when etcd made it begin anew
 * @param owner who reads: a server at one time of its life
 * @param attempts how many servers began it
 * @param failure why it failed, in one sentence
 * @param code of that failure
 * @param report what came of it
 */
public record Reading(
    String tenant,
    UUID cluster,
    UUID id,
    State state,
    boolean every,
    long objects,
    UUID owner,
    int attempts,
    Optional<String> failure,
    Optional<String> code,
    Optional<UUID> report,
    Instant startedAt,
    String startedBy,
    Instant updatedAt) {
  /** Whether it goes on. */
  public enum State {
    RUNNING,
    STOPPED,
    DONE,
    FAILED
  }

  static Reading begun(
      Cluster cluster, UUID id, boolean every, UUID owner, String actor, Instant now) {
    return new Reading(
        cluster.tenant(),
        cluster.id(),
        id,
        State.RUNNING,
        every,
        0,
        owner,
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        now,
        actor,
        now);
  }

  Reading at(long count, Instant now) {
    return changed(state, count, owner, attempts, failure, code, report, now);
  }

  Reading with(State next, Instant now) {
    return changed(next, objects, owner, attempts, failure, code, report, now);
  }

  /** Begun anew by another server. */
  Reading takenBy(UUID server, Instant now) {
    return changed(state, 0, server, attempts + 1, failure, code, report, now);
  }

  Reading doneWith(UUID made, long count, Instant now) {
    return changed(State.DONE, count, owner, attempts, failure, code, Optional.of(made), now);
  }

  Reading failedWith(Failure why, Instant now) {
    return changed(
        State.FAILED,
        objects,
        owner,
        attempts,
        Optional.of(why.what()),
        Optional.of(why.code()),
        report,
        now);
  }

  private Reading changed(
      State nextState,
      long count,
      UUID nextOwner,
      int nextAttempts,
      Optional<String> why,
      Optional<String> whyCode,
      Optional<UUID> made,
      Instant now) {
    return new Reading(
        tenant,
        cluster,
        id,
        nextState,
        every,
        count,
        nextOwner,
        nextAttempts,
        why,
        whyCode,
        made,
        startedAt,
        startedBy,
        now);
  }
}
