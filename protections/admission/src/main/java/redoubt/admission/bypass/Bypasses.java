package redoubt.admission.bypass;

import java.util.List;
import java.util.stream.Stream;

/**
 * All ways around that an AdmissionReview can show. Those that take more than one question, such as
 * a tag that moves, are proofs of their own.
 */
public final class Bypasses {
  private Bypasses() {}

  public static List<Bypass> all() {
    return Stream.of(Places.all(), Changes.all(), Claims.all(), Names.all())
        .flatMap(List::stream)
        .toList();
  }
}
