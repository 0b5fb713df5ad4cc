package redoubt.server;

import java.util.Optional;
import redoubt.store.ConnectionSettings;
import redoubt.store.Database;
import redoubt.store.EmbeddedPostgres;

/** The database that the options ask for. */
final class Databases {
  private Databases() {}

  static Database open(ServerOptions options, Closing closing) {
    Optional<ConnectionSettings> yours = options.databaseUrl().map(ConnectionSettings::parse);
    return Database.open(
        yours.orElseGet(() -> closing.add(EmbeddedPostgres.start(options.data())).settings()));
  }
}
