package redoubt.registry.life;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.crypto.Ids;
import redoubt.registry.RegistryFailures;
import redoubt.registry.content.ContentStore;
import redoubt.registry.push.Blob;
import redoubt.registry.sql.ContentStoreRows;
import redoubt.registry.sql.RecountRows;
import redoubt.store.Database;

/**
 * Keeps a database and a content store together. A server that saw another store would take every
 * blob for lost, and have others end what is whole; so both carry one id, and who finds two
 * different ones does not start.
 */
public final class OneStore {
  /** Blobs that are looked for in a store without an id. */
  private static final int LOOKED_FOR = 20;

  private OneStore() {}

  /**
   * Makes sure that it is the store that the database names. A store without an id gets one when
   * the database names none yet, and has no blobs or has them there.
   *
   * @throws Failure {@code registry.another-store}, {@code registry.no-store}
   */
  public static void require(Database database, ContentStore store, InstantSource clock) {
    try {
      Optional<String> named = database.read(ContentStoreRows::find);
      Optional<String> found = store.id();
      if (named.isPresent() && named.equals(found)) {
        return;
      }
      List<Blob> some = database.read(handle -> RecountRows.blobs(handle, "", LOOKED_FOR));
      boolean fits =
          some.isEmpty()
              ? named.isEmpty() && (found.isEmpty() || isEmpty(store))
              : hasOneOf(store, some);
      if (!fits && some.isEmpty() && named.isEmpty()) {
        throw othersStore(store);
      }
      String id = named.orElseGet(() -> found.filter(_ -> fits).orElseGet(OneStore::fresh));
      String agreed =
          database.transaction(
              transaction -> ContentStoreRows.name(transaction, id, clock.instant()));
      if (!fits || !(found.isPresent() ? found.get() : store.giveId(agreed)).equals(agreed)) {
        throw another(store, found, agreed);
      }
    } catch (IOException e) {
      throw RegistryFailures.noStore(store.toString(), e);
    }
  }

  private static String fresh() {
    return Ids.random().toString();
  }

  private static boolean hasOneOf(ContentStore store, List<Blob> blobs) throws IOException {
    for (Blob blob : blobs) {
      try {
        String _ = store.stamp(blob.place());
        return true;
      } catch (NoSuchFileException e) {
        // Perhaps another one.
      }
    }
    return false;
  }

  private static boolean isEmpty(ContentStore store) throws IOException {
    boolean[] any = new boolean[1];
    store.walk(_ -> any[0] = true);
    return !any[0];
  }

  private static Failure othersStore(ContentStore store) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "registry.another-store",
        store + " has the images of another database.",
        "Name an empty place for images, with --images-dir or --images-s3.");
  }

  private static Failure another(ContentStore store, Optional<String> found, String named) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "registry.another-store",
        store
            + (found.isEmpty()
                ? " is not where the images of this database lie."
                : " has the images of another database."),
        "Name the place that the other servers use, with --images-dir or --images-s3, and see that"
            + " it is mounted. If the images are lost for good, write "
            + named
            + " into "
            + store.idPlace()
            + ".");
  }
}
