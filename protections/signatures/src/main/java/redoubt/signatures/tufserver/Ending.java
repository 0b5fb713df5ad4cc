package redoubt.signatures.tufserver;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import redoubt.ledger.Entry;
import redoubt.oci.Digest;
import redoubt.signatures.tuf.RoleName;
import redoubt.signatures.tufserver.sql.ChangeRows;
import redoubt.signatures.tufserver.sql.FileRows;
import redoubt.signatures.tufserver.sql.GuardRows;
import redoubt.signatures.tufserver.sql.GunRows;
import redoubt.signatures.tufserver.sql.KeyRows;
import redoubt.signatures.tufserver.sql.SeenRows;
import redoubt.store.Database;

/** Ends collections, and destroys the keys that the server had for them. */
final class Ending {
  private final Database database;
  private final ServerKeys keys;
  private final RootsNeeded needed;
  private final SignedTags tags;
  private final Storing storing;
  private final Published published;
  private final InstantSource clock;

  Ending(
      Database database,
      ServerKeys keys,
      RootsNeeded needed,
      SignedTags tags,
      Storing storing,
      Published published,
      InstantSource clock) {
    this.database = database;
    this.keys = keys;
    this.needed = needed;
    this.tags = tags;
    this.storing = storing;
    this.published = published;
    this.clock = clock;
  }

  /** As {@link TrustServer#delete}. */
  boolean delete(TrustPlace place, String actor) {
    boolean was =
        database.transaction(transaction ->
            GunRows.lock(transaction, place)
                .map(gun -> {
                  published.changing(transaction, place);
                  List<Entry> entries =
                      needed.during(
                          transaction,
                          place.instance(),
                          place.namespace(),
                          () -> forget(transaction, gun));
                  storing.record(transaction, place, actor, "trust.delete", Map.of(), entries);
                  return true;
                })
                .orElse(false));
    if (was) {
      published.changed(place);
    }
    return was;
  }

  /**
   * Ends one to which nothing was ever published, if there are so many of them, or more: the oldest
   * in the namespace that has most of them.
   *
   * @param place that is to be begun instead
   * @param repository of this one alone, if there is one
   * @return whether one ended
   */
  boolean giveWay(TrustPlace place, Optional<String> repository, int count, String actor) {
    return database.transaction(transaction ->
        GunRows.lockOldestBegun(transaction, place.instance(), repository, count)
            .map(gun -> {
              List<Entry> entries =
                  needed.during(
                      transaction,
                      gun.place().instance(),
                      gun.place().namespace(),
                      () -> forget(transaction, gun));
              storing.record(
                  transaction,
                  gun.place(),
                  actor,
                  "trust.give-way",
                  Map.of("to", place.gun()),
                  entries);
              return true;
            })
            .orElse(false));
  }

  /** As {@link TrustServer#forgetAll}. */
  void forgetAll(Handle transaction, String instance, Optional<String> namespace) {
    List<GunRows.Gun> guns = GunRows.lockAll(transaction, instance, namespace);
    Set<String> going = new TreeSet<>();
    namespace.ifPresentOrElse(
        going::add,
        () -> {
          guns.forEach(gun -> going.add(gun.place().namespace()));
          going.addAll(GuardRows.namespaces(transaction, instance));
        });
    for (String one : going) {
      storing.record(
          transaction,
          needed.during(
              transaction,
              instance,
              one,
              () -> {
                guns.stream()
                    .filter(gun -> gun.place().namespace().equals(one))
                    .forEach(gun -> forget(transaction, gun));
                boolean _ = GuardRows.remove(transaction, instance, one);
              }));
    }
    if (namespace.isEmpty()) {
      ChangeRows.forget(transaction, instance);
      SeenRows.forget(transaction, instance);
    }
  }

  private void forget(Handle transaction, GunRows.Gun gun) {
    Optional<TrustFile> last = FileRows.current(transaction, gun.id(), RoleName.TIMESTAMP);
    tags.remember(transaction, gun);
    for (KeyRows.Key key : KeyRows.of(transaction, gun.id())) {
      keys.destroy(transaction, gun, key.id());
    }
    GunRows.delete(transaction, gun.id());
    last.ifPresent(timestamp ->
        ChangeRows.insert(
            transaction,
            gun.place(),
            timestamp.version(),
            Digest.of(timestamp.bytes()).hex(),
            "deletion",
            clock.instant()));
  }
}
