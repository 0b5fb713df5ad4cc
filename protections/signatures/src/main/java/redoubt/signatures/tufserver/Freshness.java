package redoubt.signatures.tufserver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;
import redoubt.signatures.tuf.RoleName;
import redoubt.signatures.tufserver.sql.FileRows;
import redoubt.signatures.tufserver.sql.GunRows;
import redoubt.store.Database;

/** Keeps timestamps, and snapshots that are the server's to sign, from coming to their end. */
final class Freshness {
  /** A timestamp with less time left than this is signed anew when it is read. */
  static final Duration NEAR = Duration.ofDays(7);

  private static final Duration NEAR_SNAPSHOT = Duration.ofDays(30);

  /** For so long the keys of a collection are not tried again that could not be opened. */
  private static final Duration REFUSED = Duration.ofMinutes(1);

  /** Collections of which that is remembered, the latest. */
  private static final int MOST_REFUSED = 1000;

  private static final String BY_TIME = "time";

  private final Database database;
  private final ServerKeys keys;
  private final Storing storing;
  private final Published published;
  private final InstantSource clock;

  private record Refused(Failure why, Instant at) {}

  /** The one that was refused longest ago is the first. */
  private final SequencedMap<TrustPlace, Refused> refused = new LinkedHashMap<>();

  /**
   * @param published told of each timestamp, since what it says is good for longer then
   */
  Freshness(
      Database database,
      ServerKeys keys,
      Storing storing,
      Published published,
      InstantSource clock) {
    this.database = database;
    this.keys = keys;
    this.storing = storing;
    this.published = published;
    this.clock = clock;
  }

  /** The newest timestamp, signed anew if it has less than seven days left and that is possible. */
  TrustFile timestamp(TrustPlace place, TrustFile found) {
    return Stored.expires(found).isBefore(clock.instant().plus(NEAR)) ? renew(place, found) : found;
  }

  /** Signs the timestamp anew, and the snapshot if it needs it and is the server's. */
  private TrustFile renew(TrustPlace place, TrustFile old) {
    try (ServerKeys.Unlocked unlocked = unlock(place)) {
      return database.transaction(transaction -> {
        Optional<GunRows.Gun> gun = GunRows.lock(transaction, place);
        if (gun.isEmpty()) {
          return old;
        }
        long id = gun.get().id();
        Instant now = clock.instant();
        byte[] timestamp = current(transaction, id, RoleName.TIMESTAMP);
        byte[] root = current(transaction, id, RoleName.ROOT);
        byte[] snapshot = current(transaction, id, RoleName.SNAPSHOT);
        if (timestamp == null || root == null || snapshot == null) {
          return old;
        }
        if (Stored.document(RoleName.TIMESTAMP, timestamp).expires().isAfter(now.plus(NEAR))) {
          // Another server was faster.
          return FileRows.current(transaction, gun.get().id(), RoleName.TIMESTAMP).orElse(old);
        }
        Signing signing = keys.signing(transaction, gun.get(), unlocked);
        Map<String, byte[]> fresh = new HashMap<>();
        if (Stored.document(RoleName.SNAPSHOT, snapshot)
            .expires()
            .isBefore(now.plus(NEAR_SNAPSHOT))) {
          Written.snapshot(
                  Stored.root(root),
                  Optional.of(Stored.meta(RoleName.SNAPSHOT, snapshot)),
                  Map.of(),
                  signing,
                  now)
              .ifPresent(file -> fresh.put(RoleName.SNAPSHOT, file));
        }
        fresh.put(
            RoleName.TIMESTAMP,
            Written.timestamp(
                    Stored.root(root),
                    Optional.of(Stored.meta(RoleName.TIMESTAMP, timestamp)),
                    fresh.getOrDefault(RoleName.SNAPSHOT, snapshot),
                    signing,
                    now)
                .orElseThrow(() -> TrustFailures.keyLost(RoleName.TIMESTAMP)));
        published.changing(transaction, place);
        storing.store(
            transaction,
            gun.get(),
            FileRows.newest(transaction, id),
            Optional.empty(),
            fresh,
            BY_TIME,
            "trust.renew");
        return FileRows.current(transaction, gun.get().id(), RoleName.TIMESTAMP).orElse(old);
      });
    } catch (Failure e) {
      if (Stored.expires(old).isAfter(clock.instant())) {
        // It is good for a while yet, and is tried again with a later reader.
        return old;
      }
      throw e;
    }
  }

  private static byte @Nullable [] current(Handle transaction, long gun, String role) {
    return FileRows.current(transaction, gun, role).map(TrustFile::bytes).orElse(null);
  }

  /** Whoever may read asks for it, and each try is in the ledger. */
  private ServerKeys.Unlocked unlock(TrustPlace place) {
    Instant now = clock.instant();
    synchronized (refused) {
      Refused before = refused.get(place);
      if (before != null && !now.isBefore(before.at()) && now.isBefore(before.at().plus(REFUSED))) {
        throw before.why();
      }
    }
    try {
      return keys.unlock(place, BY_TIME);
    } catch (Failure e) {
      synchronized (refused) {
        Refused _ = refused.putLast(place, new Refused(e, now));
        while (refused.size() > MOST_REFUSED) {
          Map.Entry<TrustPlace, Refused> _ = refused.pollFirstEntry();
        }
      }
      throw e;
    }
  }
}
