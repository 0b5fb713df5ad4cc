package redoubt.admission.ladder;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An image that a namespace runs while no server answers.
 *
 * @param image as pods name it, after its digest was written
 * @param until when the exception ends that admits it; empty where none does
 * @param meantAt when the name without the digest last meant this digest; empty where pods named
 *     the digest
 * @param usedAt when a pod last named it, to a day
 */
public record Held(
    String image, Optional<Instant> until, Optional<Instant> meantAt, Instant usedAt) {
  /** What a pod names before the digest is written; empty where pods named the digest. */
  Optional<String> tag() {
    return meantAt.map(_ -> image.substring(0, image.lastIndexOf('@')));
  }

  /** Written after {@link #tag()}. */
  String digest() {
    return image.substring(image.lastIndexOf('@') + 1);
  }

  /** Which image each name without a digest means, as it was last heard. */
  static Map<String, Held> meanings(Collection<Held> all) {
    Map<String, Held> meanings = new TreeMap<>();
    for (Held one : all) {
      one.tag()
          .ifPresent(tag -> {
            Held _ = meanings.merge(tag, one, (a, b) -> a.isMeantAfter(b) ? a : b);
          });
    }
    return meanings;
  }

  private boolean isMeantAfter(Held other) {
    return meantAt.orElse(Instant.MIN).isAfter(other.meantAt.orElse(Instant.MIN));
  }
}
