package redoubt.server.proofs.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.UnableToProduceResultException;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyInputStream;
import redoubt.keys.proof.ProvingGround;
import redoubt.store.Database;

/** Reads the whole database as {@code pg_dump} would see it. */
public final class DatabaseDump {
  private DatabaseDump() {}

  /** Every row of every table outside PostgreSQL's own schemas, in COPY's binary form. */
  public static void read(Database database, ProvingGround.Reader reader) throws IOException {
    try {
      database.snapshot(handle -> {
        for (String table : tables(handle)) {
          copy(handle, table, reader);
        }
        return true;
      });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Writes all that is in PostgreSQL's memory to its files. */
  public static void flush(Database database) {
    database.read(handle -> handle.execute("CHECKPOINT"));
  }

  private static List<String> tables(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT format('%I.%I', n.nspname, c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema'
              AND n.nspname NOT LIKE 'pg\\_%'
            ORDER BY 1
            """)
        .mapTo(String.class)
        .list();
  }

  private static void copy(Handle handle, String table, ProvingGround.Reader reader) {
    try {
      PGConnection connection = handle.getConnection().unwrap(PGConnection.class);
      try (InputStream rows =
          new PGCopyInputStream(connection, "COPY " + table + " TO STDOUT (FORMAT binary)")) {
        reader.read(table, rows);
      }
    } catch (SQLException e) {
      throw new UnableToProduceResultException(e, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
