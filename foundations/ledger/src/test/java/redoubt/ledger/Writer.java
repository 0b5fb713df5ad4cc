package redoubt.ledger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import redoubt.crypto.FileMasterKeys;
import redoubt.crypto.MasterKeys;
import redoubt.seal.Masters;
import redoubt.seal.Vault;
import redoubt.store.Database;
import redoubt.store.EmbeddedPostgres;

/**
 * A server process for tests: appends from many callers until it is killed, and says of each entry
 * that it was acknowledged: {@code ID TARGET ;}.
 */
final class Writer implements AutoCloseable {
  private static final int CALLERS = 64;

  private final EmbeddedPostgres postgres;
  private final Masters masters;
  final Database database;
  final Ledger ledger;

  Writer(Path directory) {
    this.postgres = EmbeddedPostgres.start(directory);
    this.database = Database.open(postgres.settings());
    database.migrate(List.of(Masters.migrations(), Ledger.migrations()));
    InstantSource clock = InstantSource.system();
    this.masters =
        Masters.open(
            database,
            List.of(FileMasterKeys.in(directory.resolve("seal"))),
            MasterKeys.Kind.FILE,
            clock);
    this.ledger =
        Ledger.open(database, new Vault(database, masters), clock, new SimpleMeterRegistry());
  }

  long postgresPid() {
    return postgres.pid();
  }

  public static void main(String[] arguments) throws Exception {
    Writer writer = new Writer(Path.of(arguments[0]));
    System.out.println("postgres " + writer.postgresPid());
    for (int caller = 0; caller < CALLERS; caller++) {
      String name = arguments[1] + "-" + caller;
      Thread.startVirtualThread(() -> writer.appendForEver(name));
    }
    new java.util.concurrent.CountDownLatch(1).await();
  }

  private void appendForEver(String name) {
    for (long number = 0; ; number++) {
      String target = name + "-" + number;
      EntryId id =
          ledger.append(
              Entry.ok(
                  java.time.Instant.EPOCH, "a", "user-1", "kms.secrets.wrap", target, Map.of()));
      System.out.println(id + " " + target + " ;");
    }
  }

  @Override
  public void close() {
    ledger.close();
    masters.close();
    database.close();
    postgres.close();
  }
}
