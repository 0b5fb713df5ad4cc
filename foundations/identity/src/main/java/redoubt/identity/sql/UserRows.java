package redoubt.identity.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.identity.Page;
import redoubt.identity.PageRequest;
import redoubt.identity.User;

/** Table {@code identity.users}. Ids that are given here are well-formed uuids. */
public final class UserRows {
  private static final String COLUMNS = "id, seq, name, administrator, service, created_at";

  private UserRows() {}

  /** Returns false when the name is taken. */
  public static boolean insert(Handle handle, User user) {
    return handle
            .createUpdate(
                """
                insert into identity.users (id, name, administrator, service, created_at)
                values (cast(:id as uuid), :name, :administrator, :service, :createdAt)
                on conflict do nothing
                """)
            .bind("id", user.id())
            .bind("name", user.name())
            .bind("administrator", user.administrator())
            .bind("service", user.service())
            .bind("createdAt", user.createdAt())
            .execute()
        == 1;
  }

  public static Optional<User> find(Handle handle, String id) {
    return handle
        .createQuery("select " + COLUMNS + " from identity.users where id = cast(:id as uuid)")
        .bind("id", id)
        .map((row, context) -> user(row))
        .findOne();
  }

  public static Optional<User> findByName(Handle handle, String name) {
    return handle
        .createQuery("select " + COLUMNS + " from identity.users where lower(name) = lower(:name)")
        .bind("name", name)
        .map((row, context) -> user(row))
        .findOne();
  }

  /** Names of those users that there are, by id. */
  public static Map<String, String> names(Handle handle, Collection<String> ids) {
    Map<String, String> names = new HashMap<>();
    handle
        .createQuery("select id, name from identity.users where id = any (cast(:ids as uuid[]))")
        .bindArray("ids", String.class, ids)
        .map((row, context) -> Map.entry(row.getString("id"), row.getString("name")))
        .forEach(named -> names.put(named.getKey(), named.getValue()));
    return names;
  }

  /** Finds the user and keeps it from being deleted, and others from doing the same at once. */
  public static Optional<User> lock(Handle transaction, String id) {
    return transaction
        .createQuery(
            "select " + COLUMNS + " from identity.users where id = cast(:id as uuid) for update")
        .bind("id", id)
        .map((row, context) -> user(row))
        .findOne();
  }

  /** All administrators, oldest first, none of whom can be deleted by others meanwhile. */
  public static List<User> lockAdministrators(Handle transaction) {
    return transaction
        .createQuery(
            "select "
                + COLUMNS
                + " from identity.users where administrator order by seq for update")
        .map((row, context) -> user(row))
        .list();
  }

  public static Page<User> page(Handle handle, PageRequest page) {
    return Pages.cut(
        handle
            .createQuery(
                "select "
                    + COLUMNS
                    + " from identity.users where seq > :after order by seq limit :limit")
            .bind("after", page.after())
            .bind("limit", page.limit() + 1)
            .map((row, context) -> new Pages.Placed<>(row.getLong("seq"), user(row)))
            .list(),
        page);
  }

  public static int count(Handle handle) {
    return handle.createQuery("select count(*) from identity.users").mapTo(Integer.class).one();
  }

  /** Deletes the user with all its API keys and grants; returns whether there was one. */
  public static boolean delete(Handle transaction, String id) {
    return transaction
            .createUpdate("delete from identity.users where id = cast(:id as uuid)")
            .bind("id", id)
            .execute()
        == 1;
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(
        row.getString("id"),
        row.getString("name"),
        row.getBoolean("administrator"),
        row.getBoolean("service"),
        Times.at(row, "created_at"));
  }
}
