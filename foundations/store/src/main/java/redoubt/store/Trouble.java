package redoubt.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;

/** Tells what an error of the driver means (SQLSTATE, PostgreSQL appendix A). */
final class Trouble {
  private Trouble() {}

  /** The same transaction may well succeed when it is run again. */
  static boolean isTransient(Throwable error) {
    SQLException sql = sqlException(error);
    if (sql == null || sql.getSQLState() == null) {
      return false;
    }
    return switch (sql.getSQLState()) {
      case "40001", "40P01" -> true;
      case String other -> false;
    };
  }

  /** The connection was there and broke, or the server ended it. */
  static boolean isLostConnection(Throwable error) {
    SQLException sql = sqlException(error);
    return sql != null
        && !(sql instanceof SQLTransientConnectionException)
        && !(error instanceof ConnectionException)
        && sql.getSQLState() != null
        && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P"));
  }

  /** A failure for what the user can act on; the error itself for a mistake of ours. */
  static RuntimeException explain(RuntimeException error) {
    if (error instanceof Failure) {
      return error;
    }
    SQLException sql = sqlException(error);
    if (sql == null || sql.getSQLState() == null) {
      return sql instanceof SQLTransientConnectionException || error instanceof ConnectionException
          ? unavailable(error)
          : error;
    }
    String state = sql.getSQLState();
    if (state.equals("53100")) {
      return new Failure(
          Failure.Kind.UNAVAILABLE,
          "store.full",
          "The disk of the database is full; nothing was written.",
          "Make room on that disk, then try again.",
          error);
    }
    if (state.equals("25006")) {
      return new Failure(
          Failure.Kind.UNAVAILABLE,
          "store.read-only",
          "The database takes no writes.",
          "Name the primary in the database URL, or use a transaction.",
          error);
    }
    if (state.equals("22021") || state.equals("22P05")) {
      return new Failure(
          Failure.Kind.INVALID,
          "store.bad-text",
          "A text of the call has a character that no text may have, such as U+0000.",
          "Leave it out.",
          error);
    }
    if (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53")) {
      return unavailable(error);
    }
    if (state.startsWith("28")) {
      return new Failure(
          Failure.Kind.UNAVAILABLE,
          "store.login",
          "The database refuses the login.",
          "Check user and password of the database URL.",
          error);
    }
    return sql instanceof SQLTransientConnectionException || error instanceof ConnectionException
        ? unavailable(error)
        : error;
  }

  static Failure unavailable(@Nullable Throwable cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "store.unavailable",
        "The database cannot be reached.",
        "Try again; if it stays so, see whether PostgreSQL runs and is reachable.",
        cause);
  }

  private static @Nullable SQLException sqlException(Throwable error) {
    Throwable at = error;
    for (int depth = 0; at != null && depth < 20; depth++) {
      if (at instanceof SQLException sql) {
        return sql;
      }
      at = at.getCause();
    }
    return null;
  }
}
