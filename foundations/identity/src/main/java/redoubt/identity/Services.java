package redoubt.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import redoubt.identity.sql.ApiKeyRows;
import redoubt.identity.sql.GrantRows;
import redoubt.identity.sql.UserRows;
import redoubt.ledger.Entry;
import redoubt.web.Part;
import redoubt.web.Role;

/**
 * Services that a room of the server sets up and ends, known by their names. Each call is a part of
 * the caller's transaction, which records what it gives to the journal: there is a service if and
 * only if what it serves was committed. Whether the actor may do it was checked by whoever asks.
 */
public final class Services {
  private final Changes changes;

  Services(Changes changes) {
    this.changes = changes;
  }

  /**
   * Makes the service unless there is one, and returns its id.
   *
   * @throws redoubt.core.Failure {@code identity.bad-name}, {@code identity.name-taken} by a
   *     person, {@code identity.limit}
   */
  public String ensure(Handle transaction, Consumer<Entry> journal, String actor, String name) {
    return changes.join(
        transaction,
        journal,
        change ->
            lock(transaction, name)
                .orElseGet(() -> Users.create(change, actor, name, false, true))
                .id());
  }

  /**
   * Makes a service that was not there, and returns its id.
   *
   * @throws redoubt.core.Failure {@code identity.bad-name}, {@code identity.name-taken} also by a
   *     service, {@code identity.limit}
   */
  public String create(Handle transaction, Consumer<Entry> journal, String actor, String name) {
    return changes.join(
        transaction, journal, change -> Users.create(change, actor, name, false, true).id());
  }

  /**
   * Gives the service, if there is one, a role. Idempotent.
   *
   * @param part in which it holds the role; empty means in the whole instance
   */
  public void admit(
      Handle transaction,
      Consumer<Entry> journal,
      String actor,
      String name,
      Role role,
      String instance,
      Optional<Part> part) {
    Optional<User> service = lock(transaction, name);
    if (service.isEmpty()
        || GrantRows.of(transaction, service.get().id()).stream()
            .anyMatch(held ->
                held.instance().equals(instance)
                    && held.role() == role
                    && held.part().equals(part))) {
      return;
    }
    UserGrant _ =
        changes.join(
            transaction,
            journal,
            change -> Grants.create(change, actor, instance, service.get().id(), role, part));
  }

  /**
   * A new API key of the service.
   *
   * @param expiresAt until when it is good; empty means until it is revoked
   * @throws redoubt.core.Failure {@code identity.no-such-user}, {@code identity.bad-name}, {@code
   *     identity.bad-expiry}, {@code identity.limit} at 100 keys
   */
  public FreshKey issue(
      Handle transaction,
      Consumer<Entry> journal,
      String actor,
      String name,
      String keyName,
      Optional<Instant> expiresAt) {
    User service = lock(transaction, name).orElseThrow(() -> IdentityFailures.noSuch("user"));
    if (ApiKeyRows.of(transaction, service.id()).size() >= ApiKeys.MOST_OF_USER) {
      throw IdentityFailures.limit("API keys of this user", ApiKeys.MOST_OF_USER);
    }
    return changes.join(
        transaction,
        journal,
        change ->
            ApiKeys.create(
                change,
                actor,
                service.id(),
                keyName,
                expiresAt.map(at -> at.truncatedTo(ChronoUnit.MILLIS))));
  }

  /** The API keys of the service, oldest first; none if there is no service. */
  public List<ApiKey> keys(Handle handle, String name) {
    return find(handle, name).map(user -> ApiKeyRows.of(handle, user.id())).orElse(List.of());
  }

  /** Revokes API keys of the service; one that is gone, or another's, is no error. */
  public void revoke(
      Handle transaction, Consumer<Entry> journal, String actor, String name, Set<String> ids) {
    if (ids.isEmpty() || lock(transaction, name).isEmpty()) {
      return;
    }
    int _ =
        changes.join(
            transaction,
            journal,
            change -> {
              List<ApiKey> revoked =
                  keys(transaction, name).stream().filter(key -> ids.contains(key.id())).toList();
              revoked.forEach(key -> ApiKeys.delete(change, actor, key));
              return revoked.size();
            });
  }

  /** Ends the service with all its API keys, grants and tokens. Idempotent. */
  public void end(Handle transaction, Consumer<Entry> journal, String actor, String name) {
    Optional<User> service = lock(transaction, name);
    if (service.isEmpty()) {
      return;
    }
    String id = service.get().id();
    boolean _ =
        changes.join(
            transaction,
            journal,
            change -> {
              int keys = ApiKeyRows.of(transaction, id).size();
              change.affects(id);
              change.record(
                  Entry.SYSTEM,
                  actor,
                  "identity.user.delete",
                  id,
                  Map.of("apikeys", Integer.toString(keys)));
              return UserRows.delete(transaction, id);
            });
  }

  private static Optional<User> find(Handle handle, String name) {
    return UserRows.findByName(handle, name).filter(User::service);
  }

  /** One that is being deleted meanwhile is not there. */
  private static Optional<User> lock(Handle transaction, String name) {
    return find(transaction, name).flatMap(user -> UserRows.lock(transaction, user.id()));
  }
}
