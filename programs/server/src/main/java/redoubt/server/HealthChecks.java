package redoubt.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.store.Database;

/** What {@code /readyz} asks. */
final class HealthChecks {
  private static final long LEAST_SPACE = 16 << 20;

  private HealthChecks() {}

  /** The embedded database stops when it cannot add 16 MiB to its log. */
  static Optional<String> disk(Path directory) {
    try {
      long left = Files.getFileStore(directory).getUsableSpace();
      return left >= LEAST_SPACE
          ? Optional.empty()
          : Optional.of("the disk of " + directory + " is full: " + (left >> 10) + " KiB are left");
    } catch (IOException e) {
      return Optional.of("the disk of " + directory + " cannot be asked");
    }
  }

  static Optional<String> database(Database database) {
    try {
      database.ping();
      return Optional.empty();
    } catch (Failure failure) {
      return Optional.of(failure.what());
    }
  }
}
