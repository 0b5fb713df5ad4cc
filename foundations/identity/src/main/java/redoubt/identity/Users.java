package redoubt.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.identity.sql.ApiKeyRows;
import redoubt.identity.sql.Locks;
import redoubt.identity.sql.UserRows;
import redoubt.ledger.Entry;
import redoubt.store.Database;

/** People and services. {@code actor} is the id of who does it. */
public final class Users {
  static final int MOST = 10_000;

  private final Database database;
  private final Changes changes;

  Users(Database database, Changes changes) {
    this.database = database;
    this.changes = changes;
  }

  /**
   * @throws redoubt.core.Failure {@code identity.bad-name}, {@code identity.name-taken}, {@code
   *     identity.limit} at 10,000 users
   */
  public User create(String actor, String name, boolean administrator, boolean service) {
    return changes.make(change -> create(change, actor, name, administrator, service));
  }

  static User create(
      Change change, String actor, String name, boolean administrator, boolean service) {
    Locks.take(change.handle(), "users");
    if (UserRows.count(change.handle()) >= MOST) {
      throw IdentityFailures.limit("users", MOST);
    }
    User user = new User(Names.freshId(), Names.name(name), administrator, service, change.now());
    if (!UserRows.insert(change.handle(), user)) {
      throw IdentityFailures.nameTaken("user");
    }
    change.record(
        Entry.SYSTEM,
        actor,
        "identity.user.create",
        user.id(),
        Map.of(
            "administrator",
            Boolean.toString(administrator),
            "service",
            Boolean.toString(service)));
    return user;
  }

  public Page<User> list(PageRequest page) {
    return database.read(handle -> UserRows.page(handle, page));
  }

  /** By id or by name. */
  public Optional<User> find(String idOrName) {
    return database.read(handle -> find(handle, idOrName));
  }

  /**
   * By id or by name.
   *
   * @throws redoubt.core.Failure {@code identity.no-such-user}
   */
  public User require(String idOrName) {
    return find(idOrName).orElseThrow(() -> IdentityFailures.noSuch("user"));
  }

  static Optional<User> find(Handle handle, String idOrName) {
    if (Names.isId(idOrName)) {
      return UserRows.find(handle, idOrName);
    }
    return Names.isName(idOrName) ? UserRows.findByName(handle, idOrName) : Optional.empty();
  }

  /**
   * Deletes a user with all its API keys and grants; its tokens end at once.
   *
   * @param idOrName id or name
   * @throws redoubt.core.Failure {@code identity.no-such-user}, {@code identity.last-administrator}
   */
  public void delete(String actor, String idOrName) {
    String id = require(idOrName).id();
    changes.make(change -> {
      List<User> administrators = UserRows.lockAdministrators(change.handle());
      User user =
          UserRows.lock(change.handle(), id).orElseThrow(() -> IdentityFailures.noSuch("user"));
      if (user.administrator() && administrators.size() == 1) {
        throw IdentityFailures.lastAdministrator();
      }
      int keys = ApiKeyRows.of(change.handle(), id).size();
      UserRows.delete(change.handle(), id);
      change.affects(id);
      change.record(
          Entry.SYSTEM,
          actor,
          "identity.user.delete",
          id,
          Map.of("apikeys", Integer.toString(keys)));
      return user;
    });
  }
}
