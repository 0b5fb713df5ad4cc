package redoubt.seal.recovery;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import redoubt.core.Failure;
import redoubt.crypto.Hash;
import redoubt.seal.SealJournal;
import redoubt.seal.recovery.sql.ExportTable;
import redoubt.store.Database;

/**
 * Exports between being made and being fetched. They lie in the database, encrypted, so that any
 * server can hand them out; they go when they were fetched whole, or after an hour.
 */
public final class WaitingExports {
  private static final Duration LIFE = Duration.ofHours(1);
  private static final int PIECE = 512 * 1024;

  private final Database database;
  private final RecoveryExport exporter;
  private final SealJournal journal;
  private final InstantSource clock;

  public WaitingExports(
      Database database, RecoveryExport exporter, SealJournal journal, InstantSource clock) {
    this.database = database;
    this.exporter = exporter;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * An export that waits.
   *
   * @param sha256 of the whole file, in hexadecimal
   */
  public record Waiting(RecoveryExport.Made made, long bytes, String sha256) {}

  public Waiting make(int shares, int threshold, String actor) {
    redoubt.crypto.shamir.Shamir.requireNumbers(shares, threshold);
    UUID id = UUID.randomUUID();
    database.transaction(handle -> {
      ExportTable.begin(handle, id, actor, clock.instant(), clock.instant().plus(LIFE));
      return null;
    });
    boolean complete = false;
    try {
      Pieces pieces = new Pieces(id);
      DigestOutputStream digested = new DigestOutputStream(pieces, Hash.newSha256());
      RecoveryExport.Made made = exporter.write(id, shares, threshold, digested);
      pieces.end();
      String sha256 = HexFormat.of().formatHex(digested.getMessageDigest().digest());
      database.transaction(handle -> {
        ExportTable.complete(handle, id, pieces.total, sha256);
        journal.record(
            handle,
            actor,
            "recovery.export.create",
            id.toString(),
            Map.of(
                "sha256", sha256,
                "shares", Integer.toString(shares),
                "threshold", Integer.toString(threshold)));
        return null;
      });
      complete = true;
      return new Waiting(made, pieces.total, sha256);
    } finally {
      if (!complete) {
        delete(id);
      }
    }
  }

  /**
   * @throws Failure {@code recovery.no-export}
   */
  public UUID require(String id) {
    Optional<UUID> parsed =
        id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
            ? Optional.of(UUID.fromString(id))
            : Optional.empty();
    return parsed
        .filter(
            known -> database.read(handle -> ExportTable.isReady(handle, known, clock.instant())))
        .orElseThrow(() ->
            new Failure(
                Failure.Kind.NOT_FOUND,
                "recovery.no-export",
                "There is no such export, or it was fetched or an hour has passed.",
                "Make a new one."));
  }

  /** Hands out the file, and removes it once it was written whole. */
  public void fetch(UUID id, String actor, OutputStream out) throws IOException {
    for (int number = 0; ; number++) {
      int wanted = number;
      Optional<byte[]> piece = database.read(handle -> ExportTable.piece(handle, id, wanted));
      if (piece.isEmpty()) {
        break;
      }
      out.write(piece.get());
    }
    out.flush();
    database.transaction(handle -> {
      ExportTable.delete(handle, id);
      journal.record(handle, actor, "recovery.export.read", id.toString(), Map.of());
      return null;
    });
  }

  /** Background work. */
  public void removeExpired() {
    database.transaction(handle -> {
      ExportTable.deleteExpired(handle, clock.instant());
      return null;
    });
  }

  private void delete(UUID id) {
    try {
      database.transaction(handle -> {
        ExportTable.delete(handle, id);
        return null;
      });
    } catch (Failure e) {
      // It goes when it expires.
    }
  }

  /** Cuts a stream into rows. */
  private final class Pieces extends OutputStream {
    private final UUID id;
    private final byte[] piece = new byte[PIECE];
    private int filled;
    private int number;
    private long total;

    Pieces(UUID id) {
      this.id = id;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      int from = offset;
      while (from < offset + length) {
        int part = Math.min(offset + length - from, PIECE - filled);
        System.arraycopy(bytes, from, piece, filled, part);
        filled += part;
        from += part;
        total += part;
        if (filled == PIECE) {
          store();
        }
      }
    }

    void end() {
      if (filled > 0) {
        store();
      }
    }

    private void store() {
      byte[] row = Arrays.copyOf(piece, filled);
      int mine = number++;
      filled = 0;
      database.transaction(handle -> {
        ExportTable.addPiece(handle, id, mine, row);
        return null;
      });
    }
  }
}
