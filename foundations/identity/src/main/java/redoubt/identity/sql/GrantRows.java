package redoubt.identity.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.identity.Page;
import redoubt.identity.PageRequest;
import redoubt.identity.UserGrant;
import redoubt.web.Part;
import redoubt.web.Role;

/** Table {@code identity.grants}. Ids that are given here are well-formed uuids. */
public final class GrantRows {
  private static final String SELECT =
      """
      select g.id, g.seq, g.user_id, u.name as user_name, g.instance_id, g.role, g.part_kind,
        g.part_name, g.created_at, g.created_by
      from identity.grants g join identity.users u on u.id = g.user_id
      """;

  private GrantRows() {}

  /** Returns false when the user holds the role there already. */
  public static boolean insert(Handle handle, UserGrant grant) {
    return handle
            .createUpdate(
                """
                insert into identity.grants
                  (id, user_id, instance_id, role, part_kind, part_name, created_at, created_by)
                values (cast(:id as uuid), cast(:user as uuid), cast(:instance as uuid), :role,
                  :partKind, :partName, :createdAt, :createdBy)
                on conflict do nothing
                """)
            .bind("id", grant.id())
            .bind("user", grant.user())
            .bind("instance", grant.instance())
            .bind("role", grant.role().name())
            .bindByType(
                "partKind", grant.part().map(part -> part.kind().name()).orElse(null), String.class)
            .bindByType("partName", grant.part().map(Part::name).orElse(null), String.class)
            .bind("createdAt", grant.createdAt())
            .bind("createdBy", grant.createdBy())
            .execute()
        == 1;
  }

  /** Oldest first. */
  public static List<UserGrant> of(Handle handle, String user) {
    return handle
        .createQuery(SELECT + " where g.user_id = cast(:user as uuid) order by g.seq")
        .bind("user", user)
        .map((row, context) -> grant(row))
        .list();
  }

  public static Page<UserGrant> page(Handle handle, String instance, PageRequest page) {
    return Pages.cut(
        handle
            .createQuery(
                SELECT
                    + " where g.instance_id = cast(:instance as uuid) and g.seq > :after"
                    + " order by g.seq limit :limit")
            .bind("instance", instance)
            .bind("after", page.after())
            .bind("limit", page.limit() + 1)
            .map((row, context) -> new Pages.Placed<>(row.getLong("seq"), grant(row)))
            .list(),
        page);
  }

  /** A grant of that instance, and of no other. */
  public static Optional<UserGrant> find(Handle handle, String instance, String id) {
    return handle
        .createQuery(
            SELECT + " where g.instance_id = cast(:instance as uuid) and g.id = cast(:id as uuid)")
        .bind("instance", instance)
        .bind("id", id)
        .map((row, context) -> grant(row))
        .findOne();
  }

  public static int countIn(Handle handle, String instance) {
    return handle
        .createQuery(
            "select count(*) from identity.grants where instance_id = cast(:instance as uuid)")
        .bind("instance", instance)
        .mapTo(Integer.class)
        .one();
  }

  public static int countOf(Handle handle, String user) {
    return handle
        .createQuery("select count(*) from identity.grants where user_id = cast(:user as uuid)")
        .bind("user", user)
        .mapTo(Integer.class)
        .one();
  }

  /** Returns whether there was one. */
  public static boolean delete(Handle transaction, String instance, String id) {
    return transaction
            .createUpdate(
                "delete from identity.grants where instance_id = cast(:instance as uuid) and id ="
                    + " cast(:id as uuid)")
            .bind("instance", instance)
            .bind("id", id)
            .execute()
        == 1;
  }

  /** Deletes those in a namespace and in its repositories, and returns them, oldest first. */
  public static List<UserGrant> deleteIn(Handle transaction, String instance, String namespace) {
    return transaction
        .createQuery(
            """
            with g as (
              delete from identity.grants
              where instance_id = cast(:instance as uuid)
                and ((part_kind = 'NAMESPACE' and part_name = :namespace)
                  or (part_kind = 'REPOSITORY' and starts_with(part_name, :namespace || '/')))
              returning *)
            select g.*, u.name as user_name from g join identity.users u on u.id = g.user_id
            order by g.seq
            """)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .map((row, context) -> grant(row))
        .list();
  }

  private static UserGrant grant(ResultSet row) throws SQLException {
    return new UserGrant(
        row.getString("id"),
        row.getString("user_id"),
        row.getString("user_name"),
        row.getString("instance_id"),
        Role.valueOf(row.getString("role")),
        part(row),
        Times.at(row, "created_at"),
        row.getString("created_by"));
  }

  private static Optional<Part> part(ResultSet row) throws SQLException {
    String kind = row.getString("part_kind");
    return kind == null
        ? Optional.empty()
        : Optional.of(new Part(Part.Kind.valueOf(kind), row.getString("part_name")));
  }
}
