package redoubt.registry.proof.sql;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.oci.Digest;
import redoubt.registry.content.Place;

/** Blobs that proofs made, by their digests. */
public final class OwnBlobRows {
  private OwnBlobRows() {}

  /** Where the content lies. */
  public static Optional<Place> place(Handle handle, Digest digest) {
    return handle
        .createQuery("SELECT place FROM registry.blob WHERE digest = :digest")
        .bind("digest", digest.toString())
        .map((row, context) -> new Place(row.getString("place")))
        .findOne();
  }

  /** Whether nothing names the place any more. */
  public static boolean isDoomed(Handle handle, Place place) {
    return handle
        .createQuery("SELECT EXISTS (SELECT FROM registry.doomed WHERE place = :place)")
        .bind("place", place.text())
        .mapTo(Boolean.class)
        .one();
  }

  /** Where uploads to a namespace lie. */
  public static List<Place> uploads(Handle handle, String namespace) {
    return handle
        .createQuery(
            """
            SELECT u.place FROM registry.upload u JOIN registry.repository r ON r.id = u.repository
            WHERE r.namespace = :namespace
            """)
        .bind("namespace", namespace)
        .map((row, context) -> new Place(row.getString("place")))
        .list();
  }

  /** Ends those that no repository serves, at once; returns where they lay. */
  public static List<Place> end(Handle transaction, Collection<Digest> digests, Instant now) {
    return transaction
        .createQuery(
            """
            WITH ended AS (
              DELETE FROM registry.blob WHERE refs = 0 AND digest = ANY(:digests) RETURNING place),
            doomed AS (
              INSERT INTO registry.doomed (place, since) SELECT place, :now FROM ended RETURNING place)
            SELECT place FROM doomed
            """)
        .bindArray("digests", String.class, digests.stream().map(Digest::toString).toList())
        .bind("now", now)
        .map((row, context) -> new Place(row.getString("place")))
        .list();
  }
}
