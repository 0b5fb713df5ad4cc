package redoubt.admission.decide;

import java.util.List;
import redoubt.admission.review.Review;

/**
 * What is answered.
 *
 * @param images all that were looked at
 * @param patches of the object, none where it is refused
 */
public record Verdict(Review review, List<Looked> images, List<Patch> patches) {
  /**
   * Replaces one text (RFC 6902).
   *
   * @param pointer to it
   */
  public record Patch(String pointer, String value) {}

  public Verdict {
    images = List.copyOf(images);
    patches = List.copyOf(patches);
  }

  public boolean isAllowed() {
    return images.stream().noneMatch(Looked::isRefused);
  }
}
