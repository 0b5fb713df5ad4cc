package redoubt.seal.sql;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** Table {@code seal.secret}. */
public final class SecretTable {
  private static final RowMapper<SecretRow> ROW =
      (row, context) ->
          new SecretRow(
              row.getString("name"),
              row.getString("master_id"),
              row.getString("kind"),
              row.getBytes("box"));

  private SecretTable() {}

  /** Returns false when the name is taken. */
  public static boolean insert(Handle handle, String name, String masterId, byte[] box) {
    return handle
            .createUpdate(
                "INSERT INTO seal.secret (name, master_id, box) VALUES (:name, :master, :box)"
                    + " ON CONFLICT (name) DO NOTHING")
            .bind("name", name)
            .bind("master", masterId)
            .bind("box", box)
            .execute()
        == 1;
  }

  public static Optional<SecretRow> find(Handle handle, String name) {
    return handle
        .createQuery(
            "SELECT s.name, s.master_id, m.kind, s.box FROM seal.secret s"
                + " JOIN seal.master m ON m.id = s.master_id WHERE s.name = :name")
        .bind("name", name)
        .map(ROW)
        .findOne();
  }

  public static boolean delete(Handle handle, String name) {
    return handle
            .createUpdate("DELETE FROM seal.secret WHERE name = :name")
            .bind("name", name)
            .execute()
        == 1;
  }

  /** The next secrets that another master key seals, by name, locked until the end. */
  public static List<SecretRow> lockNotUnder(
      Handle handle, String masterId, String afterName, int limit) {
    return handle
        .createQuery(
            "SELECT s.name, s.master_id, m.kind, s.box FROM seal.secret s"
                + " JOIN seal.master m ON m.id = s.master_id"
                + " WHERE s.master_id <> :master AND s.name > :after"
                + " ORDER BY s.name LIMIT :limit FOR UPDATE OF s")
        .bind("master", masterId)
        .bind("after", afterName)
        .bind("limit", limit)
        .map(ROW)
        .list();
  }

  /** The next secrets by name. */
  public static List<SecretRow> page(Handle handle, String afterName, int limit) {
    return handle
        .createQuery(
            "SELECT s.name, s.master_id, m.kind, s.box FROM seal.secret s"
                + " JOIN seal.master m ON m.id = s.master_id"
                + " WHERE s.name > :after ORDER BY s.name LIMIT :limit")
        .bind("after", afterName)
        .bind("limit", limit)
        .map(ROW)
        .list();
  }

  public static void rewrapped(Handle handle, String name, String masterId, byte[] box) {
    handle
        .createUpdate("UPDATE seal.secret SET master_id = :master, box = :box WHERE name = :name")
        .bind("name", name)
        .bind("master", masterId)
        .bind("box", box)
        .execute();
  }

  public static long count(Handle handle) {
    return handle.createQuery("SELECT count(*) FROM seal.secret").mapTo(Long.class).one();
  }

  public static long countNotUnder(Handle handle, String masterId) {
    return handle
        .createQuery("SELECT count(*) FROM seal.secret WHERE master_id <> :master")
        .bind("master", masterId)
        .mapTo(Long.class)
        .one();
  }

  public static boolean anyUnder(Handle handle, String masterId) {
    return handle
        .createQuery("SELECT EXISTS (SELECT 1 FROM seal.secret WHERE master_id = :master)")
        .bind("master", masterId)
        .mapTo(Boolean.class)
        .one();
  }
}
