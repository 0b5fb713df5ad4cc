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
    List<RoleChoice> roles,
    List<Person> people,
    boolean mayReadKeys,
    boolean mayDelete,
    String csrf,
    Optional<Notice> notice) {
  /** A role somebody holds. */
  public record GrantRow(
      String id, String userName, String user, String role, String where, Optional<Moment> since) {}

  /** A role to give. */
  public record RoleChoice(String value, String word) {}

  /** Somebody to give a role to; known to administrators only. */
  public record Person(String id, String name) {}
}
