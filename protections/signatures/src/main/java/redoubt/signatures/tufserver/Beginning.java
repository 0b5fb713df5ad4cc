package redoubt.signatures.tufserver;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import redoubt.signatures.tufserver.sql.GunRows;
import redoubt.signatures.tufserver.sql.SeenRows;

/**
 * Begins collections, as many as a repository and an instance may have.
 *
 * @param requireLive keeps an instance from being deleted until the transaction ends
 */
record Beginning(BiConsumer<Handle, String> requireLive, InstantSource clock) {
  private static final int MOST_REPOSITORIES = 10_000;

  /** Names under which one repository has collections. */
  private static final int MOST_NAMES = 8;

  /** Keys that had signed in collections of a repository that were deleted: none begins then. */
  static final int MOST_SEEN = 1000;

  private static final int MOST_SEEN_IN_INSTANCE = 100_000;

  /**
   * The collection, begun unless it is there, and locked.
   *
   * @throws redoubt.core.Failure {@code signatures.trust.too-large}
   */
  GunRows.Gun ensure(Handle transaction, TrustPlace place) {
    requireLive.accept(transaction, place.instance());
    if (GunRows.find(transaction, place).isEmpty()) {
      requireRoom(transaction, place);
    }
    return GunRows.ensure(transaction, place, clock.instant());
  }

  private static void requireRoom(Handle transaction, TrustPlace place) {
    if (GunRows.count(transaction, place.instance()) >= MOST_REPOSITORIES) {
      throw TrustFailures.tooLarge(
          "The instance has " + MOST_REPOSITORIES + " signed repositories, and may not have more.");
    }
    if (GunRows.of(transaction, place.instance(), place.repository()).size() >= MOST_NAMES) {
      throw TrustFailures.tooLarge(
          "The repository has " + MOST_NAMES + " signed collections, and may not have more.");
    }
    Optional<String> repository = Optional.of(place.repository());
    if (SeenRows.reach(transaction, place.instance(), repository, MOST_SEEN)) {
      throw TrustFailures.tooManyDeleted("The repository", MOST_SEEN);
    }
    if (SeenRows.reach(transaction, place.instance(), Optional.empty(), MOST_SEEN_IN_INSTANCE)) {
      throw TrustFailures.tooManyDeleted("The instance", MOST_SEEN_IN_INSTANCE);
    }
  }
}
