package redoubt.identity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import redoubt.identity.sql.GrantRows;
import redoubt.identity.sql.InstanceRows;
import redoubt.identity.sql.UserRows;
import redoubt.ledger.Entry;
import redoubt.store.Database;
import redoubt.web.Part;
import redoubt.web.Principal;
import redoubt.web.Role;

/** Who holds which role in which instance or part of one. */
public final class Grants {
  static final int MOST_IN_INSTANCE = 10_000;
  static final int MOST_OF_USER = 1_000;

  private final Database database;
  private final Changes changes;

  Grants(Database database, Changes changes) {
    this.database = database;
    this.changes = changes;
  }

  /** A role to be given. */
  public record Wish(String user, Role role, Optional<Part> part) {
    /**
     * @param user id or name
     * @param role name of a {@link Role} other than ADMINISTRATOR
     * @param part empty for the whole instance
     * @throws redoubt.core.Failure {@code identity.bad-role}, {@code identity.bad-ring}, {@code
     *     identity.bad-namespace}, {@code identity.bad-repository}
     */
    public static Wish parse(String user, String role, Optional<Part> part) {
      return new Wish(user, Names.role(role), part.map(Names::part));
    }
  }

  /**
   * Grants a role. An administrator may grant any; others, who need MANAGER in the instance for
   * this call, only roles that they hold in the whole instance themselves.
   *
   * @throws redoubt.core.Failure {@code identity.role-not-held}, {@code identity.no-such-user},
   *     {@code identity.no-such-instance}, {@code identity.grant-exists}, {@code identity.limit}
   */
  public UserGrant create(Principal caller, String instance, Wish wish) {
    if (!caller.isAdministrator() && !caller.allows(instance, Set.of(wish.role()))) {
      throw IdentityFailures.roleNotHeld();
    }
    return changes.make(change -> {
      Handle handle = change.handle();
      String user =
          Users.find(handle, wish.user()).orElseThrow(() -> IdentityFailures.noSuch("user")).id();
      return create(change, caller.user(), instance, user, wish.role(), wish.part());
    });
  }

  static UserGrant create(
      Change change, String actor, String instance, String user, Role role, Optional<Part> part) {
    Handle handle = change.handle();
    User holder = UserRows.lock(handle, user).orElseThrow(() -> IdentityFailures.noSuch("user"));
    // One at a time in an instance, so that two at once do not both take the last place.
    if (!Names.isId(instance) || InstanceRows.queue(handle, instance).isEmpty()) {
      throw IdentityFailures.noSuch("instance");
    }
    if (GrantRows.countIn(handle, instance) >= MOST_IN_INSTANCE) {
      throw IdentityFailures.limit("grants in this instance", MOST_IN_INSTANCE);
    }
    if (GrantRows.countOf(handle, user) >= MOST_OF_USER) {
      throw IdentityFailures.limit("grants of this user", MOST_OF_USER);
    }
    UserGrant grant =
        new UserGrant(
            Names.freshId(), user, holder.name(), instance, role, part, change.now(), actor);
    if (!GrantRows.insert(handle, grant)) {
      throw IdentityFailures.grantExists();
    }
    change.affects(user);
    change.record(instance, actor, "identity.grant.create", grant.id(), details(grant));
    return grant;
  }

  /**
   * @throws redoubt.core.Failure {@code identity.no-such-instance}
   */
  public Page<UserGrant> list(String instance, PageRequest page) {
    return database.read(handle -> {
      if (!Names.isId(instance) || InstanceRows.find(handle, instance).isEmpty()) {
        throw IdentityFailures.noSuch("instance");
      }
      return GrantRows.page(handle, instance, page);
    });
  }

  /** All that a user holds, in all instances. */
  public List<UserGrant> of(String user) {
    return database.read(handle -> GrantRows.of(handle, user));
  }

  /**
   * @throws redoubt.core.Failure {@code identity.no-such-grant} also for a grant of another
   *     instance
   */
  public void delete(String actor, String instance, String id) {
    changes.make(change -> {
      UserGrant grant =
          Optional.of(id)
              .filter(known -> Names.isId(known) && Names.isId(instance))
              .flatMap(known -> GrantRows.find(change.handle(), instance, known))
              .orElseThrow(() -> IdentityFailures.noSuch("grant"));
      if (!GrantRows.delete(change.handle(), instance, id)) {
        throw IdentityFailures.noSuch("grant");
      }
      change.affects(grant.user());
      change.record(instance, actor, "identity.grant.delete", id, details(grant));
      return grant;
    });
  }

  /**
   * Ends what is granted in a namespace and in its repositories, as a part of the transaction that
   * removes the namespace.
   */
  public void endIn(
      Handle transaction,
      Consumer<Entry> journal,
      String actor,
      String instance,
      String namespace) {
    int _ =
        changes.join(
            transaction,
            journal,
            change -> {
              List<UserGrant> ended = GrantRows.deleteIn(transaction, instance, namespace);
              for (UserGrant grant : ended) {
                change.affects(grant.user());
                change.record(instance, actor, "identity.grant.delete", grant.id(), details(grant));
              }
              return ended.size();
            });
  }

  private static Map<String, String> details(UserGrant grant) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("user", grant.user());
    details.put("role", grant.role().name());
    grant.part().ifPresent(part -> details.put(part.kind().word(), part.name()));
    return details;
  }
}
