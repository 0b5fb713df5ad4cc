package redoubt.registry.life;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.oci.Digest;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.registry.RegistryFailures;
import redoubt.registry.manifests.Journal;
import redoubt.registry.manifests.Manifests;
import redoubt.registry.sql.BlobRows;
import redoubt.registry.sql.HoldingRows;
import redoubt.registry.sql.ManifestRows;
import redoubt.registry.sql.RepositoryRows;
import redoubt.registry.sql.TrashRows;
import redoubt.store.Database;

/**
 * Deleted images. They cannot be pulled, keep their blobs, and come back with their tags when they
 * are restored; after 30 days they end. Nobody empties it.
 */
public final class Trash {
  /** How long a deleted image can be restored. */
  public static final Duration KEPT = Duration.ofDays(30);

  /** Who ends what is in the trash. */
  private static final String TIME = "time";

  private static final int AT_ONCE = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Trash.class);

  private final Database database;
  private final Journal journal;
  private final InstantSource clock;

  public Trash(Database database, Journal journal, InstantSource clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * What was restored.
   *
   * @param tags that name the image again
   * @param left tags that stay in the trash: they name another image by now, or were not asked for
   */
  public record Restored(Digest digest, List<String> tags, List<String> left) {
    public Restored {
      tags = List.copyOf(tags);
      left = List.copyOf(left);
    }
  }

  /**
   * Restores an image. By its digest it comes back with all its tags that are free; by a tag with
   * that tag alone, which has to be free.
   *
   * @throws redoubt.core.Failure {@code registry.not-in-trash}, {@code registry.tag-is-live},
   *     {@code registry.storage-quota}
   */
  public Restored restore(Manifests.Actor actor, RepositoryName repository, Reference reference) {
    Journal.Notes notes = journal.begin(actor, repository);
    return database.transaction(transaction -> {
      notes.clear();
      long in =
          RepositoryRows.find(transaction, repository).orElseThrow(RegistryFailures::notInTrash);
      Digest digest =
          switch (reference) {
            case Reference.ByDigest named -> named.digest();
            case Reference.ByTag named ->
                TrashRows.tagged(transaction, in, named.tag().text())
                    .orElseThrow(RegistryFailures::notInTrash);
          };
      BlobRows.lockLinks(transaction, in, ManifestRows.blobs(transaction, in, digest));
      boolean deleted =
          ManifestRows.lockAny(transaction, in, digest).orElseThrow(RegistryFailures::notInTrash);
      List<String> had = TrashRows.tags(transaction, in, digest);
      List<String> wanted =
          switch (reference) {
            case Reference.ByDigest _ -> had;
            case Reference.ByTag named -> List.of(named.tag().text());
          };
      if (!had.containsAll(wanted) || (!deleted && wanted.isEmpty())) {
        throw RegistryFailures.notInTrash();
      }
      List<String> tags =
          TrashRows.retag(transaction, in, digest, wanted, clock.instant(), actor.user());
      if (tags.isEmpty() && reference instanceof Reference.ByTag named) {
        throw RegistryFailures.tagIsLive(named.tag().text());
      }
      if (deleted) {
        long size = ManifestRows.back(transaction, in, digest);
        List<HoldingRows.Change> changes =
            BlobRows.use(transaction, in, ManifestRows.blobs(transaction, in, digest), 1, -1);
        changes.add(new HoldingRows.Change(digest, size, 1, -1));
        HoldingRows.change(transaction, actor.instance(), repository, changes);
      }
      notes.restored(digest, deleted, tags);
      notes.write(transaction);
      List<String> left = new ArrayList<>(had);
      left.removeAll(tags);
      return new Restored(digest, tags, left);
    });
  }

  /** Ends what was deleted 30 days ago. */
  public void end() {
    Instant before = clock.instant().minus(KEPT);
    end(Optional.empty(), before, TIME);
    database.transaction(transaction -> {
      TrashRows.endTags(transaction, before);
      return true;
    });
  }

  /** Ends all that a namespace has in the trash, since it is to be removed. */
  public void endAll(String namespace, String actor) {
    end(Optional.of(namespace), clock.instant().plusSeconds(1), actor);
  }

  private void end(Optional<String> namespace, Instant before, String actor) {
    Optional<TrashRows.Due> last = Optional.empty();
    while (!Thread.currentThread().isInterrupted()) {
      Optional<TrashRows.Due> after = last;
      List<TrashRows.Due> due =
          database.read(handle -> TrashRows.due(handle, namespace, before, after, AT_ONCE));
      for (TrashRows.Due image : due) {
        try {
          end(image, before, actor);
        } catch (RuntimeException e) {
          LOG.error("{}@{} stays in the trash", image.repository(), image.digest(), e);
        }
      }
      if (due.size() < AT_ONCE) {
        return;
      }
      last = Optional.of(due.getLast());
    }
  }

  private void end(TrashRows.Due due, Instant before, String actor) {
    Journal.Notes notes =
        journal.begin(new Manifests.Actor(due.instance(), actor), due.repository());
    database.transaction(transaction -> {
      notes.clear();
      BlobRows.lockLinks(
          transaction, due.in(), ManifestRows.blobs(transaction, due.in(), due.digest()));
      Optional<Boolean> deleted = ManifestRows.lockAny(transaction, due.in(), due.digest());
      // Somebody may have restored it, and deleted it again.
      if (deleted.isEmpty() || !TrashRows.isDue(transaction, due, before)) {
        return false;
      }
      List<Digest> blobs = ManifestRows.blobs(transaction, due.in(), due.digest());
      long size = TrashRows.end(transaction, due.in(), due.digest());
      List<HoldingRows.Change> changes = BlobRows.use(transaction, due.in(), blobs, 0, -1);
      changes.add(new HoldingRows.Change(due.digest(), size, 0, -1));
      HoldingRows.change(transaction, due.instance(), due.repository(), changes);
      notes.ended(due.digest());
      notes.write(transaction);
      return true;
    });
  }
}
