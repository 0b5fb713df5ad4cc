package redoubt.encryption.migrate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * The rewriting of a cluster's stored objects, as far as it has come.
 *
 * @param aim what it makes of them; its resources are done in their order
 * @param position the resource at hand; their number when all are done
 * @param from where the next page of it begins; empty for its first
 * @param total objects, as far as known
 * @param rewritten by us
 * @param byOthers written by somebody else meanwhile
 * @param gone deleted meanwhile
 * @param unchanged found stored as the API server writes now
 * @param rate most writes a second; 0 for as fast as the API server bears
 * @param failure why it stopped, in one sentence
 */
public record Migration(
    String tenant,
    UUID cluster,
    UUID id,
    State state,
    Aim aim,
    int position,
    Optional<String> from,
    long total,
    long rewritten,
    long byOthers,
    long gone,
    long unchanged,
    int rate,
    Optional<String> failure,
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

  public Migration {
    if (position < 0 || position > aim.resources().size()) {
      throw new IllegalArgumentException("there is no resource " + position);
    }
  }

  /** Whether objects are written in the clear. */
  public boolean decrypting() {
    return aim.decrypting();
  }

  /** In the order in which they are done. */
  public List<String> resources() {
    return aim.resources();
  }

  public long done() {
    return rewritten + byOthers + gone + unchanged;
  }

  /** Stopped or not, and as fast, as somebody said of the other meanwhile. */
  Migration heeding(Migration other, Instant now) {
    Migration faster = resumed(OptionalInt.of(other.rate()), now).with(state, failure, now);
    return state == State.RUNNING ? faster.with(other.state(), failure, now) : faster;
  }

  Migration with(State next, Optional<String> why, Instant now) {
    return new Migration(
        tenant, cluster, id, next, aim, position, from, total, rewritten, byOthers, gone, unchanged,
        rate, why, startedAt, startedBy, now);
  }

  /** Goes on, at another rate if one is given. */
  Migration resumed(OptionalInt otherRate, Instant now) {
    return new Migration(
        tenant,
        cluster,
        id,
        State.RUNNING,
        aim,
        position,
        from,
        total,
        rewritten,
        byOthers,
        gone,
        unchanged,
        otherRate.orElse(rate),
        Optional.empty(),
        startedAt,
        startedBy,
        now);
  }

  /** After a page. */
  Migration after(Counts page, Optional<String> next, long remaining, Instant now) {
    boolean over = next.isEmpty();
    long known = done() + page.sum() + remaining;
    return new Migration(
        tenant,
        cluster,
        id,
        over && position + 1 == resources().size() ? State.DONE : State.RUNNING,
        aim,
        over ? position + 1 : position,
        next,
        Math.max(known, over ? 0 : total),
        rewritten + page.rewritten(),
        byOthers + page.byOthers(),
        gone + page.gone(),
        unchanged + page.unchanged(),
        rate,
        Optional.empty(),
        startedAt,
        startedBy,
        now);
  }

  /** The place in the list is too old: the resource at hand is begun anew. */
  Migration again(Instant now) {
    return new Migration(
        tenant,
        cluster,
        id,
        state,
        aim,
        position,
        Optional.empty(),
        total,
        rewritten,
        byOthers,
        gone,
        unchanged,
        rate,
        failure,
        startedAt,
        startedBy,
        now);
  }

  /** The cluster needs something else than when it began: what was done is done again. */
  Migration anew(Aim next, Instant now) {
    return new Migration(
        tenant,
        cluster,
        id,
        state == State.STOPPED ? State.STOPPED : State.RUNNING,
        next,
        0,
        Optional.empty(),
        0,
        0,
        0,
        0,
        0,
        rate,
        Optional.empty(),
        startedAt,
        startedBy,
        now);
  }

  /** What became of the objects of a page. */
  record Counts(long rewritten, long byOthers, long gone, long unchanged) {
    long sum() {
      return rewritten + byOthers + gone + unchanged;
    }
  }
}
