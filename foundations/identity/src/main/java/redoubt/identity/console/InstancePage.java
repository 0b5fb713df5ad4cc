package redoubt.identity.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;

/** One instance and who holds which role in it. */
public record InstancePage(
    String id,
    String name,
    Optional<Moment> created,
    List<GrantRow> grants,
    List<String> roles,
    List<Person> people,
    boolean mayDelete,
    String csrf,
    Optional<Notice> notice) {
  /** A role somebody holds. */
  public record GrantRow(
      String id, String userName, String user, String role, String where, Optional<Moment> since) {}

  /** Somebody to give a role to; known to administrators only. */
  public record Person(String id, String name) {}
}
