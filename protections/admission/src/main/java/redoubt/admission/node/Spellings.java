package redoubt.admission.node;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import redoubt.oci.ImageReference;

/**
 * How an image may have been written that a node sees in full (distribution/reference, "familiar
 * names"): without Docker Hub's name, and without the tag that is usual.
 */
final class Spellings {
  private static final String HUB = "docker.io/";
  private static final String OFFICIAL = HUB + "library/";
  private static final String USUAL = ":latest";

  private Spellings() {}

  /** The full name first. */
  static List<String> of(ImageReference image) {
    String full = image.normal().toString();
    List<String> all = new ArrayList<>(List.of(full));
    if (full.startsWith(OFFICIAL)) {
      all.add(full.substring(OFFICIAL.length()));
      all.add(HUB + full.substring(OFFICIAL.length()));
    }
    if (full.startsWith(HUB)) {
      all.add(full.substring(HUB.length()));
    }
    return all.stream()
        .flatMap(one ->
            one.endsWith(USUAL)
                ? Stream.of(one, one.substring(0, one.length() - USUAL.length()))
                : Stream.of(one))
        .distinct()
        .toList();
  }
}
