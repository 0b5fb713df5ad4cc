package redoubt.registry.life;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.registry.content.ContentStore;
import redoubt.registry.content.Place;
import redoubt.registry.sql.BlobRows;
import redoubt.registry.sql.CollectorRows;
import redoubt.store.Database;

/**
 * Removes what nothing uses, in small transactions, while everybody goes on pushing and pulling. It
 * may be cut off anywhere, and run by several servers at once.
 */
public final class Collector {
  /**
   * How long an upload may lie without a byte, a blob without a manifest that names it, and how old
   * a repository without anything is before its name goes.
   */
  public static final Duration UNUSED = Duration.ofHours(24);

  /** How long a blob that no repository serves is kept, since it may be pushed again. */
  private static final Duration IDLE = Duration.ofHours(1);

  /** How long who has looked a place up may need to open it. */
  private static final Duration DOOMED = Duration.ofMinutes(10);

  private static final int AT_ONCE = 500;
  private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

  private final Database database;
  private final ContentStore store;
  private final InstantSource clock;

  public Collector(Database database, ContentStore store, InstantSource clock) {
    this.database = database;
    this.store = store;
    this.clock = clock;
  }

  /** Removes all that is due. */
  public void run() {
    Instant now = clock.instant();
    repeat(handle -> CollectorRows.endUploads(handle, now.minus(UNUSED), now, AT_ONCE));
    repeat(handle -> CollectorRows.endLinks(handle, now.minus(UNUSED), now, AT_ONCE));
    repeat(handle -> CollectorRows.endBlobs(handle, now.minus(IDLE), now, AT_ONCE));
    repeat(handle -> CollectorRows.endRepositories(handle, now.minus(UNUSED), AT_ONCE));
    sweep(now.minus(DOOMED));
  }

  /** Ends what this server left in the store, long after the uploads have ended. */
  public void tidy() {
    try {
      store.tidy(clock.instant().minus(UNUSED.multipliedBy(2)));
    } catch (IOException e) {
      LOG.warn("the content store could not be tidied", e);
    }
  }

  private void repeat(ToIntFunction<Handle> step) {
    int ended = AT_ONCE;
    while (ended == AT_ONCE && !Thread.currentThread().isInterrupted()) {
      ended = database.transaction(step::applyAsInt);
    }
  }

  private void sweep(Instant before) {
    int failed = 0;
    while (failed == 0 && !Thread.currentThread().isInterrupted()) {
      List<Place> places = database.read(handle -> CollectorRows.doomed(handle, before, AT_ONCE));
      if (places.isEmpty()) {
        return;
      }
      for (Place place : places) {
        failed += remove(place) ? 0 : 1;
      }
    }
  }

  /** The bytes first: a place that is still named as doomed is swept again. */
  private boolean remove(Place place) {
    try {
      store.remove(place);
    } catch (IOException e) {
      LOG.warn("the content at {} could not be removed", place, e);
      return false;
    }
    database.transaction(transaction -> {
      BlobRows.spare(transaction, place);
      return true;
    });
    return true;
  }
}
