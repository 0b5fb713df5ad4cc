package redoubt.seal;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.seal.sql.MasterRow;
import redoubt.seal.sql.SecretRow;
import redoubt.seal.sql.SecretTable;
import redoubt.store.Database;

/**
 * Secrets in PostgreSQL, each sealed by the current master key with AES-256-GCM and bound to its
 * name. Changes are part of the caller's transaction.
 */
public final class Vault {
  /** Longest secret, in bytes. */
  public static final int MOST_BYTES = 64 * 1024;

  private final Database database;
  private final Masters masters;

  public Vault(Database database, Masters masters) {
    this.database = database;
    this.masters = masters;
  }

  /**
   * Seals a new secret. A name is used once: an existing one is a conflict.
   *
   * @throws Failure {@code seal.name-taken}; {@code seal.unavailable} when the master key cannot be
   *     reached
   */
  public void put(Handle transaction, SecretName name, SecretBytes secret) {
    if (secret.length() > MOST_BYTES) {
      throw new IllegalArgumentException("a secret has at most " + MOST_BYTES + " bytes");
    }
    MasterRow master = masters.holdCurrent(transaction);
    byte[] box = masters.wrap(master, name.path(), secret);
    if (!SecretTable.insert(transaction, name.path(), master.id(), box)) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "seal.name-taken",
          "There is a sealed secret " + name + " already.",
          "Choose another name; a name is used once.");
    }
  }

  /**
   * Opens a secret; the caller closes it. Empty when there is none of that name.
   *
   * @throws Failure {@code seal.broken} when it was changed or moved, {@code seal.unavailable} when
   *     the master key cannot be reached
   */
  public Optional<SecretBytes> open(SecretName name) {
    Optional<SecretRow> row = database.read(handle -> SecretTable.find(handle, name.path()));
    if (row.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(unwrap(row.get()));
    } catch (Failure e) {
      return openAgain(
          row.get(), database.read(handle -> SecretTable.find(handle, name.path())), e);
    }
  }

  /** The same, inside a transaction. */
  public Optional<SecretBytes> open(Handle transaction, SecretName name) {
    Optional<SecretRow> row = SecretTable.find(transaction, name.path());
    if (row.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(unwrap(row.get()));
    } catch (Failure e) {
      return openAgain(row.get(), SecretTable.find(transaction, name.path()), e);
    }
  }

  /** Destroys a secret for good; returns whether there was one. */
  public boolean destroy(Handle transaction, SecretName name) {
    return SecretTable.delete(transaction, name.path());
  }

  public boolean hasSecrets(Handle transaction) {
    return SecretTable.count(transaction) > 0;
  }

  /**
   * Opens every secret, in the order of the names, and closes it after the reader has seen it.
   * Needs a view of the database that does not change, and {@link Masters#keepAll} for as long.
   */
  public void openAll(Handle snapshot, BiConsumer<String, SecretBytes> reader) {
    String after = "";
    for (; ; ) {
      List<SecretRow> page = SecretTable.page(snapshot, after, 200);
      if (page.isEmpty()) {
        return;
      }
      for (SecretRow row : page) {
        try (SecretBytes secret = unwrap(row)) {
          reader.accept(row.name(), secret);
        }
      }
      after = page.getLast().name();
    }
  }

  /** Since the row was read it may have got a new master key, and the old one destroyed. */
  private Optional<SecretBytes> openAgain(SecretRow row, Optional<SecretRow> now, Failure first) {
    if (now.isEmpty()) {
      return Optional.empty();
    }
    if (now.get().masterId().equals(row.masterId())) {
      throw first;
    }
    return Optional.of(unwrap(now.get()));
  }

  private SecretBytes unwrap(SecretRow row) {
    return masters.unwrap(row.masterId(), row.masterKind(), row.name(), row.box());
  }
}
