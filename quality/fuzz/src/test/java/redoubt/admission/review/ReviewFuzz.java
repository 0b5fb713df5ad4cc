package redoubt.admission.review;

import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/** A question is refused, or names images in known places. */
final class ReviewFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    try {
      Review review = ReviewReader.read(input);
      for (Slot slot : Slots.changed(review)) {
        if (!review.object().at(slot.pointer()).asText().equals(slot.image())) {
          throw new AssertionError(slot.toString());
        }
      }
      String _ = review.shown();
    } catch (Failure refused) {
      expect(refused, "admission.bad-review");
    }
  }
}
