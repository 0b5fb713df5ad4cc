package redoubt.cli.http;

import java.time.Instant;
import java.util.Objects;

/** A bearer token and when it ends. It does not print. */
record Token(String text, Instant expires) {
  Token {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(expires, "expires");
  }

  @Override
  public String toString() {
    return "Token[hidden, expires " + expires + "]";
  }
}
