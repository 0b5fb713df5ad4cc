package redoubt.identity.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.identity.Instance;
import redoubt.identity.Page;
import redoubt.identity.PageRequest;

/** Table {@code identity.instances}. Ids that are given here are well-formed uuids. */
public final class InstanceRows {
  private static final String COLUMNS = "id, seq, name, created_at, created_by";

  private InstanceRows() {}

  /** Returns false when the name is taken. */
  public static boolean insert(Handle handle, Instance instance) {
    return handle
            .createUpdate(
                """
                insert into identity.instances (id, name, created_at, created_by)
                values (cast(:id as uuid), :name, :createdAt, :createdBy)
                on conflict do nothing
                """)
            .bind("id", instance.id())
            .bind("name", instance.name())
            .bind("createdAt", instance.createdAt())
            .bind("createdBy", instance.createdBy())
            .execute()
        == 1;
  }

  public static Optional<Instance> find(Handle handle, String id) {
    return find(handle, id, "");
  }

  /** Finds the instance and keeps it from being deleted until the transaction ends. */
  public static Optional<Instance> hold(Handle transaction, String id) {
    return find(transaction, id, " for key share");
  }

  /** Finds the instance; others who queue for it wait, those who hold it do not. */
  public static Optional<Instance> queue(Handle transaction, String id) {
    return find(transaction, id, " for no key update");
  }

  /** Finds the instance; whoever wants to hold it waits until the transaction ends. */
  public static Optional<Instance> lock(Handle transaction, String id) {
    return find(transaction, id, " for update");
  }

  private static Optional<Instance> find(Handle handle, String id, String lock) {
    return handle
        .createQuery(
            "select " + COLUMNS + " from identity.instances where id = cast(:id as uuid)" + lock)
        .bind("id", id)
        .map((row, context) -> instance(row))
        .findOne();
  }

  public static Page<Instance> page(Handle handle, PageRequest page) {
    return Pages.cut(
        handle
            .createQuery(
                "select "
                    + COLUMNS
                    + " from identity.instances where seq > :after order by seq limit :limit")
            .bind("after", page.after())
            .bind("limit", page.limit() + 1)
            .map((row, context) -> new Pages.Placed<>(row.getLong("seq"), instance(row)))
            .list(),
        page);
  }

  /** Only those in which the user holds a role. */
  public static Page<Instance> pageOf(Handle handle, String user, PageRequest page) {
    return Pages.cut(
        handle
            .createQuery(
                "select "
                    + COLUMNS
                    + " from identity.instances i where seq > :after and exists (select 1 from"
                    + " identity.grants g where g.instance_id = i.id and g.user_id = cast(:user as"
                    + " uuid)) order by seq limit :limit")
            .bind("after", page.after())
            .bind("user", user)
            .bind("limit", page.limit() + 1)
            .map((row, context) -> new Pages.Placed<>(row.getLong("seq"), instance(row)))
            .list(),
        page);
  }

  public static int count(Handle handle) {
    return handle.createQuery("select count(*) from identity.instances").mapTo(Integer.class).one();
  }

  /** Whether another instance has the name. */
  public static boolean isTaken(Handle handle, String name, String except) {
    return handle
        .createQuery(
            "select exists (select 1 from identity.instances where lower(name) = lower(:name) and"
                + " id <> cast(:except as uuid))")
        .bind("name", name)
        .bind("except", except)
        .mapTo(Boolean.class)
        .one();
  }

  public static void rename(Handle transaction, String id, String name) {
    transaction
        .createUpdate("update identity.instances set name = :name where id = cast(:id as uuid)")
        .bind("id", id)
        .bind("name", name)
        .execute();
  }

  /** Deletes the instance with all grants in it. */
  public static void delete(Handle transaction, String id) {
    transaction
        .createUpdate("delete from identity.instances where id = cast(:id as uuid)")
        .bind("id", id)
        .execute();
  }

  private static Instance instance(ResultSet row) throws SQLException {
    return new Instance(
        row.getString("id"),
        row.getString("name"),
        Times.at(row, "created_at"),
        row.getString("created_by"));
  }
}
