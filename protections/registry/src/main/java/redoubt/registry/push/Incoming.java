package redoubt.registry.push;

import java.io.IOException;
import java.util.OptionalLong;
import redoubt.web.Body;

/**
 * A piece of an upload that a client sends.
 *
 * @param from where it says that it begins; empty means where the upload ends
 * @param length as it says; empty when it does not
 * @param source hands on what comes
 */
public record Incoming(OptionalLong from, OptionalLong length, Source source) {
  /** Hands on bytes; returns how many. */
  @FunctionalInterface
  public interface Source {
    long to(Body.Sink sink) throws IOException;
  }

  /** No piece at all. */
  public static Incoming nothing() {
    return new Incoming(OptionalLong.empty(), OptionalLong.empty(), sink -> 0);
  }
}
