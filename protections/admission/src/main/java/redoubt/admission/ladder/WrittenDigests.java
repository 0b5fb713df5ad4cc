package redoubt.admission.ladder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import redoubt.admission.review.Review;
import redoubt.admission.review.Slot;
import redoubt.admission.review.Slots;

/**
 * Digests that the API server has written into a pod before anybody was asked. Whoever writes the
 * annotation himself has the names of his own images looked up, and nothing more.
 */
public final class WrittenDigests {
  public static final String ANNOTATION = "redoubt.dev/digests";

  /** RFC 6901. */
  public static final String POINTER = "/metadata/annotations/" + ANNOTATION.replace("/", "~1");

  private WrittenDigests() {}

  public static boolean areIn(Review review) {
    return Slots.isPod(review)
        && review.operation() == Review.Operation.CREATE
        && !review.object().at(POINTER).isMissingNode();
  }

  /**
   * @param tags which image names without a digest mean to the API server
   */
  static Review without(Review review, Map<String, Held> tags) {
    JsonNode object = review.object().deepCopy();
    for (Slot slot : Slots.of(review)) {
      int at = slot.image().lastIndexOf('@');
      if (at < 0) {
        continue;
      }
      String tag = slot.image().substring(0, at);
      Held meant = tags.get(tag);
      if (meant != null && meant.image().equals(slot.image())) {
        int end = slot.pointer().lastIndexOf('/');
        ObjectNode holder = (ObjectNode) object.at(slot.pointer().substring(0, end));
        holder.put(slot.pointer().substring(end + 1), tag);
      }
    }
    return review.with(object);
  }
}
