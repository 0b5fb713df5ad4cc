package redoubt.admission.rehearse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Predicate;
import redoubt.core.Deadline;

/**
 * What is said of all images that are used, as it is and as it would be.
 *
 * @param unjudged images of which nothing is said for want of time
 */
public record Comparison(List<Judged> all, int unjudged) {
  public Comparison {
    all = List.copyOf(all);
  }

  static Comparison of(SortedMap<Item, Trace> uses, Court before, Court after, Deadline deadline) {
    List<Judged> all = new ArrayList<>();
    int left = uses.size();
    for (Map.Entry<Item, Trace> use : uses.entrySet()) {
      if (deadline.isOver()) {
        break;
      }
      all.add(
          new Judged(
              use.getKey(), use.getValue(), before.on(use.getKey()), after.on(use.getKey())));
      left--;
    }
    return new Comparison(all, left);
  }

  public List<Judged> those(Predicate<Judged> which) {
    return all.stream().filter(which).toList();
  }
}
