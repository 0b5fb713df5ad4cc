package redoubt.registry.push;

import java.io.IOException;
import java.util.OptionalLong;
import redoubt.web.Body;

/**
 * A piece of an upload that a client sends.
 *
 * @param from where it says that it begins; empty means where the upload ends
 * @param length as it says; empty when it does not
 * @param announced how much will come, if that is known: more than may be kept is refused at once
 * @param source hands on what comes
 */
public record Incoming(
    OptionalLong from, OptionalLong length, OptionalLong announced, Source source) {
  /** A piece of which nobody says beforehand how long it is. */
  public Incoming(OptionalLong from, OptionalLong length, Source source) {
    this(from, length, length, source);
  }

  /** Hands on bytes; returns how many. */
  @FunctionalInterface
  public interface Source {
    long to(Body.Sink sink) throws IOException;
  }

  /** No piece at all. */
  public static Incoming nothing() {
    return new Incoming(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(0), sink -> 0);
  }
}
