package redoubt.encryption.sql;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.core.Migrations;
import redoubt.encryption.Cluster;

/** Table {@code encryption.cluster}. */
public final class ClusterRows {
  /** The tables of the room. */
  public static final Migrations MIGRATIONS =
      new Migrations("encryption", "redoubt/encryption/sql");

  /** Topic of the change feed; the payload is {@code TENANT/CLUSTER}. */
  public static final String TOPIC = "encryption.cluster";

  private ClusterRows() {}

  public static long count(Handle handle, String tenant) {
    return handle
        .createQuery("SELECT count(*) FROM encryption.cluster WHERE tenant = :tenant")
        .bind("tenant", tenant)
        .mapTo(Long.class)
        .one();
  }

  /** Returns whether the name was free. */
  public static boolean insert(Handle transaction, Cluster cluster) {
    return transaction
            .createUpdate(
                """
                INSERT INTO encryption.cluster (tenant, id, name, api_server, etcd_endpoints, phase,
                  resources, revision, generation, created_at, created_by, phase_since, reached_since)
                VALUES (:tenant, :id, :name, :apiServer, :etcd, 'off',
                  :resources, 0, 0, :createdAt, :createdBy, :createdAt, :createdAt)
                ON CONFLICT (tenant, name) DO NOTHING
                """)
            .bind("tenant", cluster.tenant())
            .bind("id", cluster.id())
            .bind("name", cluster.name())
            .bind("apiServer", cluster.apiServer().orElse(null))
            .bindArray("etcd", String.class, cluster.etcdEndpoints())
            .bindArray("resources", String.class, cluster.resources())
            .bind("createdAt", cluster.createdAt())
            .bind("createdBy", cluster.createdBy())
            .execute()
        == 1;
  }

  public static Optional<Cluster> find(Handle handle, String tenant, UUID id) {
    return handle
        .createQuery("SELECT * FROM encryption.cluster WHERE tenant = :tenant AND id = :id")
        .bind("tenant", tenant)
        .bind("id", id)
        .map((row, context) -> cluster(row))
        .findOne();
  }

  public static Optional<Cluster> findByName(Handle handle, String tenant, String name) {
    return handle
        .createQuery("SELECT * FROM encryption.cluster WHERE tenant = :tenant AND name = :name")
        .bind("tenant", tenant)
        .bind("name", name)
        .map((row, context) -> cluster(row))
        .findOne();
  }

  /** Reads a cluster and keeps all others from changing it until the transaction ends. */
  public static Optional<Cluster> lock(Handle transaction, String tenant, UUID id) {
    return transaction
        .createQuery(
            "SELECT * FROM encryption.cluster WHERE tenant = :tenant AND id = :id FOR UPDATE")
        .bind("tenant", tenant)
        .bind("id", id)
        .map((row, context) -> cluster(row))
        .findOne();
  }

  /** By name. */
  public static List<Cluster> all(Handle handle, String tenant) {
    return handle
        .createQuery("SELECT * FROM encryption.cluster WHERE tenant = :tenant ORDER BY name")
        .bind("tenant", tenant)
        .map((row, context) -> cluster(row))
        .list();
  }

  /** Of all tenants, those whose objects are to be encrypted; in the order of their ids. */
  public static List<Cluster> enabled(Handle handle) {
    return handle
        .createQuery("SELECT * FROM encryption.cluster WHERE phase = 'enabled' ORDER BY id")
        .map((row, context) -> cluster(row))
        .list();
  }

  /** Of all tenants, in the order of their ids. */
  public static List<Cluster> everywhere(Handle handle) {
    return handle
        .createQuery("SELECT * FROM encryption.cluster ORDER BY id")
        .map((row, context) -> cluster(row))
        .list();
  }

  /** Of all tenants, those whose plugins were given API keys; in the order of their ids. */
  public static List<Cluster> withAccount(Handle handle) {
    return handle
        .createQuery("SELECT * FROM encryption.cluster WHERE account IS NOT NULL ORDER BY id")
        .map((row, context) -> cluster(row))
        .list();
  }

  /**
   * Writes phase, root key, resources, account and addresses. The revision that leases were told
   * stays; what they were told is forgotten when no key is in use any more, so that a key which
   * comes back is a new generation.
   */
  public static void update(Handle transaction, Cluster cluster, Instant now) {
    transaction
        .createUpdate(
            """
            UPDATE encryption.cluster SET phase = :phase, key = :key, ring = :ring,
              api_server = :apiServer, etcd_endpoints = :etcd,
              resources = :resources, account = :account,
              generation = CASE WHEN :phase = 'off' THEN 0 ELSE generation END,
              key_state = CASE WHEN :phase = 'off' THEN NULL ELSE key_state END,
              phase_since = CASE WHEN :phase = phase AND CAST(:resources AS text[]) = resources
                THEN phase_since ELSE :now END
            WHERE tenant = :tenant AND id = :id
            """)
        .bind("phase", cluster.phase().name().toLowerCase(java.util.Locale.ROOT))
        .bind("apiServer", cluster.apiServer().orElse(null))
        .bindArray("etcd", String.class, cluster.etcdEndpoints())
        .bind("key", cluster.use().map(Cluster.Use::key).orElse(null))
        .bind("ring", cluster.use().map(Cluster.Use::ring).orElse(null))
        .bindArray("resources", String.class, cluster.resources())
        .bind("account", cluster.account().orElse(null))
        .bind("now", now)
        .bind("tenant", cluster.tenant())
        .bind("id", cluster.id())
        .execute();
  }

  /** When the phase, or what is encrypted, was last changed. */
  public static Instant phaseSince(Handle handle, String tenant, UUID id) {
    return handle
        .createQuery(
            "SELECT phase_since FROM encryption.cluster WHERE tenant = :tenant AND id = :id")
        .bind("tenant", tenant)
        .bind("id", id)
        .mapTo(Instant.class)
        .one();
  }

  /** Notes that from now on the cluster is reached another way. */
  public static void reached(Handle transaction, String tenant, UUID id, Instant now) {
    transaction
        .createUpdate(
            """
            UPDATE encryption.cluster SET reached_since = :now WHERE tenant = :tenant AND id = :id
            """)
        .bind("now", now)
        .bind("tenant", tenant)
        .bind("id", id)
        .execute();
  }

  /** Since when the cluster is reached as it is now. */
  public static Instant reachedSince(Handle handle, String tenant, UUID id) {
    return handle
        .createQuery(
            "SELECT reached_since FROM encryption.cluster WHERE tenant = :tenant AND id = :id")
        .bind("tenant", tenant)
        .bind("id", id)
        .mapTo(Instant.class)
        .one();
  }

  public static void delete(Handle transaction, String tenant, UUID id) {
    transaction
        .createUpdate("DELETE FROM encryption.cluster WHERE tenant = :tenant AND id = :id")
        .bind("tenant", tenant)
        .bind("id", id)
        .execute();
  }

  private static Cluster cluster(ResultSet row) throws SQLException {
    Optional<UUID> key = Optional.ofNullable(row.getObject("key", UUID.class));
    String ring = row.getString("ring");
    return new Cluster(
        row.getString("tenant"),
        row.getObject("id", UUID.class),
        row.getString("name"),
        Optional.ofNullable(row.getString("api_server")),
        strings(row.getArray("etcd_endpoints")),
        Cluster.Phase.valueOf(row.getString("phase").toUpperCase(java.util.Locale.ROOT)),
        key.map(id -> new Cluster.Use(id, ring)),
        strings(row.getArray("resources")),
        Optional.ofNullable(row.getString("account")),
        row.getTimestamp("created_at").toInstant(),
        row.getString("created_by"));
  }

  private static List<String> strings(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }
}
