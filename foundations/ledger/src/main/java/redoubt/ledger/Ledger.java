package redoubt.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.core.Migrations;
import redoubt.crypto.Randomness;
import redoubt.ledger.sql.LedgerTables;
import redoubt.seal.Vault;
import redoubt.store.Database;

/**
 * The append-only log. What it has acknowledged survives a crash, and every server's entries are in
 * one order. When the log no longer agrees with what was signed, every append fails with {@code
 * ledger.tampered}; it can still be read.
 */
public final class Ledger implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private final Database database;
  private final Appender appender;
  private final Committer committer;
  private final HeadSigner signer;
  private final LedgerMeter meter;
  private final LedgerReader reader;
  private final NoteKey key;
  private final AtomicReference<@Nullable Failure> tampered = new AtomicReference<>();

  private Ledger(
      Database database, HeadSigner signer, NoteKey key, InstantSource clock, LedgerMeter meter) {
    this.database = database;
    this.signer = signer;
    this.key = key;
    this.meter = meter;
    this.appender = new Appender(clock);
    this.reader = new LedgerReader(database, signer);
    this.committer = new Committer(database, appender, meter);
  }

  /** The tables of the ledger. */
  public static Migrations migrations() {
    return new Migrations("ledger", "redoubt/ledger/sql");
  }

  /**
   * Opens the log of a database that was brought up to date, and begins one if there is none.
   * Compares it with the last head that was signed; {@link #tampering} tells what came of it.
   *
   * @throws Failure {@code store.unavailable}, or {@code seal.unavailable} when the key that signs
   *     the heads cannot be reached
   */
  public static Ledger open(
      Database database, Vault vault, InstantSource clock, MeterRegistry metrics) {
    HeadSigner signer = new HeadSigner(database, vault, clock);
    String origin = "redoubt/ledger/" + HexFormat.of().formatHex(Randomness.bytes(8));
    database.transaction(handle -> {
      LedgerTables.begin(handle, origin);
      signer.begin(handle);
      return origin;
    });
    NoteKey key = signer.key(database.read(LedgerTables::head).origin());
    Ledger ledger = new Ledger(database, signer, key, clock, new LedgerMeter(metrics));
    ledger.lookForTampering();
    return ledger;
  }

  /**
   * Appends and returns once the entry is durable. Callers that come at the same time share a leaf
   * and a commit.
   *
   * @throws redoubt.core.Failure {@code store.unavailable} when it could not be made durable: then
   *     it is not known whether the entry will be seen; {@code ledger.tampered}
   */
  public EntryId append(Entry entry) {
    requireUntampered();
    return committer.append(Appender.Encoded.of(entry));
  }

  /**
   * Appends as part of the caller's change: both are there or neither. Call it last in the
   * transaction: from then on all other appends wait for its end.
   *
   * @param entries at least one
   * @return the id of the first; the others follow it in the same leaf
   * @throws redoubt.core.Failure {@code ledger.tampered}
   */
  public EntryId append(Handle transaction, List<Entry> entries) {
    requireUntampered();
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("a leaf has at least one entry");
    }
    List<Appender.Encoded> encoded = entries.stream().map(Appender.Encoded::of).toList();
    long leaf = appender.append(transaction, encoded);
    meter.appended(encoded.size());
    return new EntryId(leaf, 0);
  }

  /** The head of this moment, signed. */
  public SignedHead head() {
    return watched(signer::signCurrent);
  }

  /** Signs the head if the log has grown since; for the clock. */
  public void signIfGrown() {
    head();
  }

  /**
   * Signs with the key that signs the heads. What is signed is in the log only if the caller
   * appends an entry that names it.
   */
  public SignedStatement sign(Statement statement) {
    return signer.sign(key.name(), statement);
  }

  /** Newest first; {@link LedgerPage#next} is the {@code before} of the next page. */
  public LedgerPage entries(EntryFilter filter, Optional<EntryId> before, int limit) {
    return reader.entries(filter, before, limit);
  }

  /**
   * Proof that an entry is in the log, for someone who trusts only the key.
   *
   * @param tenant whose entry it must be; any when empty
   * @throws Failure {@code ledger.no-entry}, also when it is another tenant's
   */
  public EntryProof prove(EntryId id, Optional<String> tenant) {
    return reader.prove(id, tenant, head());
  }

  /**
   * Proof that the log of size {@code to} begins with that of size {@code from}.
   *
   * @throws Failure {@code ledger.bad-size}
   */
  public ConsistencyProof consistency(long from, long to) {
    return reader.consistency(from, to, head());
  }

  /**
   * Writes the log as one JSON value per line, for {@code tools/VerifyLedger.java}: whole, or with
   * the entries of one tenant and the hashes of all others.
   */
  public void export(Optional<String> tenant, OutputStream out) throws IOException {
    new LedgerExport(database, head(), tenant).to(out);
  }

  /**
   * Recomputes every row of every table from the entries and compares with what was signed. Inside
   * a transaction it sees what that transaction changed.
   */
  public Verification verify(Handle handle) {
    return new LedgerCheck(handle, key).run();
  }

  /** The same for the newest leaves only: quick, whatever the size of the log. */
  public Verification verifyNewest(Handle handle, int leaves) {
    return new LedgerCheck(handle, key).runNewest(leaves);
  }

  /** Why nothing is appended; empty when all is well. */
  public Optional<Failure> tampering() {
    return Optional.ofNullable(tampered.get());
  }

  /** Writes what is waiting, then stops. */
  @Override
  public void close() {
    committer.close();
  }

  private void requireUntampered() {
    Failure known = tampered.get();
    if (known != null) {
      throw new Failure(known.kind(), known.code(), known.what(), known.remedy(), known);
    }
  }

  private void lookForTampering() {
    try {
      watched(() -> {
        HeadCheck.requireAgreement(database, key);
        return key;
      });
    } catch (Failure e) {
      if (tampered.get() == null) {
        throw e;
      }
    }
  }

  /** Remembers that the log was tampered with, for good: only a restart looks again. */
  private <T> T watched(Supplier<T> work) {
    try {
      return work.get();
    } catch (Failure e) {
      if (e.code().equals("ledger.tampered") && tampered.compareAndSet(null, e)) {
        LOG.error("{} {}", e.what(), e.remedy());
      }
      throw e;
    }
  }
}
