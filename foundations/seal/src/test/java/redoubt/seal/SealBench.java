package redoubt.seal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import redoubt.core.Migrations;
import redoubt.crypto.FileMasterKeys;
import redoubt.crypto.MasterKeys;
import redoubt.crypto.SecretBytes;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.testkit.MovableClock;
import redoubt.testkit.TestDatabase;

/** A server as far as the seal goes; more than one can stand on a database. */
public final class SealBench implements AutoCloseable {
  public final Database database;
  public final Masters masters;
  public final Vault vault;
  public final MasterChange change;
  public final ChangeFeed feed;
  public final List<String> journal = Collections.synchronizedList(new ArrayList<>());
  public final MovableClock clock = MovableClock.atNoon();

  public SealBench(TestDatabase fresh, MasterKeys.Kind first, MasterKeys... stores) {
    database = fresh.open();
    feed = ChangeFeed.open(database);
    masters = Masters.open(database, List.of(stores), first, clock);
    vault = new Vault(database, masters);
    change =
        new MasterChange(
            database,
            masters,
            feed,
            (handle, actor, action, target, details) -> journal.add(actor + " " + action),
            clock);
  }

  public static TestDatabase freshDatabase(Migrations... more) {
    List<Migrations> all = new ArrayList<>(List.of(Masters.migrations()));
    all.addAll(List.of(more));
    return TestDatabase.create(all.toArray(Migrations[]::new));
  }

  public static SealBench onFiles(TestDatabase fresh, Path directory) {
    return new SealBench(fresh, MasterKeys.Kind.FILE, FileMasterKeys.in(directory));
  }

  public void put(String name, byte[] secret) {
    try (SecretBytes bytes = SecretBytes.copyOf(secret)) {
      database.transaction(handle -> {
        vault.put(handle, SecretName.of("test", name), bytes);
        return null;
      });
    }
  }

  public byte[] open(String name) {
    try (SecretBytes secret = vault.open(SecretName.of("test", name)).orElseThrow()) {
      return secret.use(byte[]::clone);
    }
  }

  @Override
  public void close() {
    feed.close();
    masters.close();
    database.close();
  }
}
