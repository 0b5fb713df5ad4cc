package redoubt.admission.node;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import redoubt.admission.decide.Decider;
import redoubt.admission.decide.Evidence;
import redoubt.admission.decide.Looked;
import redoubt.admission.policy.Choice;
import redoubt.oci.Digest;
import redoubt.oci.ImageReference;

/**
 * Of all images that are known those that would be admitted at the moment, in one namespace at
 * least and however their names are written: a node is told neither.
 */
final class Known {
  private final NodeWish wish;
  private final Evidence evidence;
  private final Set<String> places;
  private final SortedSet<String> lines = new TreeSet<>();

  private Known(NodeWish wish, Evidence evidence) {
    this.wish = wish;
    this.evidence = evidence;
    this.places = places(wish);
  }

  /** One without policies for all that have none, those whose secrets are known, and the others. */
  private static Set<String> places(NodeWish wish) {
    Set<String> places = new LinkedHashSet<>(List.of(""));
    places.addAll(wish.namespaces());
    wish.policies().all().forEach(policy -> policy.name().namespace().ifPresent(places::add));
    return places;
  }

  /** {@code DIGEST NAME}, where the name has a tag, or none if the image is named by its digest. */
  static SortedSet<String> of(NodeWish wish, Evidence evidence, List<Stock.Item> stock) {
    Known known = new Known(wish, evidence);
    for (Stock.Item item : stock) {
      if (!item.ours()) {
        known.add(item.name(), item);
        continue;
      }
      wish.registries().forEach(registry -> known.add(registry + "/" + item.name(), item));
    }
    return known.lines;
  }

  private void add(String name, Stock.Item item) {
    Digest digest = item.digest();
    List<String> exact = new ArrayList<>(List.of(name + "@" + digest));
    for (String tag : item.tags()) {
      exact.add(name + ":" + tag + "@" + digest);
      if (isAdmitted(name + ":" + tag, digest)) {
        lines.add(digest + " " + name + ":" + tag);
      }
    }
    if (exact.stream().anyMatch(one -> isAdmitted(one, digest))) {
      lines.add(digest + " " + name);
    }
  }

  private boolean isAdmitted(String image, Digest digest) {
    Set<String> spellings =
        ImageReference.parse(image)
            .<Set<String>>map(one -> new HashSet<>(Spellings.of(one)))
            .orElse(Set.of());
    return spellings.stream()
        .anyMatch(one -> places.stream().anyMatch(place -> isAdmitted(one, place, digest)));
  }

  /**
   * By an entry that looks at it: what exceptions admit ends with them, and has lines of its own.
   */
  private boolean isAdmitted(String image, String place, Digest digest) {
    Looked looked = Decider.look(image, place, wish.policies(), evidence, wish.now());
    return looked.choice().orElse(null) instanceof Choice.Found
        && !looked.isRefused()
        && looked.why().isPresent()
        && looked.digest().filter(digest::equals).isPresent();
  }
}
