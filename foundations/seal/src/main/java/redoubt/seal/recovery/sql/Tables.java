package redoubt.seal.recovery.sql;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The tables of some schemas: what there is, and their rows out and in. */
public final class Tables {
  /** A table and its columns, generated ones left out. */
  public record Table(String schema, String name, List<String> columns) {
    public Table {
      columns = List.copyOf(columns);
    }

    public String fullName() {
      return schema + "." + name;
    }

    private String quoted() {
      return quote(schema) + "." + quote(name);
    }
  }

  /** Where a sequence stands. */
  public record Sequence(String schema, String name, long last, boolean called) {}

  /** Each room's history of migrations, in its own schema. */
  private static final String HISTORY = "migrations";

  private Tables() {}

  /** Tables of these schemas such that each comes after those it refers to; no history. */
  public static List<Table> inOrder(Handle handle, List<String> schemas) {
    Map<String, Table> tables = new LinkedHashMap<>();
    handle
        .createQuery(
            "SELECT n.nspname AS schema, c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns"
                + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
                + " AND NOT a.attisdropped AND a.attgenerated = ''"
                + " WHERE c.relkind = 'r' AND n.nspname = ANY (:schemas) AND c.relname <> :history"
                + " GROUP BY 1, 2 ORDER BY 1, 2")
        .bindArray("schemas", String.class, schemas)
        .bind("history", HISTORY)
        .map((row, context) ->
            new Table(
                row.getString("schema"),
                row.getString("name"),
                List.of((String[]) row.getArray("columns").getArray())))
        .forEach(table -> tables.put(table.fullName(), table));
    Map<String, Set<String>> needs = new LinkedHashMap<>();
    tables.keySet().forEach(name -> needs.put(name, new LinkedHashSet<>()));
    // What is checked only at the end of a transaction needs no order.
    handle
        .createQuery(
            "SELECT n.nspname || '.' || c.relname AS name, fn.nspname || '.' || f.relname AS needs"
                + " FROM pg_constraint k"
                + " JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " JOIN pg_class f ON f.oid = k.confrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace"
                + " WHERE k.contype = 'f' AND NOT k.condeferrable AND k.conrelid <> k.confrelid")
        .map((row, context) -> List.of(row.getString("name"), row.getString("needs")))
        .forEach(pair -> {
          Set<String> needed = needs.get(pair.getFirst());
          if (needed != null && tables.containsKey(pair.getLast())) {
            needed.add(pair.getLast());
          }
        });
    List<Table> ordered = new ArrayList<>();
    Set<String> placed = new LinkedHashSet<>();
    while (placed.size() < tables.size()) {
      int before = placed.size();
      for (Table table : tables.values()) {
        if (!placed.contains(table.fullName())
            && placed.containsAll(needs.getOrDefault(table.fullName(), Set.of()))) {
          placed.add(table.fullName());
          ordered.add(table);
        }
      }
      if (placed.size() == before) {
        throw new IllegalStateException(
            "tables refer to each other in a circle: " + tables.keySet());
      }
    }
    return List.copyOf(ordered);
  }

  /** The migrations of a schema, as {@code version checksum}, in the order they were run. */
  public static List<String> versions(Handle handle, String schema) {
    return handle
        .createQuery(
            "SELECT coalesce(version, 'R ' || description) || ' ' || coalesce(checksum, 0) FROM "
                + quote(schema)
                + "."
                + quote(HISTORY)
                + " WHERE success AND type LIKE '%SQL%' ORDER BY installed_rank")
        .mapTo(String.class)
        .list();
  }

  public static List<Sequence> sequences(Handle handle, List<String> schemas) {
    return handle
        .createQuery(
            "SELECT schemaname, sequencename, coalesce(last_value, start_value) AS last,"
                + " last_value IS NOT NULL AS called FROM pg_sequences"
                + " WHERE schemaname = ANY (:schemas) ORDER BY 1, 2")
        .bindArray("schemas", String.class, schemas)
        .map((row, context) ->
            new Sequence(
                row.getString("schemaname"),
                row.getString("sequencename"),
                row.getLong("last"),
                row.getBoolean("called")))
        .list();
  }

  public static void set(Handle handle, Sequence sequence) {
    handle
        .createQuery("SELECT setval(format('%I.%I', :schema, :name)::regclass, :last, :called)")
        .bind("schema", sequence.schema())
        .bind("name", sequence.name())
        .bind("last", sequence.last())
        .bind("called", sequence.called())
        .mapTo(Long.class)
        .one();
  }

  public static boolean isEmpty(Handle handle, Table table) {
    return !handle
        .createQuery("SELECT EXISTS (SELECT 1 FROM " + table.quoted() + ")")
        .mapTo(Boolean.class)
        .one();
  }

  /** Nobody writes to it until the end of the transaction. */
  public static void lock(Handle handle, Table table) {
    handle.execute("LOCK TABLE " + table.quoted() + " IN SHARE ROW EXCLUSIVE MODE");
  }

  /** Checks what refers to each other at the end, as far as the schema lets. */
  public static void deferChecks(Handle handle) {
    handle.execute("SET CONSTRAINTS ALL DEFERRED");
  }

  /** Writes the rows in COPY's text format; returns how many. */
  public static long copyOut(Handle handle, Table table, OutputStream out) {
    try {
      return handle
          .getConnection()
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY " + table.quoted() + columns(table) + " TO STDOUT", out);
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("could not read the table " + table.fullName(), e);
    }
  }

  /** Takes in rows in COPY's text format, piece by piece. */
  public static final class Intake {
    private final Table table;
    private final CopyIn copy;

    public Intake(Handle handle, Table table) {
      this.table = table;
      try {
        copy =
            handle
                .getConnection()
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table.quoted() + columns(table) + " FROM STDIN");
      } catch (SQLException e) {
        throw failed(table, e);
      }
    }

    public void write(byte[] piece) {
      try {
        copy.writeToCopy(piece, 0, piece.length);
      } catch (SQLException e) {
        throw failed(table, e);
      }
    }

    /** Returns how many rows were taken in. */
    public long end() {
      try {
        return copy.endCopy();
      } catch (SQLException e) {
        throw failed(table, e);
      }
    }

    /** Breaks off; does nothing after the end. */
    public void cancel() {
      try {
        if (copy.isActive()) {
          copy.cancelCopy();
        }
      } catch (SQLException e) {
        throw failed(table, e);
      }
    }

    private static IllegalStateException failed(Table table, SQLException cause) {
      return new IllegalStateException("could not fill the table " + table.fullName(), cause);
    }
  }

  private static String columns(Table table) {
    return " (" + String.join(", ", table.columns().stream().map(Tables::quote).toList()) + ")";
  }

  private static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
