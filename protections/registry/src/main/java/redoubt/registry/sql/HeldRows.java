package redoubt.registry.sql;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.registry.Contents;

/** All images of an instance: tables {@code registry.manifest} and {@code registry.tag}, read. */
public final class HeldRows {
  private HeldRows() {}

  /** By name and digest; what is said about another image is none. */
  public static List<Contents.Held> of(Handle handle, String instance, int limit) {
    return handle
        .createQuery(
            """
            SELECT r.name, m.digest,
              ARRAY(SELECT t.name FROM registry.tag t
                WHERE t.repository = m.repository AND t.digest = m.digest) AS tags
            FROM registry.namespace n JOIN registry.repository r ON r.namespace = n.name
            JOIN registry.manifest m ON m.repository = r.id
            WHERE n.instance = :instance AND m.deleted_at IS NULL AND m.subject IS NULL
              AND NOT EXISTS (SELECT FROM registry.tag s WHERE s.repository = m.repository
                AND s.digest = m.digest AND NOT (%s))
            ORDER BY r.name, m.digest LIMIT :limit
            """
                .formatted(SignatureTags.none("s.name")))
        .bind("instance", instance)
        .bind("limit", limit)
        .map((row, context) ->
            new Contents.Held(
                new RepositoryName(row.getString("name")),
                Digest.parse(row.getString("digest")),
                Set.copyOf(Arrays.asList((String[]) row.getArray("tags").getArray()))))
        .list();
  }

  /** Names of its namespaces. */
  public static List<String> namespaces(Handle handle, String instance) {
    return handle
        .createQuery("SELECT name FROM registry.namespace WHERE instance = :instance ORDER BY name")
        .bind("instance", instance)
        .mapTo(String.class)
        .list();
  }
}
