package redoubt.admission.rehearse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import redoubt.oci.Digest;

/**
 * One image with all places in which it is used, of which the same is said.
 *
 * @param name in full, without its digest
 * @param lost whether it would be refused, and is not today
 * @param rulings that differ, one at least
 */
public record Group(
    String name,
    Optional<Digest> digest,
    boolean lost,
    List<Ruling> rulings,
    SortedMap<String, Trace> namespaces) {
  /** Different reasons that are told of one image. */
  private static final int MOST_RULINGS = 5;

  private record Key(String name, Optional<Digest> digest, boolean lost) {}

  /** In the order of the images. */
  public static List<Group> of(List<Judged> judged) {
    Map<Key, List<Judged>> byImage = new LinkedHashMap<>();
    for (Judged one : judged) {
      byImage
          .computeIfAbsent(
              new Key(one.item().name(), one.digest(), one.isLost()), _ -> new ArrayList<>())
          .add(one);
    }
    return byImage.entrySet().stream().map(entry -> of(entry.getKey(), entry.getValue())).toList();
  }

  private static Group of(Key key, List<Judged> judged) {
    SortedMap<String, Trace> namespaces = new TreeMap<>();
    judged.forEach(one -> namespaces.merge(one.item().namespace(), one.trace(), Trace::and));
    return new Group(key.name(), key.digest(), key.lost(), rulings(judged), namespaces);
  }

  /** The same reason is told once, in whatever ways the image is written. */
  private static List<Ruling> rulings(List<Judged> judged) {
    Map<String, Ruling> rulings = new LinkedHashMap<>();
    judged.forEach(one ->
        rulings.putIfAbsent(
            one.after().policy() + one.after().said().replace(one.item().image(), ""),
            one.after()));
    return rulings.values().stream().limit(MOST_RULINGS).toList();
  }

  /** All pods that run it. */
  public int pods() {
    return namespaces.values().stream().mapToInt(one -> one.pods().size()).sum();
  }

  public long admissions() {
    return namespaces.values().stream().mapToLong(Trace::admissions).sum();
  }
}
