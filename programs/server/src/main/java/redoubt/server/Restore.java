package redoubt.server;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import redoubt.seal.recovery.RecoveryContents;
import redoubt.seal.recovery.RecoveryFile;
import redoubt.store.Database;

/** Fills an empty data directory, or an empty database, from a recovery export. */
public final class Restore {
  private Restore() {}

  /**
   * All or nothing. No server may run on the directory meanwhile; none runs afterwards.
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
      closing.add(DataDirectory.take(options.data()));
      progress.accept("starting the database");
      Database database = closing.add(Databases.open(options, closing));
      database.migrate(House.MIGRATIONS);
      Seals seals = Seals.open(options, database, clock, closing);
      progress.accept("restoring");
      return file.restore(shares, database, seals.vault(), House.MIGRATIONS);
    } finally {
      closing.close();
    }
  }
}
