package redoubt.core;

import java.util.Objects;

/**
 * An error a user can act on: a stable code {@code room.reason}, one sentence what happened and one
 * what to do. The texts never carry secrets or stack traces.
 */
public class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What sort of error it is; edges map it to an HTTP status or an exit code. */
  public enum Kind {
    INVALID,
    UNAUTHENTICATED,
    FORBIDDEN,
    NOT_FOUND,
    CONFLICT,
    GONE,
    TOO_LARGE,
    UNPROCESSABLE,
    TOO_MANY,
    UNAVAILABLE,
    NOT_SUPPORTED,
    INTERNAL
  }

  private final Kind kind;
  private final String code;
  private final String remedy;

  public Failure(Kind kind, String code, String what, String remedy) {
    this(kind, code, what, remedy, null);
  }

  @SuppressWarnings("NullAway") // Throwable accepts a null cause; its signature does not say so.
  public Failure(
      Kind kind,
      String code,
      String what,
      String remedy,
      @org.jspecify.annotations.Nullable Throwable cause) {
    super(what, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.code = Objects.requireNonNull(code, "code");
    this.remedy = Objects.requireNonNull(remedy, "remedy");
    if (!code.matches("[a-z][a-z0-9]*(\\.[a-z0-9-]+)+")) {
      throw new IllegalArgumentException("an error code reads room.reason: " + code);
    }
  }

  public Kind kind() {
    return kind;
  }

  /** Stable, of the form {@code room.reason}. */
  public String code() {
    return code;
  }

  /** One sentence that says what happened. */
  public String what() {
    return Objects.requireNonNullElse(getMessage(), code);
  }

  /** One sentence that says what to do. */
  public String remedy() {
    return remedy;
  }
}
