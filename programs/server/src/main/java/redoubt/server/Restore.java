package redoubt.server;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import redoubt.core.Migrations;
import redoubt.identity.Identity;
import redoubt.ledger.Ledger;
import redoubt.registry.sql.ContentStoreRows;
import redoubt.seal.recovery.RecoveryContents;
import redoubt.seal.recovery.RecoveryFile;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;

/** Fills an empty data directory, or an empty database, from a recovery export. */
public final class Restore {
  private Restore() {}

  /**
   * All or nothing. No server may run on the directory meanwhile; none runs afterwards. The
   * administrator gets a new API key in {@code admin.apikey}, and the one that was made at the
   * first start is revoked: the machine that had it is lost, or somebody else's.
   *
   * @param shares texts of at least the threshold's number of shares
   * @param progress told of each step, for people
   * @throws redoubt.core.Failure {@code share.…}, {@code recovery.…} or as when a server starts
   */
  public static RecoveryContents run(
      Path export,
      List<String> shares,
      ServerOptions options,
      InstantSource clock,
      Consumer<String> progress) {
    RecoveryFile file = new RecoveryFile(export);
    progress.accept("checking the export");
    file.verify(shares);
    Closing closing = new Closing();
    try {
      DataDirectory directory = closing.add(DataDirectory.take(options.data()));
      progress.accept("starting the database");
      Database database = closing.add(Databases.open(options, closing));
      List<Migrations> schemas = Rooms.migrations(Rooms.ALL);
      database.migrate(schemas);
      Seals seals = Seals.open(options, database, clock, closing);
      progress.accept("restoring");
      RecoveryContents contents = file.restore(shares, database, seals.vault(), schemas);
      // Which store has its images is found out anew.
      database.transaction(transaction -> {
        ContentStoreRows.forget(transaction);
        return true;
      });
      progress.accept("making a new API key for the administrator");
      ChangeFeed changes = closing.add(ChangeFeed.open(database));
      Ledger ledger =
          closing.add(Ledger.open(database, seals.vault(), clock, new SimpleMeterRegistry()));
      new Identity(database, changes, seals.vault(), ledger, clock)
          .recoverAdmin(key -> directory.writePrivate("admin.apikey", key.text() + "\n"));
      return contents;
    } finally {
      closing.close();
    }
  }
}
