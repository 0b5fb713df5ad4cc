package redoubt.admission.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import redoubt.admission.document.PolicyWriter;
import redoubt.admission.policy.PolicyName;
import redoubt.admission.rehearse.Evicted;
import redoubt.admission.rehearse.Found;
import redoubt.admission.rehearse.Group;
import redoubt.admission.rehearse.Judged;
import redoubt.admission.rehearse.Ruling;
import redoubt.admission.rehearse.Trace;

/** What was found, as JSON. */
final class FoundView {
  /** Images that are told of in each list; beyond, their number is. */
  private static final int MOST = 1_000;

  /** Pods that are named of an image in a namespace. */
  private static final int MOST_PODS = 1_000;

  private FoundView() {}

  static Map<String, Object> rehearsed(Found found) {
    Map<String, Object> view = looked(found);
    view.put("replaced", found.replaced().stream().map(PolicyName::toString).toList());
    put(view, "refused", found.comparison().those(Judged::isRefused));
    put(view, "warned", found.comparison().those(Judged::isWarned));
    put(view, "opened", found.comparison().those(Judged::isOpened));
    put(view, "stays", found.comparison().those(Judged::stays));
    found
        .grandfathered()
        .ifPresent(policies -> {
          Map<String, Object> more = new LinkedHashMap<>();
          more.put("exceptions", policies.stream().mapToInt(one -> one.exceptions().size()).sum());
          more.put("policies", policies.isEmpty() ? "" : PolicyWriter.yaml(policies));
          put(more, "left", found.left());
          view.put("grandfathered", more);
        });
    return view;
  }

  static Map<String, Object> impact(Found found, boolean revoked) {
    Map<String, Object> view = looked(found);
    put(view, "refused", found.comparison().those(revoked ? Judged::isLost : Judged::isRefused));
    return view;
  }

  static Map<String, Object> evicted(Evicted evicted) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("cluster", evicted.cluster().id());
    view.put("name", evicted.cluster().name());
    view.put(
        "asked",
        evicted.asked().stream()
            .map(one ->
                Map.of(
                    "namespace",
                    one.namespace(),
                    "pod",
                    one.pod(),
                    "outcome",
                    one.outcome().name().toLowerCase(Locale.ROOT)))
            .toList());
    view.put("left", evicted.left());
    if (!evicted.problem().isEmpty()) {
      view.put("problem", evicted.problem());
    }
    return view;
  }

  private static Map<String, Object> looked(Found found) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("cluster", found.cluster().id());
    view.put("name", found.cluster().name());
    view.put("at", found.at().toString());
    view.put("pods", found.pods());
    if (!found.problem().isEmpty()) {
      view.put("problem", found.problem());
    }
    found.since().ifPresent(since -> view.put("admissionsSince", since.toString()));
    view.put("admissions", admissions(found.comparison().all()));
    view.put("unjudged", found.comparison().unjudged());
    return view;
  }

  private static long admissions(List<Judged> all) {
    return all.stream().mapToLong(one -> one.trace().admissions()).sum();
  }

  private static void put(Map<String, Object> view, String name, List<Judged> judged) {
    List<Group> groups = Group.of(judged);
    view.put(name, groups.stream().limit(MOST).map(FoundView::view).toList());
    if (groups.size() > MOST) {
      view.put(name + "Left", groups.size() - MOST);
    }
  }

  private static Map<String, Object> view(Group group) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("image", group.name());
    group.digest().ifPresent(digest -> view.put("digest", digest.toString()));
    view.put("lost", group.lost());
    view.put("pods", group.pods());
    view.put("admissions", group.admissions());
    List<String> policies =
        group.rulings().stream()
            .map(Ruling::policy)
            .flatMap(Optional::stream)
            .map(PolicyName::toString)
            .distinct()
            .toList();
    view.put("policies", policies);
    List<Map<String, Object>> reasons = new ArrayList<>();
    group.rulings().stream()
        .filter(one -> !one.said().isEmpty())
        .map(one -> Map.<String, Object>of("said", one.said(), "remedy", one.remedy()))
        .distinct()
        .forEach(reasons::add);
    if (!reasons.isEmpty()) {
      view.put("reasons", reasons);
    }
    List<Map<String, Object>> places = new ArrayList<>();
    group.namespaces().forEach((namespace, trace) -> places.add(place(namespace, trace)));
    view.put("namespaces", places);
    return view;
  }

  private static Map<String, Object> place(String namespace, Trace trace) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("namespace", namespace);
    view.put("pods", trace.pods().size());
    view.put("podNames", trace.pods().stream().limit(MOST_PODS).toList());
    view.put("admissions", trace.admissions());
    view.put("refusals", trace.refusals());
    view.put("workloads", List.copyOf(trace.workloads()));
    return view;
  }
}
