package redoubt.oci.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import redoubt.crypto.Randomness;

/**
 * When a call is made again: after 429 and 5xx when the server says (RFC 9110, 10.2.3), at most a
 * minute later, or else after a pause that doubles, with up to a quarter more by chance.
 *
 * @param tries calls in all
 * @param first pause
 * @param silence after which a server that says nothing is given up; once more at most
 */
public record Retrying(int tries, Duration first, Duration silence, Pause pause) {
  private static final Duration SILENCE = Duration.ofSeconds(15);
  private static final Duration LONGEST_ASKED = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofSeconds(20);

  /** Waits. */
  @FunctionalInterface
  public interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  /** Five calls, within some fifteen seconds unless the server asks for more. */
  public static Retrying usual() {
    return new Retrying(5, Duration.ofSeconds(1), SILENCE, Thread::sleep);
  }

  /** For who waits for the answer: two calls. */
  public static Retrying brief() {
    return new Retrying(2, Duration.ofMillis(300), SILENCE, Thread::sleep);
  }

  /**
   * Waits before another call.
   *
   * @param made calls so far
   * @param asked for by the server
   * @return whether there is to be another
   */
  boolean again(int made, Optional<Duration> asked) {
    if (made >= tries || asked.filter(time -> time.compareTo(LONGEST_ASKED) > 0).isPresent()) {
      return false;
    }
    Duration doubled = first.multipliedBy(1L << Math.min(made - 1, 16));
    Duration base = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    Duration time = asked.orElse(base);
    long more = base.toMillis() * (Randomness.bytes(1)[0] & 0xFF) / 1024;
    try {
      pause.of(time.plusMillis(more));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A Retry-After header: seconds, or a date. */
  static Optional<Duration> asked(Optional<String> header, InstantSource clock) {
    if (header.isEmpty()) {
      return Optional.empty();
    }
    String text = header.get().strip();
    if (text.matches("[0-9]{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration time = Duration.between(clock.instant(), then);
      return Optional.of(time.isNegative() ? Duration.ZERO : time);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
