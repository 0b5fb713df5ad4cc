package redoubt.seal;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.core.Migrations;
import redoubt.crypto.Aad;
import redoubt.crypto.Hash;
import redoubt.crypto.MasterKeys;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;
import redoubt.seal.sql.MasterRow;
import redoubt.seal.sql.MasterTable;
import redoubt.store.Database;

/**
 * The master keys of a database: which is current, where each lies, and that the key store holds
 * the right one. A key that does not open its own proof is never used.
 */
public final class Masters implements AutoCloseable {
  private static final String PROOF_TEXT = "redoubt-master-proof/1";
  private static final String SECRET_TEXT = "redoubt-secret/1";

  private final Database database;
  private final Map<MasterKeys.Kind, MasterKeys> stores = new EnumMap<>(MasterKeys.Kind.class);
  private final Set<String> proven = ConcurrentHashMap.newKeySet();

  private Masters(Database database, List<MasterKeys> stores) {
    this.database = database;
    stores.forEach(store -> this.stores.put(store.kind(), store));
  }

  /** What the seal keeps in the database. */
  public static Migrations migrations() {
    return new Migrations("seal", "redoubt/seal/sql");
  }

  /**
   * Finds the current master key, or makes the first one.
   *
   * @param stores one of each kind that is configured; closed with this
   * @param first where the first master key is made; afterwards the database tells
   * @throws Failure {@code seal.not-configured} when the current key's store is not among them
   */
  public static Masters open(
      Database database, List<MasterKeys> stores, MasterKeys.Kind first, InstantSource clock) {
    Masters masters = new Masters(database, stores);
    String id = newId();
    MasterRow current =
        database.transaction(handle -> {
          MasterTable.lockChanges(handle);
          return MasterTable.current(handle)
              .orElseGet(() -> masters.makeFirst(handle, id, first, clock));
        });
    masters.store(current.kind());
    return masters;
  }

  /**
   * A server that cannot open what is in its database had better not start.
   *
   * @throws Failure {@code seal.not-here} when the key store does not hold the current master key,
   *     {@code seal.unavailable} when it holds another one, or why it cannot be used
   */
  public void requireCurrent() {
    MasterRow current = current();
    try {
      requireProven(current);
    } catch (Failure e) {
      throw e.code().equals("crypto.no-master") || e.code().equals("hsm.no-key")
          ? SealFailures.notHere(current.id(), e)
          : e;
    }
  }

  static String newId() {
    return "m-" + HexFormat.of().formatHex(Randomness.bytes(16));
  }

  private MasterRow makeFirst(Handle handle, String id, MasterKeys.Kind kind, InstantSource clock) {
    MasterRow row =
        new MasterRow(
            id,
            kind.text(),
            MasterRow.CURRENT,
            Optional.of(make(id, kind.text())),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    MasterTable.insert(handle, row);
    return row;
  }

  /** Makes the key, if it is not there yet, and its proof. */
  byte[] make(String id, String kind) {
    MasterKeys store = store(kind);
    try (SecretBytes text = proofText()) {
      store.create(id);
      return store.wrap(id, text, proofAad(id));
    } catch (Failure e) {
      throw e.kind() == Failure.Kind.UNAVAILABLE ? SealFailures.unavailable(e) : e;
    }
  }

  /** The current key, which stays current to the end of the transaction. */
  MasterRow holdCurrent(Handle transaction) {
    for (; ; ) {
      Optional<MasterRow> current = MasterTable.holdCurrent(transaction);
      if (current.isPresent()) {
        return current.get();
      }
      if (MasterTable.current(transaction).isEmpty()) {
        throw new IllegalStateException("there is always a current master key");
      }
    }
  }

  MasterRow current() {
    return database.read(handle -> MasterTable.current(handle)).orElseThrow();
  }

  byte[] wrap(MasterRow master, String name, SecretBytes secret) {
    try {
      requireProven(master);
      return store(master.kind()).wrap(master.id(), secret, secretAad(master.id(), name));
    } catch (Failure e) {
      throw e.kind() == Failure.Kind.UNAVAILABLE ? SealFailures.unavailable(e) : e;
    }
  }

  SecretBytes unwrap(String masterId, String masterKind, String name, byte[] box) {
    try {
      return store(masterKind).unwrap(masterId, box, secretAad(masterId, name));
    } catch (Failure e) {
      if (e.code().equals("crypto.tampered")) {
        throw SealFailures.broken(name, e);
      }
      throw e.kind() == Failure.Kind.UNAVAILABLE ? SealFailures.unavailable(e) : e;
    }
  }

  /** Whether the key lies in its store now, whatever was read before, and is the right one. */
  boolean holds(MasterRow master) {
    return store(master.kind()).holds(master.id()) && opensProof(master);
  }

  /** No master key is switched or given up until the end of the transaction. */
  public void keepAll(Handle transaction) {
    MasterTable.keepAll(transaction);
  }

  void destroy(MasterRow master) {
    store(master.kind()).destroy(master.id());
    proven.remove(master.id());
  }

  /** Drops what this server still remembers of a key that another one destroyed. */
  public void forget(String masterId) {
    proven.remove(masterId);
    stores.values().forEach(store -> store.forget(masterId));
  }

  boolean isConfigured(MasterKeys.Kind kind) {
    return stores.containsKey(kind);
  }

  /** Why a key store cannot be used at the moment; empty when all is well or none is configured. */
  Optional<Failure> health(MasterKeys.Kind kind) {
    MasterKeys store = stores.get(kind);
    return store == null ? Optional.empty() : store.health();
  }

  /**
   * Whether secrets can be opened at the moment; for readiness.
   *
   * @return why not
   */
  public Optional<Failure> health() {
    try {
      MasterRow master = current();
      return holds(master) ? Optional.empty() : Optional.of(SealFailures.wrongMaster(master.id()));
    } catch (Failure e) {
      return Optional.of(e);
    }
  }

  @Override
  public void close() {
    stores.values().forEach(MasterKeys::close);
  }

  private MasterKeys store(String kindText) {
    MasterKeys.Kind kind =
        MasterKeys.Kind.of(kindText)
            .orElseThrow(() -> new IllegalStateException("unknown kind " + kindText));
    MasterKeys store = stores.get(kind);
    if (store == null) {
      throw SealFailures.notConfigured(kind);
    }
    return store;
  }

  private void requireProven(MasterRow master) {
    if (!proven.contains(master.id())) {
      if (!opensProof(master)) {
        throw SealFailures.wrongMaster(master.id());
      }
      proven.add(master.id());
    }
  }

  private boolean opensProof(MasterRow master) {
    byte[] proof = master.proof().orElseThrow();
    try (SecretBytes expected = proofText();
        SecretBytes opened =
            store(master.kind()).unwrap(master.id(), proof, proofAad(master.id()))) {
      return opened.equals(expected);
    } catch (Failure e) {
      if (e.code().equals("crypto.tampered")) {
        return false;
      }
      throw e;
    }
  }

  private static SecretBytes proofText() {
    return SecretBytes.owning(Hash.sha256(Aad.of(PROOF_TEXT)));
  }

  private static byte[] proofAad(String id) {
    return Aad.of(PROOF_TEXT, id);
  }

  private static byte[] secretAad(String masterId, String name) {
    return Aad.of(SECRET_TEXT, masterId, name);
  }
}
