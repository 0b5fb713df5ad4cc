package redoubt.signatures.tufserver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.oci.Digest;
import redoubt.seal.Vault;
import redoubt.signatures.Fact;
import redoubt.signatures.tuf.BadDocument;
import redoubt.signatures.tuf.Document;
import redoubt.signatures.tuf.MetaFile;
import redoubt.signatures.tuf.Pin;
import redoubt.signatures.tuf.RoleName;
import redoubt.signatures.tuf.RootFile;
import redoubt.signatures.tuf.TufFiles;
import redoubt.signatures.tuf.TufKey;
import redoubt.signatures.tuf.TufVerifier;
import redoubt.signatures.tufserver.sql.ChangeRows;
import redoubt.signatures.tufserver.sql.FileRows;
import redoubt.signatures.tufserver.sql.GunRows;
import redoubt.signatures.tufserver.sql.KeyRows;
import redoubt.store.Database;

/**
 * A Notary v1 server. Who may do what was decided by the caller. {@code actor} is the id of who
 * does it. Several servers may share a database.
 */
public final class TrustServer {
  /** Most bytes of the newest files of a repository together. */
  public static final int MOST_BYTES = 16 << 20;

  private static final int MOST_ROOT_BYTES = 256 << 10;
  private static final int MOST_ROLES = 200;
  private static final int MOST_ROOTS = 1000;
  private static final int MOST_REPOSITORIES = 10_000;
  private static final int MOST_CHANGES = 1000;

  /** Versions of a role that can still be fetched by who is in the middle of it; of roots, all. */
  private static final int VERSIONS_KEPT = 20;

  /** A timestamp or snapshot with less time left than this is signed anew when it is read. */
  private static final Duration NEAR = Duration.ofDays(7);

  private static final Duration NEAR_SNAPSHOT = Duration.ofDays(30);
  private static final String BY_TIME = "time";

  private final Database database;
  private final ServerKeys keys;
  private final Ledger ledger;
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
    this.keys = new ServerKeys(vault, guard);
    this.ledger = ledger;
    this.requireLive = requireLive;
    this.published = published;
    this.clock = clock;
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
        ? file.map(found ->
            expires(found).isBefore(clock.instant().plus(NEAR)) ? renew(place, found) : found)
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
    return database.transaction(transaction -> {
      GunRows.Gun gun = ensure(transaction, place);
      List<String> used = used(transaction, gun, role);
      List<KeyRows.Key> held = KeyRows.of(transaction, gun.id());
      List<KeyRows.Key> inRoot = held.stream().filter(key -> used.contains(key.id())).toList();
      return ServerKeys.newest(inRoot, role)
          .or(() -> ServerKeys.newest(held, role))
          .orElseGet(() -> make(transaction, gun, role, used, "trust.key.create", actor));
    });
  }

  /**
   * A new public key for {@code timestamp} or {@code snapshot}, which signs once a root with it is
   * published.
   *
   * @throws Failure as {@link #key}
   */
  public TufKey rotateKey(TrustPlace place, String role, String actor) {
    requireOwnRole(role);
    return database.transaction(transaction -> {
      GunRows.Gun gun = ensure(transaction, place);
      return make(transaction, gun, role, used(transaction, gun, role), "trust.key.rotate", actor);
    });
  }

  private static void requireOwnRole(String role) {
    if (!role.equals(RoleName.TIMESTAMP) && !role.equals(RoleName.SNAPSHOT)) {
      throw TrustFailures.badRole();
    }
  }

  private GunRows.Gun ensure(Handle transaction, TrustPlace place) {
    requireLive.accept(transaction, place.instance());
    if (GunRows.find(transaction, place).isEmpty()
        && GunRows.count(transaction, place.instance()) >= MOST_REPOSITORIES) {
      throw TrustFailures.tooLarge(
          "The instance has " + MOST_REPOSITORIES + " signed repositories, and may not have more.");
    }
    return GunRows.ensure(transaction, place, clock.instant());
  }

  private TufKey make(
      Handle transaction,
      GunRows.Gun gun,
      String role,
      List<String> used,
      String action,
      String actor) {
    TufKey key = keys.make(transaction, gun, role, used, clock.instant());
    record(transaction, gun.place(), actor, action, Map.of("role", role, "key", key.id()));
    return key;
  }

  /** Ids of the role's keys in the root that is stored. */
  private static List<String> used(Handle handle, GunRows.Gun gun, String role) {
    return FileRows.current(handle, gun.id(), RoleName.ROOT).stream()
        .flatMap(file -> root(file.bytes()).role(role).keys().keySet().stream())
        .toList();
  }

  /**
   * Takes what a client publishes: all of it or nothing. Makes the timestamp, and the snapshot if
   * it is left to the server.
   *
   * @param sent files by role
   * @throws Failure {@code signatures.trust.bad-root}, {@code .bad-targets}, {@code .bad-snapshot},
   *     {@code .bad-hierarchy}, {@code .bad-update}, {@code .bad-role}, {@code .old-version},
   *     {@code .too-large}
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
    database.transaction(transaction -> {
      published.changing(transaction, place);
      GunRows.Gun gun = ensure(transaction, place);
      List<TrustFile> stored = FileRows.current(transaction, gun.id());
      store(
          transaction,
          gun,
          stored,
          Publication.check(
              place.gun(), bytes(stored), sent, keys.signing(transaction, gun), clock.instant()),
          actor,
          "trust.publish");
      return true;
    });
    published.changed(place);
  }

  private void store(
      Handle transaction,
      GunRows.Gun gun,
      List<TrustFile> stored,
      Map<String, byte[]> files,
      String actor,
      String action) {
    Instant now = clock.instant();
    Map<String, Integer> versions = new HashMap<>();
    stored.forEach(file -> versions.put(file.role(), file.version()));
    requireRoom(stored, files);
    Map<String, String> details = new HashMap<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String role = file.getKey();
      int version = document(role, file.getValue()).version();
      if (version <= versions.getOrDefault(role, 0)) {
        throw TrustFailures.oldVersion(role);
      }
      FileRows.insert(
          transaction,
          gun.id(),
          new TrustFile(role, version, file.getValue(), now),
          Digest.of(file.getValue()).hex());
      if (!role.equals(RoleName.ROOT)) {
        FileRows.prune(transaction, gun.id(), role, VERSIONS_KEPT);
      }
      details.put(role, Integer.toString(version));
    }
    byte[] newRoot = files.get(RoleName.ROOT);
    if (newRoot != null) {
      retire(transaction, gun, stored, root(newRoot));
    }
    TrustFile timestamp = FileRows.current(transaction, gun.id(), RoleName.TIMESTAMP).orElseThrow();
    ChangeRows.insert(
        transaction,
        gun.place(),
        timestamp.version(),
        Digest.of(timestamp.bytes()).hex(),
        "update",
        now);
    record(transaction, gun.place(), actor, action, details);
  }

  private static void requireRoom(List<TrustFile> stored, Map<String, byte[]> files) {
    Map<String, byte[]> all = bytes(stored);
    all.putAll(files);
    if (all.size() > MOST_ROLES) {
      throw TrustFailures.tooLarge("A repository has at most " + MOST_ROLES + " roles.");
    }
    if (all.values().stream().mapToLong(file -> file.length).sum() > MOST_BYTES) {
      throw TrustFailures.tooLarge(
          "The files of a repository have at most " + MOST_BYTES + " bytes together.");
    }
    byte[] root = files.get(RoleName.ROOT);
    if (root != null && root(root).version() > MOST_ROOTS) {
      throw TrustFailures.tooLarge("A repository has at most " + MOST_ROOTS + " roots.");
    }
  }

  /** Destroys keys that the root before had and the new one has not. */
  private void retire(
      Handle transaction, GunRows.Gun gun, List<TrustFile> stored, RootFile newRoot) {
    for (TrustFile old :
        stored.stream().filter(file -> file.role().equals(RoleName.ROOT)).toList()) {
      for (KeyRows.Key key : KeyRows.of(transaction, gun.id())) {
        if (root(old.bytes()).role(key.role()).keys().containsKey(key.id())
            && !newRoot.role(key.role()).keys().containsKey(key.id())) {
          keys.destroy(transaction, gun, key.id());
        }
      }
    }
  }

  /** Signs the timestamp anew, and the snapshot if it needs it and is the server's. */
  private TrustFile renew(TrustPlace place, TrustFile old) {
    try {
      return database.transaction(transaction -> {
        Optional<GunRows.Gun> gun = GunRows.lock(transaction, place);
        if (gun.isEmpty()) {
          return old;
        }
        List<TrustFile> stored = FileRows.current(transaction, gun.get().id());
        Map<String, byte[]> files = bytes(stored);
        Instant now = clock.instant();
        byte[] timestamp = files.get(RoleName.TIMESTAMP);
        byte[] root = files.get(RoleName.ROOT);
        byte[] snapshot = files.get(RoleName.SNAPSHOT);
        if (timestamp == null || root == null || snapshot == null) {
          return old;
        }
        if (document(RoleName.TIMESTAMP, timestamp).expires().isAfter(now.plus(NEAR))) {
          // Another server was faster.
          return FileRows.current(transaction, gun.get().id(), RoleName.TIMESTAMP).orElse(old);
        }
        Signing signing = keys.signing(transaction, gun.get());
        Map<String, byte[]> fresh = new HashMap<>();
        if (document(RoleName.SNAPSHOT, snapshot).expires().isBefore(now.plus(NEAR_SNAPSHOT))) {
          Written.snapshot(
                  root(root),
                  Optional.of(meta(RoleName.SNAPSHOT, snapshot)),
                  Map.of(),
                  signing,
                  now)
              .ifPresent(file -> fresh.put(RoleName.SNAPSHOT, file));
        }
        fresh.put(
            RoleName.TIMESTAMP,
            Written.timestamp(
                    root(root),
                    Optional.of(meta(RoleName.TIMESTAMP, timestamp)),
                    fresh.getOrDefault(RoleName.SNAPSHOT, snapshot),
                    signing,
                    now)
                .orElseThrow(() -> TrustFailures.keyLost(RoleName.TIMESTAMP)));
        store(transaction, gun.get(), stored, fresh, BY_TIME, "trust.renew");
        return FileRows.current(transaction, gun.get().id(), RoleName.TIMESTAMP).orElse(old);
      });
    } catch (Failure e) {
      if (expires(old).isAfter(clock.instant())) {
        // It is good for a while yet, and is tried again with the next reader.
        return old;
      }
      throw e;
    }
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
                  forget(transaction, gun);
                  record(transaction, place, actor, "trust.delete", Map.of());
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
   * that.
   */
  public void forgetAll(Handle transaction, String instance, Optional<String> namespace) {
    GunRows.lockAll(transaction, instance, namespace).forEach(gun -> forget(transaction, gun));
    if (namespace.isEmpty()) {
      ChangeRows.forget(transaction, instance);
    }
  }

  private void forget(Handle transaction, GunRows.Gun gun) {
    Optional<TrustFile> last = FileRows.current(transaction, gun.id(), RoleName.TIMESTAMP);
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

  /** The same with what was looked at. */
  public List<TufVerifier.Verified> look(String instance, String repository, Pins pins) {
    return byAge(instance, repository).flatMap(gun -> look(gun, pins).stream()).toList();
  }

  /** The same of that collection of the repository alone that is there for longest. */
  public Optional<TufVerifier.Verified> oldest(String instance, String repository, Pins pins) {
    return byAge(instance, repository).flatMap(gun -> look(gun, pins).stream()).findFirst();
  }

  private Stream<GunRows.Gun> byAge(String instance, String repository) {
    return database.read(handle -> GunRows.of(handle, instance, repository)).stream()
        .sorted(Comparator.comparingLong(GunRows.Gun::id));
  }

  /** Nothing of a collection to which nothing was published. */
  private Optional<TufVerifier.Verified> look(GunRows.Gun gun, Pins pins) {
    if (current(gun.place(), RoleName.TIMESTAMP).isEmpty()) {
      return Optional.empty();
    }
    TufFiles files =
        database.snapshot(handle ->
            new TufFiles(
                gun.place().gun(),
                FileRows.roots(handle, gun.id()),
                bytes(FileRows.current(handle, gun.id()))));
    return Optional.of(TufVerifier.verify(files, pins.of(gun.place().gun()), clock.instant()));
  }

  private void record(
      Handle transaction,
      TrustPlace place,
      String actor,
      String action,
      Map<String, String> details) {
    ledger.append(
        transaction,
        List.of(Entry.ok(clock.instant(), place.instance(), actor, action, place.gun(), details)));
  }

  private static Map<String, byte[]> bytes(List<TrustFile> files) {
    Map<String, byte[]> bytes = new HashMap<>();
    files.forEach(file -> bytes.put(file.role(), file.bytes()));
    return bytes;
  }

  private static Instant expires(TrustFile file) {
    return document(file.role(), file.bytes()).expires();
  }

  private static Document document(String role, byte[] bytes) {
    try {
      return Document.read(role, bytes);
    } catch (BadDocument e) {
      throw new IllegalStateException("a file that was checked cannot be read", e);
    }
  }

  private static RootFile root(byte[] bytes) {
    try {
      return RootFile.read(bytes);
    } catch (BadDocument e) {
      throw new IllegalStateException("a root that was checked cannot be read", e);
    }
  }

  private static MetaFile meta(String role, byte[] bytes) {
    try {
      return MetaFile.read(role, bytes);
    } catch (BadDocument e) {
      throw new IllegalStateException("a file that was checked cannot be read", e);
    }
  }
}
