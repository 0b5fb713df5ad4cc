package redoubt.signatures.tufserver;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.oci.Digest;
import redoubt.signatures.tuf.RoleName;
import redoubt.signatures.tuf.RootFile;
import redoubt.signatures.tufserver.sql.ChangeRows;
import redoubt.signatures.tufserver.sql.FileRows;
import redoubt.signatures.tufserver.sql.GunRows;
import redoubt.signatures.tufserver.sql.KeyRows;

/**
 * Stores files that were checked, within the limits of a repository, and writes down that it did.
 */
final class Storing {
  private static final int MOST_ROLES = 200;
  private static final int MOST_ROOTS = 1000;
  private static final int MOST_ROOT_BYTES = 16 << 20;

  /** So that there is always a higher one. */
  private static final int MOST_VERSION = 1 << 30;

  /** Versions of a role that can still be fetched by who is in the middle of it; of roots, all. */
  private static final int VERSIONS_KEPT = 20;

  private final ServerKeys keys;
  private final RootsNeeded needed;
  private final Ledger ledger;
  private final InstantSource clock;

  Storing(ServerKeys keys, RootsNeeded needed, Ledger ledger, InstantSource clock) {
    this.keys = keys;
    this.needed = needed;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * @param stored of each role
   * @param oldRoot the newest that is stored
   * @param files by role
   * @throws redoubt.core.Failure {@code signatures.trust.old-version}, {@code .too-large}
   */
  void store(
      Handle transaction,
      GunRows.Gun gun,
      List<Newest> stored,
      Optional<byte[]> oldRoot,
      Map<String, byte[]> files,
      String actor,
      String action) {
    Instant now = clock.instant();
    GunRows.published(transaction, gun.id());
    Map<String, Integer> versions = new HashMap<>();
    stored.forEach(file -> versions.put(file.role(), file.version()));
    requireRoom(stored, files);
    requireRoomForRoot(transaction, gun, files);
    Map<String, String> details = new HashMap<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String role = file.getKey();
      int version = Stored.document(role, file.getValue()).version();
      if (version > MOST_VERSION) {
        throw TrustFailures.tooLarge("A version is at most " + MOST_VERSION + ".");
      }
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
    List<Entry> entries =
        newRoot == null
            ? List.of()
            : needed.during(
                transaction,
                gun.place().instance(),
                gun.place().namespace(),
                () ->
                    oldRoot.ifPresent(
                        old -> retire(transaction, gun, Stored.root(old), Stored.root(newRoot))));
    TrustFile timestamp = FileRows.current(transaction, gun.id(), RoleName.TIMESTAMP).orElseThrow();
    ChangeRows.insert(
        transaction,
        gun.place(),
        timestamp.version(),
        Digest.of(timestamp.bytes()).hex(),
        "update",
        now);
    record(transaction, gun.place(), actor, action, details, entries);
  }

  private static void requireRoom(List<Newest> stored, Map<String, byte[]> files) {
    Map<String, Long> all = new HashMap<>();
    stored.forEach(file -> all.put(file.role(), file.length()));
    files.forEach((role, bytes) -> all.put(role, (long) bytes.length));
    if (all.size() > MOST_ROLES) {
      throw TrustFailures.tooLarge("A repository has at most " + MOST_ROLES + " roles.");
    }
    if (all.values().stream().mapToLong(length -> length).sum() > TrustServer.MOST_BYTES) {
      throw TrustFailures.tooLarge(
          "The files of a repository have at most " + TrustServer.MOST_BYTES + " bytes together.");
    }
    byte[] root = files.get(RoleName.ROOT);
    if (root != null && Stored.root(root).version() > MOST_ROOTS) {
      throw TrustFailures.tooLarge("A repository has at most " + MOST_ROOTS + " roots.");
    }
  }

  /** All roots are looked at, and are in memory meanwhile, whenever the collection is. */
  private static void requireRoomForRoot(
      Handle transaction, GunRows.Gun gun, Map<String, byte[]> files) {
    byte[] root = files.get(RoleName.ROOT);
    if (root != null && FileRows.rootBytes(transaction, gun.id()) + root.length > MOST_ROOT_BYTES) {
      throw TrustFailures.tooLarge(
          "The roots of a repository have at most " + MOST_ROOT_BYTES + " bytes together.");
    }
  }

  /** Destroys keys that the root before had and the new one has not. */
  private void retire(Handle transaction, GunRows.Gun gun, RootFile oldRoot, RootFile newRoot) {
    for (KeyRows.Key key : KeyRows.of(transaction, gun.id())) {
      if (oldRoot.role(key.role()).keys().containsKey(key.id())
          && !newRoot.role(key.role()).keys().containsKey(key.id())) {
        keys.destroy(transaction, gun, key.id());
      }
    }
  }

  void record(
      Handle transaction,
      TrustPlace place,
      String actor,
      String action,
      Map<String, String> details,
      List<Entry> with) {
    List<Entry> entries = new ArrayList<>(with);
    entries.add(Entry.ok(clock.instant(), place.instance(), actor, action, place.gun(), details));
    record(transaction, entries);
  }

  void record(Handle transaction, List<Entry> entries) {
    if (!entries.isEmpty()) {
      ledger.append(transaction, entries);
    }
  }
}
