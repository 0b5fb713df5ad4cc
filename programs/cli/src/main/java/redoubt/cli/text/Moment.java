package redoubt.cli.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** Moments as people write them. */
public final class Moment {
  private Moment() {}

  /** Of {@code 2027-01-31T12:00:00Z}, or of a date, which is its beginning in UTC. */
  public static Optional<Instant> parse(String text) {
    try {
      return Optional.of(
          text.length() == "2027-01-31".length()
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
