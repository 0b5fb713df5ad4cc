package redoubt.server;

import java.util.Optional;
import redoubt.core.Failure;
import redoubt.store.Database;

/** What {@code /readyz} asks. */
final class HealthChecks {
  private HealthChecks() {}

  static Optional<String> database(Database database) {
    try {
      database.ping();
      return Optional.empty();
    } catch (Failure failure) {
      return Optional.of(failure.what());
    }
  }
}
