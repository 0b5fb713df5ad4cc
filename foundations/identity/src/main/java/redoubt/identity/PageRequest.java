package redoubt.identity;

import java.util.Optional;
import redoubt.core.Failure;

/**
 * Which part of a list is asked for.
 *
 * @param limit 1 to 1000 items
 * @param after items after this position; 0 for the first page
 */
public record PageRequest(int limit, long after) {
  private static final int USUAL = 200;
  private static final int MOST = 1000;

  public PageRequest {
    if (limit < 1 || limit > MOST || after < 0) {
      throw new IllegalArgumentException("not a page: " + limit + " after " + after);
    }
  }

  /** The first 200 items. */
  public static PageRequest first() {
    return new PageRequest(USUAL, 0);
  }

  /**
   * From the texts of a request.
   *
   * @throws Failure {@code identity.bad-page}
   */
  public static PageRequest parse(Optional<String> limit, Optional<String> after) {
    try {
      return new PageRequest(
          limit.map(Integer::parseInt).orElse(USUAL), after.map(Long::parseLong).orElse(0L));
    } catch (IllegalArgumentException e) {
      throw new Failure(
          Failure.Kind.INVALID,
          "identity.bad-page",
          "The page that is asked for cannot be.",
          "Send limit from 1 to " + MOST + ", and after as it came in next.",
          e);
    }
  }
}
