package redoubt.keys.http;

import java.util.Locale;
import java.util.Optional;
import redoubt.keys.KeyProtectError;
import redoubt.web.Request;

/** Headers and query parameters that many calls share. */
public final class KmsRequest {
  private static final String RING_HEADER = "X-Kms-Key-Ring";
  private static final int MOST_PER_PAGE = 5000;

  private KmsRequest() {}

  /** A slice of a list. */
  public record Page(int limit, int offset) {}

  /** {@code Prefer: return=minimal}: the client wants an id, or nothing, back. */
  public static boolean prefersMinimal(Request request) {
    return request
        .header("Prefer")
        .map(value -> value.replace(" ", "").toLowerCase(Locale.ROOT).contains("return=minimal"))
        .orElse(false);
  }

  /** {@code Prefer: return=representation}: the client wants all of what it made or deleted. */
  public static boolean prefersRepresentation(Request request) {
    return request
        .header("Prefer")
        .map(value ->
            value.replace(" ", "").toLowerCase(Locale.ROOT).contains("return=representation"))
        .orElse(false);
  }

  /** The key ring that the client names. */
  public static Optional<String> ring(Request request) {
    return request.header(RING_HEADER).filter(ring -> !ring.isEmpty());
  }

  /** {@code limit} (1 to 5000) and {@code offset}. */
  public static Page page(Request request, int defaultLimit) {
    return new Page(
        integer(request, "limit", 1, MOST_PER_PAGE).orElse(defaultLimit),
        integer(request, "offset", 0, Integer.MAX_VALUE).orElse(0));
  }

  /** A query parameter that reads {@code true} or {@code false}. */
  public static Optional<Boolean> flag(Request request, String name) {
    return request
        .query(name)
        .map(value ->
            switch (value.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw KeyProtectError.queryParameter(name, "true or false");
            });
  }

  private static Optional<Integer> integer(Request request, String name, int least, int most) {
    return request
        .query(name)
        .map(value -> {
          try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
              return number;
            }
          } catch (NumberFormatException e) {
            // Answered below: out of range and no number are one mistake to a client.
          }
          throw KeyProtectError.queryParameter(
              name,
              most == Integer.MAX_VALUE
                  ? "an integer not below " + least
                  : "an integer between " + least + " and " + most + " (inclusive)");
        });
  }
}
