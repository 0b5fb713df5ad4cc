package redoubt.keys.shred;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.crypto.Hash;
import redoubt.keys.KeyVersion;
import redoubt.keys.life.KeyAction;
import redoubt.keys.life.KeyChanges;
import redoubt.keys.material.Material;
import redoubt.keys.sql.KeyStore;
import redoubt.keys.sql.PurgedRows;
import redoubt.ledger.Entry;
import redoubt.ledger.EntryFilter;
import redoubt.ledger.EntryId;
import redoubt.ledger.Ledger;
import redoubt.ledger.LedgerPage;
import redoubt.ledger.Recorded;
import redoubt.store.Database;

/** Certifies that purged root keys are shredded, or says why that cannot be certified. */
public final class Certifier {
  /** Under which the ledger knows a certificate. */
  public static final String ACTION = "kms.secrets.certify";

  private static final String VERSION_KIND = "key version";

  /** How long the trials of one certificate may take. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Database database;
  private final Ledger ledger;
  private final Samples samples;
  private final Trials trials;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  /**
   * @param nanoTime a count of nanoseconds that runs evenly and only forward
   */
  public Certifier(
      Database database,
      Ledger ledger,
      KeyChanges changes,
      Material material,
      Samples samples,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.database = database;
    this.ledger = ledger;
    this.samples = samples;
    this.trials = new Trials(database, changes, material);
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** A root key of the tenant that was purged and did not come back. */
  public Optional<PurgedKey> find(String tenant, UUID id) {
    return database.read(handle ->
        KeyStore.find(handle, tenant, id).isPresent()
            ? Optional.empty()
            : PurgedRows.find(handle, tenant, id));
  }

  /**
   * Tries every sample and certifies that none opens. Those that the key was seen to open before
   * are the evidence. Takes no longer than {@link #LONGEST}; this server makes one of an instance
   * at a time.
   *
   * @throws Failure {@code keys.sample-opens} when one does, {@code keys.no-evidence} when there is
   *     none that the key was seen to open; what kept a trial from being made
   */
  public Certificate certify(PurgedKey key, String actor) {
    if (!running.add(key.tenant())) {
      throw new Failure(
          Failure.Kind.TOO_MANY,
          "keys.certify-busy",
          "Another key of the instance is being certified.",
          "Try again when that is done, in half a minute at the latest.");
    }
    try {
      return certified(key, actor);
    } finally {
      running.remove(key.tenant());
    }
  }

  private Certificate certified(PurgedKey key, String actor) {
    Deadline deadline = Deadline.in(LONGEST, nanoTime);
    Samples.Known known = samples.of(key.tenant(), key.id());
    List<Sample> all = new ArrayList<>();
    for (PurgedKey.Destroyed destroyed : key.versions()) {
      destroyed.canary().ifPresent(canary -> all.add(sample(destroyed.version(), canary)));
    }
    all.addAll(known.samples());
    if (all.stream().noneMatch(sample -> sample.openedAt().isPresent())) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "keys.no-evidence",
          "Nothing is known that the key had wrapped and was seen to open, so nothing can be shown.",
          "There is no certificate for a key that has no canary and whose material was away from"
              + " its deletion to its purge.");
    }
    List<Evidence> tried = trials.attempt(key, all, deadline);
    List<Evidence> evidence = tried.stream().filter(Evidence::shows).toList();
    Recorded deletion = entry(key, KeyAction.DELETE.auditName());
    Recorded purge = entry(key, KeyAction.PURGE.auditName());
    Instant now = clock.instant();
    byte[] body =
        CertificateJson.body(
            key,
            now,
            actor,
            deletion,
            purge,
            evidence,
            tried.size() - evidence.size(),
            known.malformed());
    EntryId issued =
        ledger.append(
            Entry.ok(
                now,
                key.tenant(),
                actor,
                ACTION,
                key.id().toString(),
                Map.of(
                    "certificate", Base64.getEncoder().encodeToString(Hash.sha256(body)),
                    "samples", Integer.toString(evidence.size()))));
    Optional<String> tenant = Optional.of(key.tenant());
    return new Certificate(
        key,
        now,
        evidence,
        body,
        ledger.prove(deletion.id(), tenant),
        ledger.prove(purge.id(), tenant),
        ledger.prove(issued, tenant));
  }

  private static Sample sample(KeyVersion version, Canary canary) {
    return new Sample(
        new Dependent.Who(VERSION_KIND, version.id().toString(), "version " + version.number()),
        "canary",
        canary.wrapped(),
        List.of(List.of()),
        canary.takenAt(),
        Optional.of(canary.openedAt()),
        0);
  }

  private Recorded entry(PurgedKey key, String action) {
    EntryFilter filter =
        new EntryFilter(
            Optional.of(key.tenant()),
            Optional.of(action),
            Optional.of(key.id().toString()),
            Optional.of(Entry.OK));
    Optional<EntryId> before = Optional.empty();
    do {
      LedgerPage page = ledger.entries(filter, before, 1);
      if (!page.entries().isEmpty()) {
        return page.entries().getFirst();
      }
      before = page.next();
    } while (before.isPresent());
    throw new Failure(
        Failure.Kind.CONFLICT,
        "keys.not-in-ledger",
        "The ledger has no entry " + action + " of this key.",
        "Verify the ledger: java tools/VerifyLedger.java.");
  }
}
