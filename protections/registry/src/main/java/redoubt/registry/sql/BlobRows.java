package redoubt.registry.sql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import redoubt.oci.Digest;
import redoubt.registry.access.ReadRights;
import redoubt.registry.content.Place;
import redoubt.registry.push.Blob;

/**
 * Tables {@code registry.blob}, {@code registry.link} and {@code registry.doomed}. Locks are taken
 * in the order link, blob, and of each by digest.
 */
public final class BlobRows {
  private BlobRows() {}

  /** Notes that the bytes at the blob's place were seen to fit its digest, or not. */
  public static void checked(Handle transaction, Blob blob, Optional<Blob.Checked> checked) {
    transaction
        .createUpdate(
            """
            UPDATE registry.blob SET checked_at = :at, stamp = :stamp WHERE digest = :digest AND place = :place
            """)
        .bind("at", checked.map(Blob.Checked::at).orElse(null))
        .bind("stamp", checked.map(Blob.Checked::stamp).orElse(null))
        .bind("digest", blob.digest().toString())
        .bind("place", blob.place().text())
        .execute();
  }

  /** Whether the repository may serve the blob. */
  public static boolean isLinked(Handle handle, long repository, Digest digest) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (
              SELECT FROM registry.link WHERE repository = :repository AND digest = :digest AND shown)
            """)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * Makes settled content known under its digest; returns whether it was this that did so.
   * Otherwise there was such a blob, whose row is locked.
   */
  public static boolean insert(Handle transaction, Blob blob, Instant now) {
    while (true) {
      int inserted =
          transaction
              .createUpdate(
                  """
                  INSERT INTO registry.blob (digest, size, place, refs, idle_since, checked_at, stamp)
                  VALUES (:digest, :size, :place, 0, :now, :checkedAt, :stamp) ON CONFLICT (digest) DO NOTHING
                  """)
              .bind("digest", blob.digest().toString())
              .bind("size", blob.size())
              .bind("place", blob.place().text())
              .bind("now", now)
              .bind("checkedAt", blob.checked().map(Blob.Checked::at).orElse(null))
              .bind("stamp", blob.checked().map(Blob.Checked::stamp).orElse(null))
              .execute();
      // A collector may have removed it between the two statements.
      if (inserted == 1 || lock(transaction, blob.digest(), "")) {
        return inserted == 1;
      }
    }
  }

  /**
   * Puts content that was seen to fit in the place of a locked blob's that was seen damaged;
   * returns where that lies.
   */
  public static Optional<Place> heal(Handle transaction, Blob blob) {
    Optional<Place> damaged =
        transaction
            .createQuery(
                "SELECT place FROM registry.blob WHERE digest = :digest AND checked_at IS NULL")
            .bind("digest", blob.digest().toString())
            .map((row, context) -> new Place(row.getString("place")))
            .findOne();
    if (damaged.isPresent()) {
      transaction
          .createUpdate("UPDATE registry.blob SET place = :place WHERE digest = :digest")
          .bind("place", blob.place().text())
          .bind("digest", blob.digest().toString())
          .execute();
      checked(transaction, blob, blob.checked());
    }
    return damaged;
  }

  /**
   * Keeps the blob until the transaction ends; returns whether there is one to be served. What was
   * seen damaged is none: it has to be pushed.
   */
  public static boolean lockSound(Handle transaction, Digest digest) {
    return lock(transaction, digest, " AND checked_at IS NOT NULL");
  }

  private static boolean lock(Handle transaction, Digest digest, String condition) {
    return transaction
        .createQuery(
            "SELECT 1 FROM registry.blob WHERE digest = :digest" + condition + " FOR NO KEY UPDATE")
        .bind("digest", digest.toString())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** Lets the repository serve a blob that the transaction has locked. */
  public static void link(Handle transaction, long repository, Digest digest, Instant now) {
    int made =
        transaction
            .createUpdate(
                """
                INSERT INTO registry.link (repository, digest, uses, seen_at)
                VALUES (:repository, :digest, 0, :now) ON CONFLICT (repository, digest) DO NOTHING
                """)
            .bind("repository", repository)
            .bind("digest", digest.toString())
            .bind("now", now)
            .execute();
    if (made == 1) {
      transaction
          .createUpdate(
              "UPDATE registry.blob SET refs = refs + 1, idle_since = NULL WHERE digest = :digest")
          .bind("digest", digest.toString())
          .execute();
    } else {
      transaction
          .createUpdate(
              """
              UPDATE registry.link SET seen_at = :now, shown = true
              WHERE repository = :repository AND digest = :digest
              """)
          .bind("now", now)
          .bind("repository", repository)
          .bind("digest", digest.toString())
          .execute();
    }
  }

  /** Which of these the repository may serve; the links stay until the transaction ends. */
  public static List<String> lockLinks(
      Handle transaction, long repository, Collection<Digest> digests) {
    return transaction
        .createQuery(
            """
            SELECT digest FROM registry.link WHERE repository = :repository AND digest = ANY (:digests)
            ORDER BY digest FOR NO KEY UPDATE
            """)
        .bind("repository", repository)
        .bindArray("digests", String.class, digests.stream().map(Digest::toString).toList())
        .mapTo(String.class)
        .list();
  }

  /**
   * Keeps the repository's link, if there is one, before the blob is locked: who ends links takes
   * them in this order too.
   */
  public static void lockLink(Handle transaction, long repository, Digest digest) {
    List<String> _ = lockLinks(transaction, repository, List.of(digest));
  }

  /** Whether a repository that somebody may read serves the blob. */
  public static boolean isLinkedAnywhere(Handle transaction, ReadRights readable, Digest digest) {
    return transaction
        .createQuery(
            """
            SELECT EXISTS (
              SELECT FROM registry.link l JOIN registry.repository r ON r.id = l.repository
                JOIN registry.namespace n ON n.name = r.namespace
              WHERE l.digest = :digest AND l.shown AND n.instance = :instance
                AND (:whole OR n.name = ANY (:namespaces) OR r.name = ANY (:repositories)))
            """)
        .bind("digest", digest.toString())
        .bind("instance", readable.instance())
        .bind("whole", readable.whole())
        .bindArray("namespaces", String.class, readable.namespaces())
        .bindArray("repositories", String.class, readable.repositories())
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * Counts manifests that name the blobs; the links are locked. What only the trash needs is served
   * no more; what a manifest names is served again.
   *
   * @param more manifests that can be pulled
   * @param moreKept manifests in the trash
   * @return what that changes for the tenant, to be added to
   */
  public static List<HoldingRows.Change> use(
      Handle transaction, long repository, Collection<Digest> digests, int more, int moreKept) {
    return transaction
        .createQuery(
            """
            UPDATE registry.link l SET uses = uses + :more, kept = kept + :moreKept,
              shown = CASE WHEN :more > 0 THEN true WHEN :more < 0 AND uses + :more = 0 THEN false ELSE shown END
            FROM registry.blob b
            WHERE b.digest = l.digest AND l.repository = :repository AND l.digest = ANY (:digests)
            RETURNING l.digest, b.size, l.uses, l.kept
            """)
        .bind("more", more)
        .bind("moreKept", moreKept)
        .bind("repository", repository)
        .bindArray("digests", String.class, digests.stream().map(Digest::toString).toList())
        .map((row, context) ->
            new HoldingRows.Change(
                Digest.parse(row.getString("digest")),
                row.getLong("size"),
                step(row.getLong("uses"), more),
                step(row.getLong("kept"), moreKept)))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** Whether a count that was changed came from none or went to none. */
  private static int step(long count, int change) {
    return (count > 0 ? 1 : 0) - (count - change > 0 ? 1 : 0);
  }

  /**
   * Manifests that name a blob of a repository.
   *
   * @param kept those of them that are in the trash are counted here, the others in uses
   */
  public record Uses(long uses, long kept) {}

  /** The uses of a blob, the link being locked; empty when the repository does not have it. */
  public static Optional<Uses> lockUses(Handle transaction, long repository, Digest digest) {
    return transaction
        .createQuery(
            """
            SELECT uses, kept FROM registry.link
            WHERE repository = :repository AND digest = :digest FOR UPDATE
            """)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .map((row, context) -> new Uses(row.getLong("uses"), row.getLong("kept")))
        .findOne();
  }

  /** Serves the blob no more, and keeps it for the trash. */
  public static void hide(Handle transaction, long repository, Digest digest) {
    transaction
        .createUpdate(
            """
            UPDATE registry.link SET shown = false WHERE repository = :repository AND digest = :digest
            """)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .execute();
  }

  /** Ends a link that nothing uses. */
  public static void unlink(Handle transaction, long repository, Digest digest, Instant now) {
    transaction
        .createUpdate(
            "DELETE FROM registry.link WHERE repository = :repository AND digest = :digest")
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .execute();
    transaction
        .createUpdate(
            """
            UPDATE registry.blob SET refs = refs - 1,
              idle_since = CASE WHEN refs = 1 THEN CAST(:now AS timestamptz) END
            WHERE digest = :digest
            """)
        .bind("now", now)
        .bind("digest", digest.toString())
        .execute();
  }

  /** Says that nothing names the place any more. */
  public static void doom(Handle transaction, Place place, Instant now) {
    transaction
        .createUpdate("INSERT INTO registry.doomed (place, since) VALUES (:place, :now)")
        .bind("place", place.text())
        .bind("now", now)
        .execute();
  }

  /**
   * Says that the place is named again, or that nothing lies there; returns whether it was doomed
   * until now.
   */
  public static boolean spare(Handle transaction, Place place) {
    return transaction
            .createUpdate("DELETE FROM registry.doomed WHERE place = :place")
            .bind("place", place.text())
            .execute()
        == 1;
  }
}
