package redoubt.signatures.sql;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.core.Migrations;
import redoubt.signatures.signers.Credential;
import redoubt.signatures.signers.NamedSigner;
import redoubt.signatures.signers.SignerKind;
import redoubt.web.Json;

/** Tables {@code signatures.signer} and {@code signatures.ruling}. */
public final class SignerRows {
  /** The tables of the room. */
  public static final Migrations MIGRATIONS =
      new Migrations("signatures", "redoubt/signatures/sql");

  /** Tables whose rows belong to a namespace of an instance. */
  private static final List<String> NAMED =
      List.of(
          "due",
          "verdict",
          "source",
          "openpgp",
          "cover",
          "foreign_image",
          "foreign_manifest",
          "foreign_blob",
          "foreign_openpgp",
          "ruling",
          "signer");

  private SignerRows() {}

  /** Returns whether the name was free. */
  public static boolean insert(Handle transaction, NamedSigner signer) {
    return transaction
            .createUpdate(
                """
                INSERT INTO signatures.signer
                  (id, instance, namespace, name, kind, credential, prints, terms, added_at, added_by)
                VALUES (:id, :instance, :namespace, :name, :kind, :credential, :prints, :terms, :addedAt, :addedBy)
                ON CONFLICT (instance, namespace, name) DO NOTHING
                """)
            .bind("id", signer.id())
            .bind("instance", signer.instance())
            .bind("namespace", signer.namespace())
            .bind("name", signer.name())
            .bind("kind", signer.credential().kind())
            .bind("credential", signer.credential().text())
            .bindArray("prints", String.class, List.copyOf(signer.credential().prints()))
            .bind("terms", json(signer.credential().terms()))
            .bind("addedAt", signer.addedAt())
            .bind("addedBy", signer.addedBy())
            .execute()
        == 1;
  }

  static String json(Object value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }

  static Map<String, String> texts(String json) {
    Map<String, String> map = new TreeMap<>();
    Json.parse(json.getBytes(StandardCharsets.UTF_8))
        .properties()
        .forEach(field -> map.put(field.getKey(), field.getValue().asText()));
    return map;
  }

  /** All of a namespace, those that were revoked too, by name. */
  public static List<NamedSigner> of(Handle handle, String instance, String namespace) {
    return handle
        .createQuery(
            """
            SELECT * FROM signatures.signer WHERE instance = :instance AND namespace = :namespace
            ORDER BY name COLLATE "C"
            """)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .map((row, context) -> signer(row))
        .list();
  }

  /** Fingerprints of all keys by which signers of a namespace are or were told. */
  public static Set<String> prints(Handle handle, String instance, String namespace) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT unnest(prints) FROM signatures.signer
            WHERE instance = :instance AND namespace = :namespace
            """)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .mapTo(String.class)
        .set();
  }

  /** Returns whether it was live. */
  public static boolean revoke(Handle transaction, UUID id, NamedSigner.Revocation revocation) {
    return transaction
            .createUpdate(
                """
                UPDATE signatures.signer SET revoked_at = :at, revoked_by = :by, reason = :reason
                WHERE id = :id AND revoked_at IS NULL
                """)
            .bind("at", revocation.at())
            .bind("by", revocation.by())
            .bind("reason", revocation.reason())
            .bind("id", id)
            .execute()
        == 1;
  }

  private static NamedSigner signer(ResultSet row) throws SQLException {
    Optional<Instant> revokedAt =
        Optional.ofNullable(row.getTimestamp("revoked_at")).map(at -> at.toInstant());
    String revokedBy = row.getString("revoked_by");
    String reason = row.getString("reason");
    return new NamedSigner(
        row.getObject("id", UUID.class),
        row.getString("instance"),
        row.getString("namespace"),
        row.getString("name"),
        new Credential(
            SignerKind.valueOf(row.getString("kind")),
            row.getString("credential"),
            Set.of((String[]) row.getArray("prints").getArray()),
            texts(row.getString("terms"))),
        row.getTimestamp("added_at").toInstant(),
        row.getString("added_by"),
        revokedAt.map(at -> new NamedSigner.Revocation(at, revokedBy, reason)));
  }

  /** Which version the signers of a namespace have; 0 before the first. */
  public static long version(Handle handle, String instance, String namespace) {
    return handle
        .createQuery(
            """
            SELECT version FROM signatures.ruling WHERE instance = :instance AND namespace = :namespace
            """)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  /** The same; no signer is added until the transaction ends. */
  public static long lockVersion(Handle transaction, String instance, String namespace) {
    ensureRuling(transaction, instance, namespace);
    return transaction
        .createQuery(
            """
            SELECT version FROM signatures.ruling
            WHERE instance = :instance AND namespace = :namespace FOR SHARE
            """)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .mapTo(Long.class)
        .one();
  }

  /** Another one follows; whoever asks for it with a lock waits. */
  public static void nextVersion(Handle transaction, String instance, String namespace) {
    ensureRuling(transaction, instance, namespace);
    transaction
        .createUpdate(
            """
            UPDATE signatures.ruling SET version = version + 1
            WHERE instance = :instance AND namespace = :namespace
            """)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .execute();
  }

  /** What may be said of images of the namespace is another from here on. */
  public static void nextTurn(Handle transaction, String instance, String namespace) {
    ensureRuling(transaction, instance, namespace);
    transaction
        .createUpdate(
            """
            UPDATE signatures.ruling SET turn = turn + 1
            WHERE instance = :instance AND namespace = :namespace
            """)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .execute();
  }

  /** How often that was; 0 before the first time. */
  public static long turn(Handle handle, String instance, String namespace) {
    return turn(handle, instance, namespace, "").orElse(0L);
  }

  /** The same; it is not another one until the transaction ends. */
  public static long lockTurn(Handle transaction, String instance, String namespace) {
    ensureRuling(transaction, instance, namespace);
    return turn(transaction, instance, namespace, " FOR SHARE").orElseThrow();
  }

  private static Optional<Long> turn(
      Handle handle, String instance, String namespace, String lock) {
    return handle
        .createQuery(
            "SELECT turn FROM signatures.ruling WHERE instance = :instance AND namespace ="
                + " :namespace"
                + lock)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .mapTo(Long.class)
        .findOne();
  }

  private static void ensureRuling(Handle transaction, String instance, String namespace) {
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.ruling (instance, namespace, version) VALUES (:instance, :namespace, 0)
            ON CONFLICT DO NOTHING
            """)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .execute();
  }

  /** The policy of a namespace, as JSON. */
  public static Optional<String> policy(Handle handle, String instance, String namespace) {
    return handle
        .createQuery(
            """
            SELECT policy FROM signatures.ruling
            WHERE instance = :instance AND namespace = :namespace AND policy IS NOT NULL
            """)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .mapTo(String.class)
        .findOne();
  }

  public static void policy(
      Handle transaction, String instance, String namespace, Optional<String> policy) {
    ensureRuling(transaction, instance, namespace);
    transaction
        .createUpdate(
            """
            UPDATE signatures.ruling SET policy = :policy WHERE instance = :instance AND namespace = :namespace
            """)
        .bind("policy", policy.orElse(null))
        .bind("instance", instance)
        .bind("namespace", namespace)
        .execute();
  }

  /** Nothing is kept of an instance that ends, or of a namespace of it. */
  public static void forget(Handle transaction, String instance, Optional<String> namespace) {
    CoverRows.lock(transaction, instance);
    for (String table : NAMED) {
      transaction
          .createUpdate(
              "DELETE FROM signatures."
                  + table
                  + " WHERE instance = :instance AND namespace = coalesce(:namespace, namespace)")
          .bind("instance", instance)
          .bind("namespace", namespace.orElse(null))
          .execute();
    }
    if (namespace.isEmpty()) {
      WorkloadRows.forget(transaction, instance);
    }
  }
}
