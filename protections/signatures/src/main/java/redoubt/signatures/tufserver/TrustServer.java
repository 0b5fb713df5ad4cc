package redoubt.signatures.tufserver;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.oci.Digest;
import redoubt.seal.Vault;
import redoubt.signatures.Fact;
import redoubt.signatures.tuf.Pin;
import redoubt.signatures.tuf.RoleName;
import redoubt.signatures.tuf.TufKey;
import redoubt.signatures.tuf.TufVerifier;
import redoubt.signatures.tufserver.sql.ChangeRows;
import redoubt.signatures.tufserver.sql.FileRows;
import redoubt.signatures.tufserver.sql.GuardRows;
import redoubt.signatures.tufserver.sql.GunRows;
import redoubt.signatures.tufserver.sql.KeyRows;
import redoubt.signatures.tufserver.sql.SeenRows;
import redoubt.store.Database;

/**
 * A Notary v1 server. Who may do what was decided by the caller. {@code actor} is the id of who
 * does it. Several servers may share a database.
 */
public final class TrustServer {
  /** Most bytes of the newest files of a repository together. */
  public static final int MOST_BYTES = 16 << 20;

  private static final int MOST_ROOT_BYTES = 256 << 10;
  private static final int MOST_REPOSITORIES = 10_000;

  /** Names under which one repository has collections. */
  private static final int MOST_NAMES = 8;

  /** Keys that had signed in collections of a repository that were deleted: none begins then. */
  static final int MOST_SEEN = 1000;

  private static final int MOST_SEEN_IN_INSTANCE = 100_000;

  private static final int MOST_CHANGES = 1000;

  private final Database database;
  private final ServerKeys keys;
  private final Guards guards;
  private final RootsNeeded needed;
  private final Storing storing;
  private final Freshness freshness;
  private final SignedTags tags;
  private final BiConsumer<Handle, String> requireLive;
  private final Published published;
  private final InstantSource clock;

  /** Says which root of a repository is believed. */
  @FunctionalInterface
  public interface Pins {
    Pin of(String gun);
  }

  /**
   * @param requireLive keeps an instance from being deleted until the transaction ends
   */
  public TrustServer(
      Database database,
      Vault vault,
      GuardedKeys guard,
      Ledger ledger,
      BiConsumer<Handle, String> requireLive,
      Published published,
      InstantSource clock) {
    this.database = database;
    this.keys = new ServerKeys(database, vault, guard);
    this.needed = new RootsNeeded(guard);
    this.guards = new Guards(database, guard, needed, keys, ledger, clock);
    this.storing = new Storing(keys, needed, ledger, clock);
    this.freshness = new Freshness(database, keys, storing, published, clock);
    this.tags = new SignedTags(database, freshness, clock);
    this.requireLive = requireLive;
    this.published = published;
    this.clock = clock;
  }

  /** Root keys that guard what it signs with. */
  public Guards guards() {
    return guards;
  }

  /**
   * The newest file of a role. A timestamp that has less than seven days left is signed anew, if
   * that is possible.
   */
  public Optional<TrustFile> current(TrustPlace place, String role) {
    Optional<TrustFile> file =
        gun(place)
            .flatMap(gun -> database.read(handle -> FileRows.current(handle, gun.id(), role)));
    return role.equals(RoleName.TIMESTAMP)
        ? file.map(found -> freshness.timestamp(place, found))
        : file;
  }

  /**
   * @param sha256 in hex
   */
  public Optional<TrustFile> byHash(TrustPlace place, String role, String sha256) {
    return gun(place)
        .flatMap(gun -> database.read(handle -> FileRows.byHash(handle, gun.id(), role, sha256)));
  }

  public Optional<TrustFile> byVersion(TrustPlace place, String role, int version) {
    return gun(place)
        .flatMap(
            gun -> database.read(handle -> FileRows.byVersion(handle, gun.id(), role, version)));
  }

  private Optional<GunRows.Gun> gun(TrustPlace place) {
    return database.read(handle -> GunRows.find(handle, place));
  }

  /**
   * The server's public key for {@code timestamp} or {@code snapshot}: the one that the root has,
   * or one that waits to be put into a root; made if there is none.
   *
   * @throws Failure {@code signatures.trust.bad-role}, {@code signatures.trust.too-large}
   */
  public TufKey key(TrustPlace place, String role, String actor) {
    requireOwnRole(role);
    Optional<TufKey> held =
        gun(place).flatMap(gun -> database.read(handle -> held(handle, gun, role)));
    if (held.isPresent()) {
      return held.get();
    }
    try (ServerKeys.Fresh fresh = keys.fresh(place, actor)) {
      return database.transaction(transaction -> {
        GunRows.Gun gun = ensure(transaction, place);
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

  /**
   * A new public key for {@code timestamp} or {@code snapshot}, which signs once a root with it is
   * published.
   *
   * @throws Failure as {@link #key}
   */
  public TufKey rotateKey(TrustPlace place, String role, String actor) {
    requireOwnRole(role);
    try (ServerKeys.Fresh fresh = keys.fresh(place, actor)) {
      return database.transaction(transaction ->
          store(transaction, ensure(transaction, place), role, fresh, "trust.key.rotate", actor));
    }
  }

  private static void requireOwnRole(String role) {
    if (!role.equals(RoleName.TIMESTAMP) && !role.equals(RoleName.SNAPSHOT)) {
      throw TrustFailures.badRole();
    }
  }

  private GunRows.Gun ensure(Handle transaction, TrustPlace place) {
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

  /**
   * Takes what a client publishes: all of it or nothing. Makes the timestamp, and the snapshot if
   * it is left to the server.
   *
   * @param sent files by role
   * @throws Failure {@code signatures.trust.bad-root}, {@code .bad-targets}, {@code .bad-snapshot},
   *     {@code .bad-hierarchy}, {@code .bad-update}, {@code .bad-role}, {@code .old-version},
   *     {@code .too-large}, {@code .frozen}
   */
  public void publish(TrustPlace place, Map<String, byte[]> sent, String actor) {
    if (sent.isEmpty()) {
      throw TrustFailures.badUpdate("No file came.");
    }
    if (!sent.keySet().stream().allMatch(RoleName::isValid)) {
      throw TrustFailures.badRole();
    }
    if (sent.getOrDefault(RoleName.ROOT, new byte[0]).length > MOST_ROOT_BYTES) {
      throw TrustFailures.tooLarge("A root has at most " + MOST_ROOT_BYTES + " bytes.");
    }
    try (ServerKeys.Unlocked unlocked = keys.unlock(place, actor)) {
      boolean _ =
          database.transaction(transaction -> {
            published.changing(transaction, place);
            GunRows.Gun gun = ensure(transaction, place);
            List<TrustFile> stored = FileRows.current(transaction, gun.id());
            storing.store(
                transaction,
                gun,
                stored,
                Publication.check(
                    place.gun(),
                    Stored.bytes(stored),
                    sent,
                    keys.signing(transaction, gun, unlocked),
                    clock.instant()),
                actor,
                "trust.publish");
            return true;
          });
    }
    published.changed(place);
  }

  /**
   * Removes a repository with all its files and keys; whoever publishes under the name afterwards
   * begins anew, with a root of their own.
   *
   * @return whether there was one
   */
  public boolean delete(TrustPlace place, String actor) {
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
   * Destroys what an instance has, or what a namespace of it has, when it goes; the caller records
   * that. Root keys that guarded it are recorded to do so no more.
   */
  public void forgetAll(Handle transaction, String instance, Optional<String> namespace) {
    List<GunRows.Gun> guns = GunRows.lockAll(transaction, instance, namespace);
    SortedSet<String> going = new TreeSet<>();
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

  /**
   * Changes in their order, of repositories that the readers may read; 1,000 at most.
   *
   * @param gun of this one alone
   * @param from those after this id, or those before it when {@code backwards}
   */
  public List<TrustChange> changes(
      List<TrustReader> readers, Optional<String> gun, long from, boolean backwards, int limit) {
    int most = Math.min(limit, MOST_CHANGES);
    Comparator<TrustChange> byId = Comparator.comparingLong(TrustChange::id);
    Stream<TrustChange> all =
        readers.stream()
            .flatMap(reader ->
                database
                    .read(handle -> ChangeRows.of(handle, reader, gun, from, backwards, most))
                    .stream());
    return all.sorted(backwards ? byId.reversed() : byId).limit(most).sorted(byId).toList();
  }

  /**
   * What is known of every tag that is signed in a repository of the registry, under each of its
   * names. Good until {@link Fact#goodUntil}: timestamps are signed anew, so ask again before.
   */
  public List<Fact> facts(String instance, String repository, Pins pins) {
    return look(instance, repository, pins).stream()
        .flatMap(verified -> verified.facts().stream())
        .toList();
  }

  /**
   * The same with what was looked at, the oldest collection of the repository first.
   *
   * @throws Failure {@code signatures.trust.too-slow} when it takes more than five seconds
   */
  public List<TufVerifier.Verified> look(String instance, String repository, Pins pins) {
    return tags.look(instance, repository, pins);
  }

  List<TufVerifier.Verified> look(
      String instance, String repository, Pins pins, Deadline deadline) {
    return tags.look(instance, repository, pins, deadline);
  }
}
