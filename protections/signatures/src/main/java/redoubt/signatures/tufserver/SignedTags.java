package redoubt.signatures.tufserver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.signatures.sql.SignerRows;
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
import redoubt.signatures.tufserver.sql.SignedRows;
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

  /** Keys of nobody's of whom is kept what they signed in a collection that is deleted. */
  private static final int MOST_OTHERS = 50;

  /** Keys of a collection of whom it is noted what they signed, besides those of signers. */
  private static final int MOST_NOTED = 1_000;

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

  /**
   * Keys signed targets of a collection: kept of those of the namespace's signers, and of some
   * others, who may become signers.
   *
   * @param versions by fingerprint
   */
  void note(Handle transaction, GunRows.Gun gun, Map<String, Integer> versions) {
    Set<String> wanted =
        new HashSet<>(
            SignerRows.prints(transaction, gun.place().instance(), gun.place().namespace()));
    Map<String, Integer> there = SignedRows.of(transaction, gun.id());
    wanted.addAll(there.keySet());
    versions.keySet().stream()
        .sorted()
        .limit(Math.max(0, MOST_NOTED - there.size()))
        .forEach(wanted::add);
    Map<String, Integer> kept = new TreeMap<>(versions);
    kept.keySet().retainAll(wanted);
    SignedRows.put(transaction, gun.id(), kept);
  }

  /**
   * Writes down which versions the keys of a collection had signed, before it is deleted. A file
   * says neither whose collection nor which role it is of, and one of several keys may have taken
   * back what another one had signed: so each key of a signer of the namespace counts as if it had
   * signed the newest version that any of them signed. Of others, whom nothing counts for today, a
   * few are kept as they signed.
   */
  void remember(Handle transaction, GunRows.Gun gun) {
    Map<String, Integer> signed = SignedRows.of(transaction, gun.id());
    newest(transaction, gun).forEach((key, version) -> signed.merge(key, version, Math::max));
    Set<String> signers =
        SignerRows.prints(transaction, gun.place().instance(), gun.place().namespace());
    int highest =
        signed.entrySet().stream()
            .filter(one -> signers.contains(one.getKey()))
            .mapToInt(Map.Entry::getValue)
            .max()
            .orElse(0);
    signed.keySet().stream()
        .filter(signers::contains)
        .sorted()
        .forEach(key -> SeenRows.put(transaction, gun, key, highest));
    signed.entrySet().stream()
        .filter(one -> !signers.contains(one.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .limit(MOST_OTHERS)
        .forEach(one -> SeenRows.put(transaction, gun, one.getKey(), one.getValue()));
  }

  /** Which versions keys signed of the newest files. */
  private static Map<String, Integer> newest(Handle transaction, GunRows.Gun gun) {
    Map<String, byte[]> files = Stored.bytes(FileRows.current(transaction, gun.id()));
    Map<String, Integer> signed = new HashMap<>();
    byte[] root = files.get(RoleName.ROOT);
    if (root != null) {
      try {
        collect(RootFile.read(root).role(RoleName.TARGETS), RoleName.TARGETS, files, signed);
      } catch (BadDocument e) {
        // What cannot be read any more counts for nobody, and keeps no collection from ending.
        LOG.warn("files of {} cannot be read: {}", gun.place().gun(), e.said());
      }
    }
    return signed;
  }

  private static void collect(
      RoleKeys keys, String name, Map<String, byte[]> files, Map<String, Integer> signed)
      throws BadDocument {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      return;
    }
    TargetsFile file = TargetsFile.read(name, bytes);
    Document document = file.document();
    document
        .signedBy(keys)
        .keySet()
        .forEach(key -> signed.merge(key, document.version(), Math::max));
    for (RoleKeys below : file.delegations()) {
      collect(below, below.name(), files, signed);
    }
  }
}
