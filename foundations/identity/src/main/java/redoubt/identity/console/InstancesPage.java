package redoubt.identity.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;

/** The instances the caller may see. */
public record InstancesPage(
    List<Row> instances, boolean mayCreate, String csrf, Optional<Notice> notice) {
  /** An instance and the caller's roles in it. */
  public record Row(
      String id,
      String name,
      Optional<Moment> created,
      String roles,
      boolean mayReadKeys,
      boolean mayReadImages,
      boolean mayManage) {
    /** The page that its name leads to; empty for who finds nothing in it. */
    public Optional<String> path() {
      String base = "/instances/" + id;
      return mayManage
          ? Optional.of(base)
          : mayReadKeys
              ? Optional.of(base + "/keys")
              : mayReadImages ? Optional.of(base + "/images") : Optional.empty();
    }
  }
}
