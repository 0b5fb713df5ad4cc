package redoubt.signatures.tufserver;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.ledger.Ledger;
import redoubt.seal.Vault;
import redoubt.signatures.tuf.Pin;
import redoubt.signatures.tuf.RoleName;
import redoubt.signatures.tuf.TufKey;
import redoubt.signatures.tufserver.sql.ChangeRows;
import redoubt.signatures.tufserver.sql.FileRows;
import redoubt.signatures.tufserver.sql.GunRows;
import redoubt.store.Database;

/**
 * A Notary v1 server. Who may do what was decided by the caller. {@code actor} is the id of who
 * does it. Several servers may share a database.
 */
public final class TrustServer {
  /** Most bytes of the newest files of a repository together. */
  public static final int MOST_BYTES = 16 << 20;

  /** Most bytes of all files of a namespace's collections together, older versions among them. */
  static final long MOST_OF_NAMESPACE = 512L << 20;

  private static final int MOST_ROOT_BYTES = 256 << 10;
  private static final int MOST_CHANGES = 1000;

  /** How often it is begun anew what was checked with files that have others after them by then. */
  private static final int MOST_TRIES = 5;

  private static final Duration LONGEST_CHECK = Duration.ofSeconds(10);

  private final Database database;
  private final ServerKeys keys;
  private final Guards guards;
  private final Beginning beginning;
  private final PublicHalves publicHalves;
  private final Ending ending;
  private final Storing storing;
  private final Freshness freshness;
  private final SignedTags tags;
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
    RootsNeeded needed = new RootsNeeded(guard);
    this.guards = new Guards(database, guard, needed, keys, ledger, clock);
    this.storing = new Storing(keys, needed, ledger, clock);
    this.freshness = new Freshness(database, keys, storing, published, clock);
    this.tags = new SignedTags(database, freshness, clock);
    this.ending = new Ending(database, keys, needed, tags, storing, published, clock);
    this.beginning = new Beginning(requireLive, ending, clock);
    this.publicHalves = new PublicHalves(database, keys, needed, beginning, storing, clock);
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
    return publicHalves.key(place, role, actor);
  }

  /**
   * A new public key for {@code timestamp} or {@code snapshot}, which signs once a root with it is
   * published.
   *
   * @throws Failure as {@link #key}
   */
  public TufKey rotateKey(TrustPlace place, String role, String actor) {
    return publicHalves.rotate(place, role, actor);
  }

  /**
   * Takes what a client publishes: all of it or nothing. Makes the timestamp, and the snapshot if
   * it is left to the server.
   *
   * @param sent files by role
   * @throws Failure {@code signatures.trust.bad-root}, {@code .bad-targets}, {@code .bad-snapshot},
   *     {@code .bad-hierarchy}, {@code .bad-update}, {@code .bad-role}, {@code .old-version},
   *     {@code .too-large}, {@code .too-slow-to-check}, {@code .busy}, {@code .frozen}
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
    Deadline deadline = Deadline.in(LONGEST_CHECK);
    for (int tried = 1; !publishOnce(place, sent, actor, deadline); tried++) {
      if (tried >= MOST_TRIES) {
        throw TrustFailures.busy();
      }
    }
    published.changed(place);
  }

  /**
   * What is sent is looked at before there is a transaction, so that nobody waits for it.
   *
   * @return whether it was stored; not if others published meanwhile
   */
  private boolean publishOnce(
      TrustPlace place, Map<String, byte[]> sent, String actor, Deadline deadline) {
    Before before = Before.of(database, place);
    Publication.Checked checked =
        Publication.check(place.gun(), before.bytes(), sent, clock.instant(), deadline);
    try (ServerKeys.Unlocked unlocked = keys.unlock(place, actor)) {
      return database.transaction(transaction -> {
        published.changing(transaction, place);
        Optional<GunRows.Gun> gun = beginning.toPublish(transaction, place);
        List<Newest> stored =
            gun.map(there -> FileRows.newest(transaction, there.id())).orElse(List.of());
        Optional<Map<String, byte[]>> then = before.still(transaction, gun, stored);
        if (then.isEmpty()) {
          return false;
        }
        requireRoomInNamespace(transaction, place);
        GunRows.Gun begun =
            gun.filter(there ->
                    !stored.isEmpty()
                        || PublicHalves.hasTimestamp(transaction, there, checked.root()))
                .orElseThrow(TrustFailures::notBegun);
        storing.store(
            transaction,
            begun,
            stored,
            Optional.ofNullable(then.get().get(RoleName.ROOT)),
            checked.signed(then.get(), keys.signing(transaction, begun, unlocked), clock.instant()),
            actor,
            "trust.publish");
        tags.note(transaction, begun, checked.signers());
        return true;
      });
    }
  }

  /** What the server signs anew by itself always fits. */
  private static void requireRoomInNamespace(Handle transaction, TrustPlace place) {
    if (FileRows.bytesOf(transaction, place.instance(), place.namespace()) > MOST_OF_NAMESPACE) {
      throw TrustFailures.tooLarge(
          "The signed collections of a namespace have at most "
              + MOST_OF_NAMESPACE
              + " bytes together, with older versions of their files.");
    }
  }

  /**
   * Removes a repository with all its files and keys; whoever publishes under the name afterwards
   * begins anew, with a root of their own.
   *
   * @return whether there was one
   */
  public boolean delete(TrustPlace place, String actor) {
    return ending.delete(place, actor);
  }

  /**
   * Destroys what an instance has, or what a namespace of it has, when it goes; the caller records
   * that. Root keys that guarded it are recorded to do so no more.
   */
  public void forgetAll(Handle transaction, String instance, Optional<String> namespace) {
    ending.forgetAll(transaction, instance, namespace);
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
   * names, the oldest collection first. Good until {@link redoubt.signatures.Fact#goodUntil}:
   * timestamps are signed anew, so ask again before. It takes five seconds at most, and what one
   * collection takes is not at the expense of the others.
   */
  public List<SignedCollection> look(String instance, String repository, Pins pins) {
    return tags.look(instance, repository, pins);
  }

  List<SignedCollection> look(String instance, String repository, Pins pins, Deadline deadline) {
    return tags.look(instance, repository, pins, deadline);
  }
}
