package redoubt.encryption.lease;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.core.BackgroundTask;
import redoubt.crypto.Randomness;
import redoubt.encryption.Cluster;
import redoubt.encryption.EncryptionFailures;
import redoubt.encryption.RootKeys;
import redoubt.encryption.sql.ClusterRows;
import redoubt.encryption.sql.LeaseRows;
import redoubt.encryption.sql.ToldRows;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;

/**
 * Tells plugins which root key to use. What is told is in the database, so that all servers tell
 * the same and a key_id that was told never comes back, whatever the key does.
 */
public final class LeaseDesk implements AutoCloseable {
  /** How long a plugin may be silent before its lease counts as ended. */
  public static final Duration LAPSE = Duration.ofMinutes(2);

  /** For how long terms are good without asking again, as plugins are told. */
  public static final Duration TERM = Duration.ofSeconds(60);

  /** Longest that a question may wait for an answer. */
  public static final Duration LONGEST_WAIT = Duration.ofSeconds(50);

  /** Actor of what nobody in particular did. */
  private static final String ACTOR = "encryption";

  /** Looked at anew so often, also when nothing was heard: by clock, and in case of a bug. */
  private static final Duration RECHECK = Duration.ofSeconds(5);

  private static final Duration RECHECK_WHEN_DEAF = Duration.ofMillis(500);

  private final Database database;
  private final ChangeFeed feed;
  private final Ledger ledger;
  private final RootKeys keys;
  private final InstantSource clock;
  private final Waiting waiting = new Waiting();

  public LeaseDesk(
      Database database, ChangeFeed feed, Ledger ledger, RootKeys keys, InstantSource clock) {
    this.database = database;
    this.feed = feed;
    this.ledger = ledger;
    this.keys = keys;
    this.clock = clock;
    keys.onChange((tenant, key) -> waiting.changed(tenant + "/" + key), waiting::changedAll);
    feed.subscribe(ClusterRows.TOPIC, waiting::changed, waiting::changedAll);
  }

  /**
   * What the cluster's plugins are to do now.
   *
   * @throws redoubt.core.Failure {@code encryption.no-such-cluster}, {@code encryption.not-enabled}
   */
  public Terms terms(String tenant, UUID cluster) {
    UUID key = use(database.read(handle -> ClusterRows.find(handle, tenant, cluster))).key();
    keys.settle(tenant, key);
    Optional<Terms> told =
        database.read(handle ->
            LeaseRows.terms(handle, tenant, cluster)
                .filter(terms -> holds(terms, key, keys.read(handle, tenant, key))));
    return told.orElseGet(() -> renew(tenant, cluster));
  }

  /**
   * The same, as soon as the revision is another than the known one, or when the time is over.
   *
   * @param known 0 for none
   */
  public Terms await(String tenant, UUID cluster, long known, Duration atMost)
      throws InterruptedException {
    long end = System.nanoTime() + Math.min(atMost.toNanos(), LONGEST_WAIT.toNanos());
    while (true) {
      UUID key = use(database.read(handle -> ClusterRows.find(handle, tenant, cluster))).key();
      try (Waiting.Ticket ticket = waiting.ticket(tenant + "/" + cluster, tenant + "/" + key)) {
        Terms terms = terms(tenant, cluster);
        long left = end - System.nanoTime();
        if (terms.revision() != known || left <= 0 || waiting.isOver()) {
          return terms;
        }
        ticket.await(
            Duration.ofNanos(left).compareTo(pause(tenant, key)) < 0
                ? Duration.ofNanos(left).plusMillis(1)
                : pause(tenant, key));
      }
    }
  }

  /** Until the clock may have changed something that nobody announces. */
  private Duration pause(String tenant, UUID key) {
    if (!feed.isLive()) {
      return RECHECK_WHEN_DEAF;
    }
    Duration untilChange =
        database
            .read(handle -> keys.read(handle, tenant, key))
            .flatMap(RootKeys.RootKey::changesAt)
            .map(at -> Duration.between(clock.instant(), at).plusMillis(1))
            .filter(left -> left.isPositive())
            .orElse(RECHECK);
    return untilChange.compareTo(RECHECK) < 0 ? untilChange : RECHECK;
  }

  /** Notes who asks; the first time is in the ledger. */
  public void seen(String tenant, UUID cluster, String holder, long known) {
    database.transaction(transaction -> {
      boolean fresh = LeaseRows.seen(transaction, tenant, cluster, holder, known, clock.instant());
      if (known > 0) {
        ToldRows.hear(transaction, tenant, cluster, holder, known, clock.instant());
      }
      if (fresh) {
        ledger.append(
            transaction,
            List.of(entry(tenant, cluster, holder, "encryption.lease.begin", Map.of())));
      }
      return fresh;
    });
  }

  public List<Holder> holders(String tenant, UUID cluster) {
    return database.read(handle -> LeaseRows.holders(handle, tenant, cluster));
  }

  /** Newest first. */
  public List<Generation> generations(String tenant, UUID cluster) {
    return database.read(handle -> LeaseRows.generations(handle, tenant, cluster));
  }

  /**
   * Ends the leases of a cluster as part of the caller's change; returns what is to be recorded.
   */
  public List<Entry> endAll(Handle transaction, String tenant, UUID cluster) {
    List<Entry> ended = new ArrayList<>();
    for (String holder : LeaseRows.endAll(transaction, tenant, cluster)) {
      ended.add(entry(tenant, cluster, holder, "encryption.lease.end", Map.of("why", "stopped")));
    }
    return ended;
  }

  public List<BackgroundTask> tasks() {
    return List.of(
        new BackgroundTask("encryption.leases", Duration.ofSeconds(30), this::endLapsed));
  }

  private void endLapsed() {
    Instant before = clock.instant().minus(LAPSE);
    database.transaction(transaction -> {
      List<Entry> entries = new ArrayList<>();
      for (LeaseRows.Lapsed lapsed : LeaseRows.endBefore(transaction, before)) {
        entries.add(
            entry(
                lapsed.tenant(),
                lapsed.cluster(),
                lapsed.holder(),
                "encryption.lease.end",
                Map.of("why", "silent")));
      }
      if (!entries.isEmpty()) {
        ledger.append(transaction, entries);
      }
      return entries.size();
    });
  }

  /**
   * Writes what is to be told from now on. Decides on what it reads under the cluster's lock, so
   * that of two servers none goes back behind the other.
   */
  private Terms renew(String tenant, UUID cluster) {
    return database.transaction(transaction -> {
      UUID key = use(ClusterRows.lock(transaction, tenant, cluster)).key();
      Optional<RootKeys.RootKey> read = keys.read(transaction, tenant, key);
      Optional<Terms> told = LeaseRows.terms(transaction, tenant, cluster);
      if (told.isPresent() && holds(told.get(), key, read)) {
        return told.get();
      }
      long revision = LeaseRows.revision(transaction, tenant, cluster) + 1;
      RootKeys.State state = read.map(RootKeys.RootKey::state).orElse(RootKeys.State.DESTROYED);
      boolean same = told.isPresent() && sameKey(told.get().generation(), key, read);
      List<Entry> entries = new ArrayList<>();
      Generation generation;
      if (same) {
        generation = told.get().generation();
      } else {
        // A purged key has no version left; its cluster was told of it before, or never will be.
        RootKeys.RootKey present = read.orElseThrow(EncryptionFailures::keyNotActive);
        generation =
            fresh(LeaseRows.generations(transaction, tenant, cluster), present, clock.instant());
        LeaseRows.insert(transaction, tenant, cluster, generation);
        entries.add(
            entry(
                tenant,
                cluster,
                ACTOR,
                "encryption.generation.create",
                Map.of(
                    "generation", Long.toString(generation.number()),
                    "key", key.toString(),
                    "keyVersion", present.version().toString(),
                    "keyId", generation.keyId())));
      }
      Terms terms = new Terms(revision, generation, state);
      LeaseRows.tell(transaction, tenant, cluster, terms);
      ToldRows.tell(transaction, tenant, cluster, terms, clock.instant());
      entries.add(
          entry(
              tenant,
              cluster,
              ACTOR,
              "encryption.lease.tell",
              Map.of(
                  "revision", Long.toString(revision),
                  "generation", Long.toString(generation.number()),
                  "state", state.name().toLowerCase(java.util.Locale.ROOT))));
      feed.announce(transaction, ClusterRows.TOPIC, tenant + "/" + cluster);
      ledger.append(transaction, entries);
      return terms;
    });
  }

  private static Generation fresh(List<Generation> before, RootKeys.RootKey key, Instant now) {
    long number = before.isEmpty() ? 1 : before.getFirst().number() + 1;
    String random = Base64.getUrlEncoder().withoutPadding().encodeToString(Randomness.bytes(16));
    return new Generation(number, key.id(), key.version(), "rdt-" + number + "-" + random, now);
  }

  private static boolean holds(Terms terms, UUID key, Optional<RootKeys.RootKey> read) {
    return sameKey(terms.generation(), key, read)
        && terms.state() == read.map(RootKeys.RootKey::state).orElse(RootKeys.State.DESTROYED);
  }

  private static boolean sameKey(Generation generation, UUID key, Optional<RootKeys.RootKey> read) {
    return generation.key().equals(key)
        && read.map(found -> found.version().equals(generation.version())).orElse(true);
  }

  private static Cluster.Use use(Optional<Cluster> cluster) {
    return cluster
        .orElseThrow(EncryptionFailures::noSuchCluster)
        .use()
        .orElseThrow(EncryptionFailures::notEnabled);
  }

  private Entry entry(
      String tenant, UUID cluster, String actor, String action, Map<String, String> details) {
    return Entry.ok(clock.instant(), tenant, actor, action, cluster.toString(), details);
  }

  /** Those who wait are answered now, and nobody waits again. */
  @Override
  public void close() {
    waiting.end();
  }
}
