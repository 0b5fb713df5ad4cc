package redoubt.signatures.tufserver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.signatures.tuf.BadDocument;
import redoubt.signatures.tuf.Document;
import redoubt.signatures.tuf.Pin;
import redoubt.signatures.tuf.RoleKeys;
import redoubt.signatures.tuf.RoleName;
import redoubt.signatures.tuf.RootChains;
import redoubt.signatures.tuf.RootFile;
import redoubt.signatures.tuf.TargetsFile;
import redoubt.signatures.tuf.TufFiles;
import redoubt.signatures.tuf.TufVerifier;
import redoubt.signatures.tufserver.TrustServer.Pins;
import redoubt.signatures.tufserver.sql.FileRows;
import redoubt.signatures.tufserver.sql.GunRows;
import redoubt.signatures.tufserver.sql.SeenRows;
import redoubt.store.Database;

/**
 * What the collections of a repository of the registry say of its tags. A collection is looked at
 * once for all images that are judged when it was published to.
 */
final class SignedTags {
  private static final Logger LOG = LoggerFactory.getLogger(SignedTags.class);

  /** Facts of all collections that are kept together. */
  private static final int MOST_FACTS = 40_000;

  /** Roots of all collections that are known to follow others. */
  private static final int MOST_CHAINED = 10_000;

  /** Of one repository. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** Times are looked at anew after it, and what took too long is tried again. */
  private static final Duration KEPT = Duration.ofMinutes(1);

  /** All that the outcome depends on, but for the time. */
  private record Which(long gun, Digest timestamp, Pin pin, Map<String, Integer> seen) {}

  /**
   * @param verified empty when it took too long
   */
  private record Kept(Optional<TufVerifier.Verified> verified, Instant at) {}

  /** One collection takes too long. */
  private static final class TooSlow extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final Database database;
  private final Freshness freshness;
  private final InstantSource clock;

  /** The one that was asked for longest ago is the first. */
  private final SequencedMap<Which, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

  private int facts;

  private final RootChains chains = new RootChains(MOST_CHAINED);

  SignedTags(Database database, Freshness freshness, InstantSource clock) {
    this.database = database;
    this.freshness = freshness;
    this.clock = clock;
  }

  /** As {@link TrustServer#look}. */
  List<SignedCollection> look(String instance, String repository, Pins pins) {
    return look(instance, repository, pins, Deadline.in(LONGEST));
  }

  List<SignedCollection> look(String instance, String repository, Pins pins, Deadline deadline) {
    List<GunRows.Gun> guns = database.read(handle -> GunRows.of(handle, instance, repository));
    List<SignedCollection> all = new ArrayList<>();
    for (int at = 0; at < guns.size(); at++) {
      look(guns.get(at), pins, share(deadline, guns.size() - at)).ifPresent(all::add);
    }
    return all;
  }

  /**
   * Of what is left, as much for each of so many.
   *
   * @return ends who has taken that much from now on
   */
  private static Runnable share(Deadline deadline, int among) {
    Duration left = deadline.left(LONGEST);
    Duration ofTheOthers = left.minus(left.dividedBy(among));
    return () -> {
      if (deadline.left(LONGEST).compareTo(ofTheOthers) <= 0) {
        throw new TooSlow();
      }
    };
  }

  /** Nothing of a collection to which nothing was published. */
  private Optional<SignedCollection> look(GunRows.Gun gun, Pins pins, Runnable alive) {
    Optional<TrustFile> timestamp =
        database.read(handle -> FileRows.current(handle, gun.id(), RoleName.TIMESTAMP));
    if (timestamp.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Integer> seen = database.read(handle -> SeenRows.before(handle, gun));
    Which which =
        new Which(
            gun.id(),
            Digest.of(fresh(gun, timestamp.get()).bytes()),
            pins.of(gun.place().gun()),
            seen);
    Instant now = clock.instant();
    synchronized (kept) {
      Kept before = kept.get(which);
      if (before != null && !now.isBefore(before.at()) && now.isBefore(before.at().plus(KEPT))) {
        return Optional.of(new SignedCollection(gun.id(), gun.place().gun(), before.verified()));
      }
    }
    Optional<TufVerifier.Verified> verified = verify(gun, seen, which.pin(), now, alive);
    keep(which, new Kept(verified, now));
    return Optional.of(new SignedCollection(gun.id(), gun.place().gun(), verified));
  }

  private Optional<TufVerifier.Verified> verify(
      GunRows.Gun gun, Map<String, Integer> seen, Pin pin, Instant now, Runnable alive) {
    try {
      alive.run();
      return Optional.of(TufVerifier.verify(files(gun, seen), pin, now, alive, chains));
    } catch (TooSlow e) {
      LOG.warn("{} of {} takes too long to look at", gun.place().gun(), gun.place().instance());
      return Optional.empty();
    }
  }

  private void keep(Which which, Kept fresh) {
    synchronized (kept) {
      Kept before = kept.put(which, fresh);
      facts += weight(fresh) - (before == null ? 0 : weight(before));
      while (facts > MOST_FACTS) {
        facts -= weight(kept.pollFirstEntry().getValue());
      }
    }
  }

  /** One without a fact takes room, too. */
  private static int weight(Kept one) {
    return one.verified().map(verified -> verified.facts().size()).orElse(0) + 100;
  }

  /** A timestamp that cannot be signed anew is looked at as it is. */
  private TrustFile fresh(GunRows.Gun gun, TrustFile timestamp) {
    try {
      return freshness.timestamp(gun.place(), timestamp);
    } catch (Failure e) {
      return timestamp;
    }
  }

  private TufFiles files(GunRows.Gun gun, Map<String, Integer> seen) {
    return database.snapshot(handle ->
        new TufFiles(
            gun.place().gun(),
            FileRows.roots(handle, gun.id()),
            Stored.bytes(FileRows.current(handle, gun.id())),
            Map.of(),
            seen));
  }

  /** Writes down which versions the keys of a collection had signed, before it is deleted. */
  void remember(Handle transaction, GunRows.Gun gun) {
    Map<String, byte[]> files = Stored.bytes(FileRows.current(transaction, gun.id()));
    byte[] root = files.get(RoleName.ROOT);
    byte[] targets = files.get(RoleName.TARGETS);
    if (root == null || targets == null) {
      return;
    }
    try {
      remember(
          transaction, gun, RootFile.read(root).role(RoleName.TARGETS), RoleName.TARGETS, files);
    } catch (BadDocument e) {
      throw new IllegalStateException("a file that was checked cannot be read", e);
    }
  }

  private static void remember(
      Handle transaction, GunRows.Gun gun, RoleKeys keys, String name, Map<String, byte[]> files)
      throws BadDocument {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      return;
    }
    TargetsFile file = TargetsFile.read(name, bytes);
    Document document = file.document();
    for (String key : document.signedBy(keys).keySet()) {
      SeenRows.put(transaction, gun, key, document.version());
    }
    for (RoleKeys below : file.delegations()) {
      remember(transaction, gun, below, below.name(), files);
    }
  }
}
