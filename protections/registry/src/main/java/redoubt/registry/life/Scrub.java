package redoubt.registry.life;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Deadline;
import redoubt.oci.Digest;
import redoubt.registry.push.Blob;
import redoubt.registry.push.Blobs;
import redoubt.registry.sql.RecountRows;
import redoubt.store.Database;

/**
 * Reads all content against its digest: by itself what nobody read for most of a day, 200 blobs or
 * a gibibyte a minute at most; and all of it, a piece at a time, when somebody asks. What does not
 * fit is noted as damaged: it is not served as whole, and healed by who pushes it again.
 */
public final class Scrub {
  /** How often a piece is read by itself. */
  public static final Duration EVERY = Duration.ofMinutes(1);

  /** So that what was read is read again within a day. */
  private static final Duration FRESH = Duration.ofHours(20);

  private static final long MOST_BYTES = 1L << 30;
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int AT_ONCE = 200;
  private static final int NAMED = 10;

  /** A blob that does not fit its digest, and some of the repositories that have it. */
  public record Damage(Digest digest, List<String> repositories) {
    public Damage {
      repositories = List.copyOf(repositories);
    }
  }

  /**
   * What came of a piece.
   *
   * @param next where the next piece begins; empty when all was read
   */
  public record Piece(long blobs, long bytes, List<Damage> damaged, Optional<String> next) {
    public Piece {
      damaged = List.copyOf(damaged);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);

  private final Database database;
  private final Blobs blobs;
  private final InstantSource clock;

  public Scrub(Database database, Blobs blobs, InstantSource clock) {
    this.database = database;
    this.blobs = blobs;
    this.clock = clock;
  }

  /** Reads what nobody read for most of a day. */
  public void run() {
    Instant before = clock.instant().minus(FRESH);
    long bytes = 0;
    for (Blob blob : database.read(handle -> RecountRows.stale(handle, before, AT_ONCE))) {
      if (bytes >= MOST_BYTES || Thread.currentThread().isInterrupted()) {
        return;
      }
      try {
        boolean _ = blobs.scrub(blob);
      } catch (RuntimeException e) {
        LOG.error("{} was not read", blob.digest(), e);
      }
      bytes += blob.size();
    }
  }

  /** Reads blobs by digest, after one of them, for some seconds. */
  public Piece piece(String after) {
    Deadline deadline = Deadline.in(LONGEST);
    List<Blob> some = database.read(handle -> RecountRows.blobs(handle, after, AT_ONCE));
    List<Damage> damaged = new ArrayList<>();
    long read = 0;
    long bytes = 0;
    String last = after;
    for (Blob blob : some) {
      if (bytes >= MOST_BYTES || deadline.isOver()) {
        return new Piece(read, bytes, damaged, Optional.of(last));
      }
      if (!blobs.scrub(blob)) {
        damaged.add(
            new Damage(
                blob.digest(),
                database.read(handle -> RecountRows.repositories(handle, blob.digest(), NAMED))));
      }
      read++;
      bytes += blob.size();
      last = blob.digest().toString();
    }
    return new Piece(
        read, bytes, damaged, some.size() < AT_ONCE ? Optional.empty() : Optional.of(last));
  }
}
