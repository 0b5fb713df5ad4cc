package redoubt.signatures.tufserver;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import redoubt.ledger.Entry;
import redoubt.signatures.tuf.RoleName;
import redoubt.signatures.tuf.RootFile;
import redoubt.signatures.tuf.TufKey;
import redoubt.signatures.tufserver.sql.FileRows;
import redoubt.signatures.tufserver.sql.GunRows;
import redoubt.signatures.tufserver.sql.KeyRows;
import redoubt.store.Database;

/** Tells clients which keys the server signs with, so that they put them into the root. */
final class PublicHalves {
  private final Database database;
  private final ServerKeys keys;
  private final RootsNeeded needed;
  private final Beginning beginning;
  private final Storing storing;
  private final InstantSource clock;

  PublicHalves(
      Database database,
      ServerKeys keys,
      RootsNeeded needed,
      Beginning beginning,
      Storing storing,
      InstantSource clock) {
    this.database = database;
    this.keys = keys;
    this.needed = needed;
    this.beginning = beginning;
    this.storing = storing;
    this.clock = clock;
  }

  /** As {@link TrustServer#key}. */
  TufKey key(TrustPlace place, String role, String actor) {
    requireOwnRole(role);
    Optional<TufKey> held =
        database.read(
            handle -> GunRows.find(handle, place).flatMap(gun -> held(handle, gun, role)));
    if (held.isPresent()) {
      return held.get();
    }
    makeRoom(place, actor);
    try (ServerKeys.Fresh fresh = keys.fresh(place, actor)) {
      return database.transaction(transaction -> {
        GunRows.Gun gun = beginning.ensure(transaction, place);
        return held(transaction, gun, role)
            .orElseGet(() -> store(transaction, gun, role, fresh, "trust.key.create", actor));
      });
    }
  }

  private static Optional<TufKey> held(Handle handle, GunRows.Gun gun, String role) {
    List<String> used = used(handle, gun, role);
    List<KeyRows.Key> held = KeyRows.of(handle, gun.id());
    List<KeyRows.Key> inRoot = held.stream().filter(key -> used.contains(key.id())).toList();
    return ServerKeys.newest(inRoot, role).or(() -> ServerKeys.newest(held, role));
  }

  /** As {@link TrustServer#rotateKey}. */
  TufKey rotate(TrustPlace place, String role, String actor) {
    requireOwnRole(role);
    makeRoom(place, actor);
    try (ServerKeys.Fresh fresh = keys.fresh(place, actor)) {
      return database.transaction(transaction ->
          store(
              transaction,
              beginning.ensure(transaction, place),
              role,
              fresh,
              "trust.key.rotate",
              actor));
    }
  }

  /** Whether the root names a key for timestamps that is the server's for the collection. */
  static boolean hasTimestamp(Handle handle, GunRows.Gun gun, RootFile root) {
    Set<String> named = root.role(RoleName.TIMESTAMP).keys().keySet();
    return KeyRows.of(handle, gun.id()).stream()
        .anyMatch(key -> key.role().equals(RoleName.TIMESTAMP) && named.contains(key.id()));
  }

  private void makeRoom(TrustPlace place, String actor) {
    if (database.read(handle -> GunRows.find(handle, place)).isEmpty()) {
      beginning.makeRoom(place, actor);
    }
  }

  private static void requireOwnRole(String role) {
    if (!role.equals(RoleName.TIMESTAMP) && !role.equals(RoleName.SNAPSHOT)) {
      throw TrustFailures.badRole();
    }
  }

  private TufKey store(
      Handle transaction,
      GunRows.Gun gun,
      String role,
      ServerKeys.Fresh fresh,
      String action,
      String actor) {
    List<Entry> entries =
        needed.during(
            transaction,
            gun.place().instance(),
            gun.place().namespace(),
            () ->
                keys.store(
                    transaction, gun, role, used(transaction, gun, role), fresh, clock.instant()));
    storing.record(
        transaction,
        gun.place(),
        actor,
        action,
        Map.of("role", role, "key", fresh.key().id()),
        entries);
    return fresh.key();
  }

  /** Ids of the role's keys in the root that is stored. */
  private static List<String> used(Handle handle, GunRows.Gun gun, String role) {
    return FileRows.current(handle, gun.id(), RoleName.ROOT).stream()
        .flatMap(file -> Stored.root(file.bytes()).role(role).keys().keySet().stream())
        .toList();
  }
}
