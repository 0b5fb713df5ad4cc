package redoubt.server;

import redoubt.store.Database;
import redoubt.store.EmbeddedPostgres;

/** The database that the options ask for. */
final class Databases {
  private Databases() {}

  static Database open(ServerOptions options, Closing closing) {
    return Database.open(
        options
            .database()
            .orElseGet(() -> closing.add(EmbeddedPostgres.start(options.data())).settings()));
  }
}
