package redoubt.keys.shred;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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

  private final Database database;
  private final Ledger ledger;
  private final Samples samples;
  private final Trials trials;
  private final InstantSource clock;

  public Certifier(
      Database database,
      Ledger ledger,
      KeyChanges changes,
      Material material,
      Samples samples,
      InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.samples = samples;
    this.trials = new Trials(database, changes, material);
    this.clock = clock;
  }

  /** A root key of the tenant that was purged and did not come back. */
  public Optional<PurgedKey> find(String tenant, UUID id) {
    return database.read(handle ->
        KeyStore.find(handle, tenant, id).isPresent()
            ? Optional.empty()
            : PurgedRows.find(handle, tenant, id));
  }

  /**
   * Tries every sample and certifies that none opens.
   *
   * @throws Failure {@code keys.sample-opens} when one does, {@code keys.no-evidence} when there is
   *     none; what kept a trial from being made
   */
  public Certificate certify(PurgedKey key, String actor) {
    List<Evidence> evidence = new ArrayList<>();
    for (Sample sample : samples(key)) {
      Evidence tried = trials.attempt(key, sample);
      if (tried.openedBy().isPresent()) {
        throw opens(tried);
      }
      evidence.add(tried);
    }
    Recorded deletion = entry(key, KeyAction.DELETE.auditName());
    Recorded purge = entry(key, KeyAction.PURGE.auditName());
    Instant now = clock.instant();
    byte[] body = CertificateJson.body(key, now, actor, deletion, purge, evidence);
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

  private List<Sample> samples(PurgedKey key) {
    List<Sample> all = new ArrayList<>();
    for (PurgedKey.Destroyed destroyed : key.versions()) {
      destroyed.canary().ifPresent(canary -> all.add(canary(key, destroyed.version(), canary)));
    }
    all.addAll(samples.of(key.tenant(), key.id()));
    if (all.isEmpty()) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "keys.no-evidence",
          "Nothing is known that the key had wrapped, so nothing can be tried.",
          "There is no certificate for a key whose hardware module was away when it was purged.");
    }
    return all;
  }

  private static Sample canary(PurgedKey key, KeyVersion version, String wrapped) {
    return new Sample(
        new Dependent.Who(VERSION_KIND, version.id().toString(), "version " + version.number()),
        "canary",
        wrapped,
        List.of(List.of()),
        key.purged().at(),
        Optional.of(key.purged().at()),
        0);
  }

  private static Failure opens(Evidence tried) {
    Dependent.Who of = tried.sample().of();
    return new Failure(
        Failure.Kind.CONFLICT,
        "keys.sample-opens",
        "What the key wrapped for "
            + of.kind()
            + " "
            + of.name()
            + " still opens with "
            + tried.openedBy().orElseThrow()
            + ": the key is not shredded.",
        "Find out how its material came back or lived on; purge the key that has it.");
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
