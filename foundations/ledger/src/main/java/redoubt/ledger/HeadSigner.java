package redoubt.ledger;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.ledger.merkle.Digest32;
import redoubt.ledger.sql.HeadRow;
import redoubt.ledger.sql.LedgerTables;
import redoubt.ledger.sql.SignedHeadRow;
import redoubt.seal.SecretName;
import redoubt.seal.Vault;
import redoubt.store.Database;

/** Signs heads with an Ed25519 key that lies in the vault and is in memory only while it signs. */
final class HeadSigner {
  private static final SecretName KEY = SecretName.of("ledger", "signing-key");

  private final Database database;
  private final Vault vault;
  private final InstantSource clock;

  HeadSigner(Database database, Vault vault, InstantSource clock) {
    this.database = database;
    this.vault = vault;
    this.clock = clock;
  }

  /** Makes the key unless there is one. */
  void begin(Handle transaction) {
    LedgerTables.lockHead(transaction);
    Optional<SecretBytes> existing = vault.open(transaction, KEY);
    if (existing.isPresent()) {
      existing.get().close();
      return;
    }
    try (SecretBytes seed = SecretBytes.random(NoteKey.SEED_BYTES)) {
      vault.put(transaction, KEY, seed);
    }
  }

  NoteKey key(String origin) {
    try (SecretBytes seed = seed()) {
      return NoteKey.of(origin, seed);
    }
  }

  /**
   * The head of this moment, signed and kept; that which was kept already if the log has not grown.
   *
   * @throws Failure {@code ledger.tampered} when the log no longer contains what was signed last
   */
  SignedHead signCurrent() {
    HeadRow head = database.read(LedgerTables::head);
    Optional<SignedHeadRow> last = database.read(LedgerTables::lastSignedHead);
    if (last.isPresent() && last.get().size() == head.size()) {
      return signed(head.origin(), last.get());
    }
    try (SecretBytes seed = seed()) {
      NoteKey key = NoteKey.of(head.origin(), seed);
      HeadCheck.requireAgreement(database, key);
      Digest32 root = Trees.of(database).root(head.size());
      Instant at = now(last);
      String note = key.sign(new Checkpoint(head.origin(), head.size(), root, at).text(), seed);
      SignedHeadRow row = new SignedHeadRow(head.size(), Micros.of(at), root.bytes(), note);
      database.transaction(handle -> {
        LedgerTables.insert(handle, row);
        return row;
      });
      return signed(key, row);
    }
  }

  /** The head of an earlier size, signed anew and not kept. */
  SignedHead sign(String origin, long size, Digest32 root) {
    try (SecretBytes seed = seed()) {
      NoteKey key = NoteKey.of(origin, seed);
      Instant at = now(Optional.empty());
      String note = key.sign(new Checkpoint(origin, size, root, at).text(), seed);
      return signed(key, new SignedHeadRow(size, Micros.of(at), root.bytes(), note));
    }
  }

  /** Signs a statement; nothing is kept. */
  SignedStatement sign(String origin, Statement statement) {
    try (SecretBytes seed = seed()) {
      NoteKey key = NoteKey.of(origin, seed);
      return new SignedStatement(statement, key.sign(statement.text(), seed), key.verifierKey());
    }
  }

  private SignedHead signed(String origin, SignedHeadRow row) {
    return signed(key(origin), row);
  }

  private static SignedHead signed(NoteKey key, SignedHeadRow row) {
    return new SignedHead(
        key.name(),
        row.size(),
        new Digest32(row.root()),
        Micros.toInstant(row.at()),
        row.note(),
        key.verifierKey());
  }

  private Instant now(Optional<SignedHeadRow> last) {
    long micros = Micros.of(clock.instant());
    return Micros.toInstant(last.map(row -> Math.max(micros, row.at())).orElse(micros));
  }

  private SecretBytes seed() {
    return vault
        .open(KEY)
        .orElseThrow(() ->
            new Failure(
                Failure.Kind.UNAVAILABLE,
                "ledger.no-key",
                "The key that signs the heads of the ledger is gone.",
                "Restore the database from a recovery export."));
  }
}
