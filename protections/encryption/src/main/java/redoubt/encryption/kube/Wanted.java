package redoubt.encryption.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.filter.TokenFilter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of an answer that are kept; the others pass by without being built up. */
final class Wanted extends TokenFilter {
  private final Map<String, Wanted> below = new LinkedHashMap<>();

  private Wanted() {}

  /**
   * @param fields each with its way from the top, such as {@code /items/metadata/name}; all
   *     elements of an array are on its way
   */
  static Wanted of(Collection<String> fields) {
    Wanted top = new Wanted();
    for (String field : fields) {
      Wanted at = top;
      for (String name : field.substring(1).split("/", -1)) {
        at = at.below.computeIfAbsent(name, _ -> new Wanted());
      }
    }
    return top;
  }

  @Override
  public @Nullable TokenFilter includeProperty(String name) {
    Wanted next = below.get(name);
    return next == null || !next.below.isEmpty() ? next : INCLUDE_ALL;
  }

  /** What stands where fields were expected is none of them. */
  @Override
  public boolean includeValue(JsonParser json) {
    return false;
  }
}
