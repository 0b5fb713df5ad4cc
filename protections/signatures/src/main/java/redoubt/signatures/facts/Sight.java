package redoubt.signatures.facts;

import java.util.List;

/**
 * What was seen of one of the places where signatures are put.
 *
 * @param found what is there, up to a limit of the place's own, in an order that stays the same
 * @param unseen beginnings of the names of sources that could not be looked for: what is known of
 *     those stays as it is, and all others that were not found are gone
 */
public record Sight(List<Found> found, List<String> unseen) {
  public Sight {
    found = List.copyOf(found);
    unseen = List.copyOf(unseen);
  }

  /** All that is there. */
  public static Sight whole(List<Found> found) {
    return new Sight(found, List.of());
  }

  boolean isWhole() {
    return unseen.isEmpty();
  }

  /** Whether a source of that name may be there and was not found. */
  boolean isUnseen(String source) {
    return unseen.stream().anyMatch(source::startsWith);
  }
}
