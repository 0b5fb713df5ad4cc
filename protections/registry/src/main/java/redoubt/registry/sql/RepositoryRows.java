package redoubt.registry.sql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import redoubt.oci.RepositoryName;
import redoubt.registry.RegistryFailures;
import redoubt.registry.access.ReadRights;

/** Table {@code registry.repository}. */
public final class RepositoryRows {
  /** Most repositories of a namespace. */
  public static final int MOST = 10_000;

  private static final int ATTEMPTS = 5;

  private RepositoryRows() {}

  public static OptionalLong find(Handle handle, RepositoryName name) {
    return handle
        .createQuery("SELECT id FROM registry.repository WHERE name = :name")
        .bind("name", name.text())
        .mapTo(Long.class)
        .findOne()
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /**
   * The one of that name, which is made if it is not there; stays until the transaction ends.
   *
   * @throws redoubt.core.Failure {@code registry.too-many-repositories}
   */
  public static long ensure(Handle transaction, RepositoryName name, Instant now) {
    // One that is empty may end between two statements.
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Long> there = share(transaction, name);
      if (there.isPresent()) {
        return there.get();
      }
      insert(transaction, name, now);
    }
    throw new IllegalStateException("a repository that is made stays for a day");
  }

  private static void insert(Handle transaction, RepositoryName name, Instant now) {
    transaction
        .createUpdate(
            """
            INSERT INTO registry.repository (namespace, name, created_at)
            VALUES (:namespace, :name, :now) ON CONFLICT (name) DO NOTHING
            """)
        .bind("namespace", name.first())
        .bind("name", name.text())
        .bind("now", now)
        .execute();
    if (isCrowded(transaction, name.first())) {
      throw RegistryFailures.tooManyRepositories(name.first(), MOST);
    }
  }

  private static boolean isCrowded(Handle transaction, String namespace) {
    return transaction
        .createQuery(
            "SELECT EXISTS (SELECT FROM registry.repository WHERE namespace = :namespace OFFSET"
                + " :most)")
        .bind("namespace", namespace)
        .bind("most", MOST)
        .mapTo(Boolean.class)
        .one();
  }

  private static Optional<Long> share(Handle transaction, RepositoryName name) {
    return transaction
        .createQuery("SELECT id FROM registry.repository WHERE name = :name FOR KEY SHARE")
        .bind("name", name.text())
        .mapTo(Long.class)
        .findOne();
  }

  /**
   * Names of repositories with manifests, in order, after one of them. It costs what is listed and
   * the namespaces that may be read, not what others have: a namespace's names lie between its own
   * with a slash, and its own with the character after it. That a repository has manifests is
   * written so that it cannot be made a join over all.
   */
  public static List<String> names(
      Handle handle, List<ReadRights> readable, String after, int limit) {
    List<String> low = new ArrayList<>();
    List<String> high = new ArrayList<>();
    for (ReadRights rights : readable) {
      for (String namespace : namespaces(handle, rights)) {
        low.add(namespace + "/");
        high.add(namespace + "0");
      }
      List<String> alone = repositories(handle, rights);
      low.addAll(alone);
      high.addAll(alone);
    }
    return handle
        .createQuery(
            """
            SELECT r.name FROM unnest(:low, :high) AS span (low, high)
            CROSS JOIN LATERAL (
              SELECT r.name FROM registry.repository r
              CROSS JOIN LATERAL (
                SELECT FROM registry.manifest m WHERE m.repository = r.id AND m.deleted_at IS NULL LIMIT 1) m
              WHERE r.name >= span.low COLLATE "C" AND r.name <= span.high COLLATE "C" AND r.name > :after
              ORDER BY r.name LIMIT :limit) r
            WHERE span.high COLLATE "C" > :after
            ORDER BY r.name LIMIT :limit
            """)
        .bindArray("low", String.class, low)
        .bindArray("high", String.class, high)
        .bind("after", after)
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  /** Those of the instance that may be read whole. */
  private static List<String> namespaces(Handle handle, ReadRights rights) {
    return handle
        .createQuery(
            """
            SELECT name FROM registry.namespace
            WHERE instance = :instance AND (:whole OR name = ANY (:namespaces))
            """)
        .bind("instance", rights.instance())
        .bind("whole", rights.whole())
        .bindArray("namespaces", String.class, rights.namespaces())
        .mapTo(String.class)
        .list();
  }

  /** Those of the instance's other namespaces that may be read. */
  private static List<String> repositories(Handle handle, ReadRights rights) {
    return handle
        .createQuery(
            """
            SELECT r.name FROM registry.repository r JOIN registry.namespace n ON n.name = r.namespace
            WHERE r.name = ANY (:repositories) AND n.instance = :instance
              AND NOT (:whole OR n.name = ANY (:namespaces))
            """)
        .bind("instance", rights.instance())
        .bind("whole", rights.whole())
        .bindArray("namespaces", String.class, rights.namespaces())
        .bindArray("repositories", String.class, rights.repositories())
        .mapTo(String.class)
        .list();
  }

  /** Waits for all who push to repositories of a locked namespace; nobody begins to. */
  public static void lockAll(Handle transaction, String namespace) {
    List<Long> _ =
        transaction
            .createQuery(
                "SELECT id FROM registry.repository WHERE namespace = :namespace ORDER BY id FOR"
                    + " UPDATE")
            .bind("namespace", namespace)
            .mapTo(Long.class)
            .list();
  }

  /** Whether a repository of the namespace has a manifest, in the trash or not. */
  public static boolean hasManifests(Handle handle, String namespace, boolean inTrash) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM registry.repository r JOIN registry.manifest m ON m.repository = r.id
              WHERE r.namespace = :namespace AND (m.deleted_at IS NOT NULL) = :inTrash)
            """)
        .bind("namespace", namespace)
        .bind("inTrash", inTrash)
        .mapTo(Boolean.class)
        .one();
  }

  /** All of a namespace of the instance. */
  public static List<Long> ofNamespace(Handle handle, String instance, String namespace) {
    return handle
        .createQuery(
            """
            SELECT r.id FROM registry.repository r JOIN registry.namespace n ON n.name = r.namespace
            WHERE n.name = :namespace AND n.instance = :instance ORDER BY r.name
            """)
        .bind("namespace", namespace)
        .bind("instance", instance)
        .mapTo(Long.class)
        .list();
  }

  /** The one of that name, if it is the instance's; none otherwise. */
  public static List<Long> inInstance(Handle handle, String instance, String name) {
    return handle
        .createQuery(
            """
            SELECT r.id FROM registry.repository r JOIN registry.namespace n ON n.name = r.namespace
            WHERE r.name = :name AND n.instance = :instance
            """)
        .bind("name", name)
        .bind("instance", instance)
        .mapTo(Long.class)
        .list();
  }
}
