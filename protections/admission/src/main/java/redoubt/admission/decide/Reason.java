package redoubt.admission.decide;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import redoubt.admission.policy.Requirement;

/**
 * Why a requirement holds of an image, or does not.
 *
 * @param said one sentence
 * @param remedy what to do where it does not, one sentence
 */
public record Reason(
    Requirement requirement, boolean holds, String said, String remedy, List<Reason> parts) {
  public Reason {
    parts = List.copyOf(parts);
  }

  /** The parts of it that are in the way, without those that only collect others. */
  Stream<Reason> obstacles() {
    if (holds) {
      return Stream.of();
    }
    return parts.isEmpty() || requirement instanceof Requirement.Any
        ? Stream.of(this)
        : parts.stream().flatMap(Reason::obstacles);
  }

  Optional<Reason> firstObstacle() {
    return obstacles().findFirst();
  }
}
