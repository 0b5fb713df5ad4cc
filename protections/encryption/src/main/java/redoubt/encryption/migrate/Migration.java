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
 * @param way by which means
 * @param position the resource at hand; their number when all are done
 * @param from where the next page of it begins; empty for its first
 * @param total objects, as far as known
 * @param counts what became of those that are done
 * @param rate most writes a second that are ours; 0 for as fast as the API server bears
 * @param failure why it stopped
 */
public record Migration(
    String tenant,
    UUID cluster,
    UUID id,
    State state,
    Aim aim,
    Way way,
    int position,
    Optional<String> from,
    long total,
    Counts counts,
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

  /** What became of objects, those too of which it is not certain yet that they are all. */
  public Counts reached() {
    return way.task().map(task -> counts.plus(task.counted())).orElse(counts);
  }

  public long done() {
    return reached().sum();
  }

  /** Objects that are known and not done. */
  long left() {
    return Math.max(0, total - done());
  }

  private Migration at(
      State next, Way by, int place, Optional<String> page, long known, Instant now) {
    return new Migration(
        tenant, cluster, id, next, aim, by, place, page, known, counts, rate, failure, startedAt,
        startedBy, now);
  }

  private Migration at(Counts reached, int faster, Optional<String> why, Instant now) {
    return new Migration(
        tenant, cluster, id, state, aim, way, position, from, total, reached, faster, why,
        startedAt, startedBy, now);
  }

  /** Stopped or not, and as fast, as somebody said of the other meanwhile. */
  Migration heeding(Migration other, Instant now) {
    Migration faster = at(counts, other.rate(), failure, now);
    return state == State.RUNNING ? faster.with(other.state(), failure, now) : faster;
  }

  /** Unless it goes on, the cluster is asked for nothing any more. */
  Migration with(State next, Optional<String> why, Instant now) {
    return at(counts, rate, why, now)
        .at(next, next == State.RUNNING ? way : way.ended(now), position, from, total, now);
  }

  /** Goes on, perhaps at another rate or by another means, with which the resource begins anew. */
  Migration resumed(OptionalInt otherRate, Means next, Instant now) {
    boolean asBefore = way.means() == Means.REWRITING && next == Means.REWRITING;
    return at(counts, otherRate.orElse(rate), Optional.empty(), now)
        .at(
            State.RUNNING,
            way.then(next, now),
            position,
            asBefore ? from : Optional.empty(),
            total,
            now);
  }

  /** After a page. */
  Migration after(Counts page, Optional<String> next, long remaining, Instant now) {
    boolean over = next.isEmpty();
    boolean done = over && position + 1 == resources().size();
    long known = done() + page.sum() + remaining;
    return at(counts.plus(page), rate, Optional.empty(), now)
        .at(
            done ? State.DONE : State.RUNNING,
            over ? way.tidied(now) : way,
            over ? position + 1 : position,
            next,
            Math.max(known, over ? 0 : total),
            now);
  }

  /** After a page of a resource whose counts hold when it was gone through to its end. */
  Migration counted(Counts page, Optional<String> next, long remaining, Instant now) {
    Task task = way.task().orElseThrow();
    Counts whole = task.counted().plus(page);
    return next.isEmpty()
        ? tidied(now).after(whole, next, remaining, now)
        : at(
            state,
            way.with(task.having(whole)),
            position,
            next,
            Math.max(total, done() + page.sum() + remaining),
            now);
  }

  /** The place in the list is too old: the resource at hand is begun anew. */
  Migration again(Instant now) {
    Way anew = way.task().map(task -> way.with(task.having(Counts.NONE))).orElse(way);
    return at(state, anew, position, Optional.empty(), total, now);
  }

  /** What it left in the cluster is to be deleted. */
  Migration tidied(Instant now) {
    return at(state, way.tidied(now), position, from, total, updatedAt);
  }

  /** The cluster is about to be asked for one resource, which has so many objects. */
  Migration asking(String name, long objects, Instant now) {
    return at(
        state, way.with(Task.noted(name, now)), position, Optional.empty(), done() + objects, now);
  }

  /** What the cluster was asked for is so far now. */
  Migration asked(Task.Phase phase, Instant now) {
    return at(
        state,
        way.with(way.task().orElseThrow().in(phase, now)),
        position,
        Optional.empty(),
        total,
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
        way.tidied(now),
        0,
        Optional.empty(),
        0,
        Counts.NONE,
        rate,
        Optional.empty(),
        startedAt,
        startedBy,
        now);
  }
}
