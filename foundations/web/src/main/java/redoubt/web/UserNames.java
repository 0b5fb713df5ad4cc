package redoubt.web;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Puts what users are called beside their ids. */
final class UserNames {
  private UserNames() {}

  /**
   * @param names asked once, for all ids
   * @param fields with ids of users
   */
  static List<Map<String, Object>> beside(
      Function<Set<String>, Map<String, String>> names,
      Collection<? extends Map<String, ?>> views,
      Set<String> fields) {
    Set<String> ids = new HashSet<>();
    for (Map<String, ?> view : views) {
      for (String field : fields) {
        if (view.get(field) instanceof String id) {
          ids.add(id);
        }
      }
    }
    Map<String, String> known = ids.isEmpty() ? Map.of() : names.apply(ids);
    List<Map<String, Object>> named = new ArrayList<>();
    for (Map<String, ?> view : views) {
      Map<String, Object> with = new LinkedHashMap<>();
      view.forEach((field, value) -> {
        with.put(field, value);
        if (fields.contains(field) && value instanceof String id && known.containsKey(id)) {
          with.put(field + "Name", known.get(id));
        }
      });
      named.add(with);
    }
    return named;
  }
}
