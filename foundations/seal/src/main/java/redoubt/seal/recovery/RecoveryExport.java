package redoubt.seal.recovery;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.core.Migrations;
import redoubt.crypto.Aead;
import redoubt.crypto.Hash;
import redoubt.crypto.SecretBytes;
import redoubt.crypto.shamir.Shamir;
import redoubt.crypto.shamir.Share;
import redoubt.seal.Masters;
import redoubt.seal.Vault;
import redoubt.seal.recovery.sql.Tables;
import redoubt.store.Database;

/** Makes exports while the servers work. */
public final class RecoveryExport {
  /** The seal's own tables: they mean nothing under another master key. */
  static final String SEAL_SCHEMA = Masters.migrations().schema();

  /** Longest piece of a table's data. */
  private static final int PIECE = 32 * 1024;

  private final Database database;
  private final Masters masters;
  private final Vault vault;
  private final List<Migrations> rooms;
  private final UnexportableKeys hardware;
  private final InstantSource clock;

  /**
   * @param rooms the migrations of all rooms, as the database was brought up to date with them
   */
  public RecoveryExport(
      Database database,
      Masters masters,
      Vault vault,
      List<Migrations> rooms,
      UnexportableKeys hardware,
      InstantSource clock) {
    this.database = database;
    this.masters = masters;
    this.vault = vault;
    this.rooms = List.copyOf(rooms);
    this.hardware = hardware;
    this.clock = clock;
  }

  /**
   * What was made.
   *
   * @param shares texts to hand out to different people; shown once, kept nowhere
   */
  public record Made(UUID id, List<String> shares, int threshold, RecoveryContents contents) {
    public Made {
      shares = List.copyOf(shares);
    }

    /** Without the shares. */
    @Override
    public String toString() {
      return "Made[" + id + "]";
    }
  }

  /**
   * Writes an export: one consistent view of all rooms, whatever happens meanwhile. The caller
   * closes the stream; what it holds is useless unless this returns.
   *
   * @throws Failure {@code share.bad-numbers}; {@code seal.broken} when a secret does not open:
   *     then nothing is exported
   */
  public Made write(UUID id, int shares, int threshold, OutputStream out) {
    Shamir.requireNumbers(shares, threshold);
    try (SecretBytes key = SecretBytes.random(Aead.KEY_BYTES)) {
      List<Share> split = Shamir.split(key, shares, threshold);
      ExportHeader header =
          new ExportHeader(
              id,
              split.getFirst().setId(),
              threshold,
              clock.instant().truncatedTo(ChronoUnit.SECONDS));
      // The outer transaction only keeps the master keys while the inner one looks.
      RecoveryContents contents =
          database.transaction(keeper -> {
            masters.keepAll(keeper);
            return database.snapshot(view -> write(view, header, key, out));
          });
      List<String> texts = split.stream().map(Share::reveal).toList();
      split.forEach(Share::close);
      return new Made(id, texts, threshold, contents);
    }
  }

  private RecoveryContents write(
      Handle view, ExportHeader header, SecretBytes key, OutputStream out) {
    try {
      byte[] line = header.toBytes();
      out.write(line);
      SealedOutput sealed = new SealedOutput(out, key, Hash.sha256Hex(line));
      BufferedOutputStream buffered = new BufferedOutputStream(sealed, 8192);
      Records.Writer records = new Records.Writer(buffered);
      List<String> schemas = exportedSchemas(rooms);
      records.manifest(new Manifest(versions(view, rooms), hardware.in(view)));
      for (Tables.Table table : Tables.inOrder(view, schemas)) {
        records.tableStarts(table.schema(), table.name(), table.columns());
        records.tableEnds(Tables.copyOut(view, table, pieces(records)));
      }
      for (Tables.Sequence sequence : Tables.sequences(view, schemas)) {
        records.sequence(sequence.schema(), sequence.name(), sequence.last(), sequence.called());
      }
      vault.openAll(view, records::secret);
      records.end();
      buffered.flush();
      sealed.finish();
      out.flush();
      return records.contents();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static List<String> exportedSchemas(List<Migrations> rooms) {
    return rooms.stream()
        .map(Migrations::schema)
        .filter(schema -> !schema.equals(SEAL_SCHEMA))
        .distinct()
        .toList();
  }

  static SortedMap<String, List<String>> versions(Handle handle, List<Migrations> rooms) {
    SortedMap<String, List<String>> versions = new TreeMap<>();
    for (String schema : exportedSchemas(rooms)) {
      versions.put(schema, Tables.versions(handle, schema));
    }
    return versions;
  }

  private static OutputStream pieces(Records.Writer records) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        records.data(new byte[] {(byte) b});
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        for (int from = offset; from < offset + length; from += PIECE) {
          records.data(Arrays.copyOfRange(bytes, from, Math.min(offset + length, from + PIECE)));
        }
      }
    };
  }
}
