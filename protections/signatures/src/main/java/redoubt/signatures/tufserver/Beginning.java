package redoubt.signatures.tufserver;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import redoubt.signatures.tufserver.sql.GunRows;
import redoubt.signatures.tufserver.sql.SeenRows;

/**
 * Begins collections, as many as a repository and an instance may have. One to which nothing was
 * published yet takes no place of theirs: of those there are so many as well, and the oldest gives
 * way to a new one.
 *
 * @param requireLive keeps an instance from being deleted until the transaction ends
 */
record Beginning(BiConsumer<Handle, String> requireLive, Ending ending, InstantSource clock) {
  private static final int MOST_REPOSITORIES = 10_000;

  /** Names under which one repository has collections. */
  private static final int MOST_NAMES = 8;

  /** Names under which one repository has collections to which nothing was published. */
  static final int MOST_BEGUN = 8;

  static final int MOST_BEGUN_IN_INSTANCE = 1000;

  /** Keys that had signed in collections of a repository that were deleted: none begins then. */
  static final int MOST_SEEN = 1000;

  private static final int MOST_SEEN_IN_INSTANCE = 100_000;

  /**
   * Before a collection is begun, outside of transactions: those that were begun first and never
   * published to give way. Of clients at once, each may have one more.
   */
  void makeRoom(TrustPlace place, String actor) {
    Optional<String> repository = Optional.of(place.repository());
    while (ending.giveWay(place, repository, MOST_BEGUN, actor)
        || ending.giveWay(place, Optional.empty(), MOST_BEGUN_IN_INSTANCE, actor)) {
      // Until there is room.
    }
  }

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

  /**
   * The collection, if it was begun, locked to be published to.
   *
   * @throws redoubt.core.Failure {@code signatures.trust.too-large} when it is the first time and
   *     there are too many others
   */
  Optional<GunRows.Gun> toPublish(Handle transaction, TrustPlace place) {
    requireLive.accept(transaction, place.instance());
    Optional<GunRows.Gun> gun = GunRows.lock(transaction, place);
    if (gun.isPresent() && !GunRows.isPublished(transaction, gun.get().id())) {
      GunRows.lockPublished(transaction, place.instance());
      requireRoom(transaction, place);
    }
    return gun;
  }

  private static void requireRoom(Handle transaction, TrustPlace place) {
    String instance = place.instance();
    Optional<String> repository = Optional.of(place.repository());
    if (GunRows.published(transaction, instance, Optional.empty()) >= MOST_REPOSITORIES) {
      throw TrustFailures.tooLarge(
          "The instance has " + MOST_REPOSITORIES + " signed repositories, and may not have more.");
    }
    if (GunRows.published(transaction, instance, repository) >= MOST_NAMES) {
      throw TrustFailures.tooLarge(
          "The repository has " + MOST_NAMES + " signed collections, and may not have more.");
    }
    if (SeenRows.reach(transaction, instance, repository, MOST_SEEN)) {
      throw TrustFailures.tooManyDeleted("The repository", MOST_SEEN);
    }
    if (SeenRows.reach(transaction, instance, Optional.empty(), MOST_SEEN_IN_INSTANCE)) {
      throw TrustFailures.tooManyDeleted("The instance", MOST_SEEN_IN_INSTANCE);
    }
  }
}
