package redoubt.seal.recovery;

import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;

/** What can be wrong with an export. */
final class RecoveryFailures {
  private RecoveryFailures() {}

  static Failure notAnExport() {
    return new Failure(
        Failure.Kind.INVALID,
        "recovery.not-an-export",
        "The file is not a recovery export.",
        "Give the file that the export was saved to.");
  }

  static Failure truncated() {
    return new Failure(
        Failure.Kind.INVALID,
        "recovery.truncated",
        "The export ends too early.",
        "Compare its size and SHA-256 with what was printed when it was made, and use a whole copy.");
  }

  static Failure damaged(@Nullable Throwable cause) {
    return new Failure(
        Failure.Kind.INVALID,
        "recovery.damaged",
        "The export does not open: it was changed, or a share was made up.",
        "Compare its SHA-256 with what was printed when it was made, and use an unchanged copy.",
        cause);
  }

  static Failure foreignShares() {
    return new Failure(
        Failure.Kind.INVALID,
        "recovery.foreign-shares",
        "The shares belong to another export.",
        "Give the shares that were handed out with this export.");
  }

  static Failure otherVersion(String what) {
    return new Failure(
        Failure.Kind.CONFLICT,
        "recovery.other-version",
        "The export was made by another version: " + what + ".",
        "Restore with the version that made the export, then upgrade.");
  }

  static Failure notEmpty(String table) {
    return new Failure(
        Failure.Kind.CONFLICT,
        "recovery.not-empty",
        "The database is not empty: the table " + table + " has rows.",
        "Restore into a new data directory or a new database.");
  }

  static Failure unreadable(Exception cause) {
    return new Failure(
        Failure.Kind.INVALID,
        "recovery.unreadable",
        "The export cannot be read.",
        "Check that the file is there and may be read.",
        cause);
  }
}
