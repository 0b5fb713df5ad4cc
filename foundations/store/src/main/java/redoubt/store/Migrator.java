package redoubt.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import redoubt.core.Failure;
import redoubt.core.Migrations;

/** Runs Flyway, once per schema, while it holds a lock that keeps other servers waiting. */
final class Migrator {
  /** Key of the advisory lock: "redoubt" in ASCII. */
  private static final long LOCK = 0x7265646f756274L;

  private final Database database;

  Migrator(Database database) {
    this.database = database;
  }

  void migrate(List<Migrations> migrations) {
    try (Connection holder = database.connect("redoubt migrations");
        Statement lock = holder.createStatement()) {
      lock.execute("select pg_advisory_lock(" + LOCK + ")");
      for (Migrations room : migrations) {
        migrate(room);
      }
    } catch (SQLException e) {
      throw Trouble.explain(new IllegalStateException(e));
    }
  }

  private void migrate(Migrations room) {
    ConnectionSettings settings = database.settings();
    try {
      Flyway.configure(Migrator.class.getClassLoader())
          .dataSource(settings.url(), settings.user(), settings.password())
          .schemas(room.schema())
          .defaultSchema(room.schema())
          .table("migrations")
          .locations("classpath:" + room.location())
          .failOnMissingLocations(true)
          .validateMigrationNaming(true)
          .cleanDisabled(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new Failure(
          Failure.Kind.INTERNAL,
          "store.migration",
          "The schema " + room.schema() + " cannot be brought up to date.",
          "Start the version that wrote this database last, or restore the database from before the upgrade.",
          e);
    }
  }
}
