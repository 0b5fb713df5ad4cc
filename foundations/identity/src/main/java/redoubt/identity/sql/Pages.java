package redoubt.identity.sql;

import java.util.List;
import java.util.Optional;
import redoubt.identity.Page;
import redoubt.identity.PageRequest;

/** Cuts what a query found to a page: the query asks for one row more than the page holds. */
final class Pages {
  /** A row and its place in the order of creation. */
  record Placed<T>(long place, T item) {}

  private Pages() {}

  static <T> Page<T> cut(List<Placed<T>> found, PageRequest page) {
    boolean more = found.size() > page.limit();
    List<Placed<T>> kept = more ? found.subList(0, page.limit()) : found;
    return new Page<>(
        kept.stream().map(Placed::item).toList(),
        more ? Optional.of(Long.toString(kept.getLast().place())) : Optional.empty());
  }
}
