package redoubt.signatures.sql;

import org.jdbi.v3.core.Handle;
import redoubt.signatures.foreign.PullSecrets;

/** Table {@code signatures.shown_secret}. */
public final class ShownRows {
  private ShownRows() {}

  /** Whether a registry was shown a secret before. */
  public static boolean isKnown(Handle handle, PullSecrets.Source source, String host) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM signatures.shown_secret
              WHERE instance = :instance AND cluster = :cluster AND place = :place AND name = :name
                AND host = :host)
            """)
        .bind("instance", source.cluster().instance())
        .bind("cluster", source.cluster().id())
        .bind("place", source.place())
        .bind("name", source.name())
        .bind("host", host)
        .mapTo(Boolean.class)
        .one();
  }

  /** Whether it is the first time. */
  public static boolean add(Handle transaction, PullSecrets.Source source, String host) {
    return transaction
            .createUpdate(
                """
                INSERT INTO signatures.shown_secret (instance, cluster, place, name, host)
                VALUES (:instance, :cluster, :place, :name, :host) ON CONFLICT DO NOTHING
                """)
            .bind("instance", source.cluster().instance())
            .bind("cluster", source.cluster().id())
            .bind("place", source.place())
            .bind("name", source.name())
            .bind("host", host)
            .execute()
        > 0;
  }
}
