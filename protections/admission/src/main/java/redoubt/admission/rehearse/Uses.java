package redoubt.admission.rehearse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import redoubt.admission.seen.Asked;
import redoubt.admission.seen.Counted;

/** Which images are used where, from what runs and what was asked for. */
final class Uses {
  /** Workloads that are told of one image in one namespace. */
  private static final int MOST_WORKLOADS = 20;

  private static final class Found {
    private final SortedSet<String> pods = new TreeSet<>();
    private final SortedSet<String> admitted = new TreeSet<>();
    private final SortedSet<String> refused = new TreeSet<>();
    private long admissions;
    private long refusals;
  }

  private final Map<Item, Found> found = new HashMap<>();
  private final Predicate<String> counts;

  /**
   * @param counts whether a namespace is asked about at all
   */
  Uses(Predicate<String> counts) {
    this.counts = counts;
  }

  void running(List<RunningPod> pods) {
    for (RunningPod pod : pods) {
      if (counts.test(pod.namespace())) {
        pod.items().forEach(item -> at(item).pods.add(pod.name()));
      }
    }
  }

  void asked(List<Counted> counted) {
    for (Counted one : counted) {
      Asked asked = one.asked();
      if (!counts.test(asked.namespace())) {
        continue;
      }
      Found at = at(Item.of(asked.namespace(), asked.image(), asked.digest()));
      String workload = asked.kind() + " " + asked.workload();
      switch (asked.outcome()) {
        case ADMITTED, WARNED -> {
          at.admissions += one.count();
          add(at.admitted, workload);
        }
        case REFUSED -> {
          at.refusals += one.count();
          add(at.refused, workload);
        }
      }
    }
  }

  private static void add(SortedSet<String> workloads, String one) {
    if (workloads.size() < MOST_WORKLOADS) {
      workloads.add(one);
    }
  }

  private Found at(Item item) {
    return found.computeIfAbsent(item, _ -> new Found());
  }

  SortedMap<Item, Trace> all() {
    SortedMap<Item, Trace> all = new TreeMap<>();
    found.forEach((item, one) ->
        all.put(
            item,
            new Trace(
                one.pods,
                one.admissions > 0 ? one.admitted : one.refused,
                one.admissions,
                one.refusals)));
    return all;
  }
}
