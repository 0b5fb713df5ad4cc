package redoubt.keys.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;

/** The key rings of an instance. */
public record RingsPage(
    String instance,
    String instanceName,
    List<Ring> rings,
    boolean mayChange,
    Sight sight,
    String csrf,
    Optional<Notice> notice) {
  /** A key ring. */
  public record Ring(
      String id, long keys, String createdBy, Optional<Moment> created, boolean removable) {}
}
