package redoubt.signatures.trust;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import redoubt.signatures.Check;

/**
 * What is told of the signatures that a requirement looked at: some of them one by one, and of all
 * of them why they do not count. Used by one thread.
 */
final class Told {
  /** Different reasons that one sentence gives. */
  private static final int MOST_REASONS = 3;

  private final Room room;
  private final List<Check> parts = new ArrayList<>();
  private final Map<String, Integer> reasons = new LinkedHashMap<>();
  private String first = "";
  private int all;

  Told(Room room) {
    this.room = room;
  }

  /** How many signatures the requirements of a policy tell of together. */
  static final class Room {
    private int left;

    Room(int most) {
      this.left = most;
    }

    private boolean take() {
      if (left == 0) {
        return false;
      }
      left--;
      return true;
    }
  }

  /** The same, where what is said is the reason. */
  void add(Check part) {
    add(part, part.said());
  }

  /**
   * Tells of it if there is room, or if it is the first of its signer that counts.
   *
   * @param reason why it does not count, in words that all have for which it is the same
   */
  void add(Check part, String reason) {
    all++;
    if (!part.isPassed()) {
      first = first.isEmpty() ? part.said() : first;
      reasons.merge(reason, 1, Integer::sum);
    }
    if (room.take()) {
      parts.add(part);
    } else if (part.isPassed()
        && parts.stream().noneMatch(one -> one.isPassed() && one.said().equals(part.said()))) {
      parts.add(new Check(part.name(), part.outcome(), part.said(), List.of()));
    }
  }

  List<Check> parts() {
    return parts;
  }

  /**
   * The reason of all of them; where they differ, how many there are of the most frequent. Empty if
   * there was nothing to look at.
   */
  Optional<String> reasons() {
    if (reasons.size() <= 1) {
      return reasons.entrySet().stream()
          .findFirst()
          .map(one -> one.getValue() == 1 ? first : one.getKey());
    }
    return Optional.of(
        "None of "
            + all
            + " counts. "
            + reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST_REASONS)
                .map(reason -> reason.getValue() + ": " + reason.getKey())
                .collect(Collectors.joining(" ")));
  }
}
