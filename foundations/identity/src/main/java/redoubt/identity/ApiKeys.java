package redoubt.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.identity.sql.ApiKeyRows;
import redoubt.identity.sql.UserRows;
import redoubt.ledger.Entry;
import redoubt.store.Database;
import redoubt.web.Principal;

/** API keys of users: made, listed, revoked. */
public final class ApiKeys {
  static final int MOST_OF_USER = 100;

  private final Database database;
  private final Changes changes;

  ApiKeys(Database database, Changes changes) {
    this.database = database;
    this.changes = changes;
  }

  /**
   * Makes an API key for a user: for oneself, or as an administrator for anybody. A key that
   * expires makes only keys that expire no later for its own user. A service that is no
   * administrator makes none: what was given to it could not be taken back.
   *
   * @param user id or name; empty means the caller
   * @throws redoubt.core.Failure {@code identity.forbidden}, {@code identity.no-such-user}, {@code
   *     identity.bad-name}, {@code identity.bad-expiry}, {@code identity.outlives-its-maker},
   *     {@code identity.limit} at 100 keys of a user
   */
  public FreshKey create(
      Principal caller, Optional<String> user, String name, Optional<Instant> expiresAt) {
    refuseServices(caller);
    Optional<Instant> expiry = expiresAt.map(at -> at.truncatedTo(ChronoUnit.MILLIS));
    return changes.make(change -> {
      Handle handle = change.handle();
      if (UserRows.lock(handle, caller.user()).isEmpty()) {
        throw IdentityFailures.revoked();
      }
      // Revoking locks the user too: a key that is being revoked makes no other.
      ApiKey maker =
          ApiKeyRows.find(handle, caller.credential()).orElseThrow(IdentityFailures::revoked);
      String owner = user.map(wanted -> owner(handle, caller, wanted)).orElse(caller.user());
      if (UserRows.lock(handle, owner).isEmpty()) {
        throw IdentityFailures.noSuch("user");
      }
      if (owner.equals(caller.user())
          && maker.expiresAt().isPresent()
          && (expiry.isEmpty() || expiry.get().isAfter(maker.expiresAt().get()))) {
        throw IdentityFailures.outlivesItsMaker();
      }
      if (ApiKeyRows.of(handle, owner).size() >= MOST_OF_USER) {
        throw IdentityFailures.limit("API keys of this user", MOST_OF_USER);
      }
      return create(change, caller.user(), owner, name, expiry);
    });
  }

  private static String owner(Handle handle, Principal caller, String wanted) {
    if (wanted.equals(caller.user())) {
      return wanted;
    }
    if (!caller.isAdministrator()) {
      throw IdentityFailures.forbidden();
    }
    return Users.find(handle, wanted).orElseThrow(() -> IdentityFailures.noSuch("user")).id();
  }

  /** Whatever the number of keys: an operator who recovers is not held up by the limit. */
  static FreshKey create(
      Change change, String actor, String user, String name, Optional<Instant> expiresAt) {
    if (expiresAt.isPresent() && !expiresAt.get().isAfter(change.now())) {
      throw IdentityFailures.badExpiry();
    }
    ApiKeyText text = ApiKeyText.fresh();
    ApiKey apiKey =
        new ApiKey(
            text.id(), Names.name(name), user, change.now(), actor, expiresAt, Optional.empty());
    ApiKeyRows.insert(change.handle(), apiKey, text.digest());
    change.record(Entry.SYSTEM, actor, "identity.apikey.create", apiKey.id(), details(apiKey));
    return new FreshKey(apiKey, text);
  }

  /**
   * Keys of a user, oldest first: one's own, or as an administrator anybody's.
   *
   * @param user id, or name; empty means the caller
   * @throws redoubt.core.Failure {@code identity.forbidden}, {@code identity.no-such-user}
   */
  public List<ApiKey> list(Principal caller, Optional<String> user) {
    return database.read(handle -> {
      String owner = user.map(wanted -> owner(handle, caller, wanted)).orElse(caller.user());
      return ApiKeyRows.of(handle, owner);
    });
  }

  /**
   * Revokes a key, one's own or as an administrator any; its tokens end at once. A service that is
   * no administrator revokes none: programs on several machines may be the same one.
   *
   * @throws redoubt.core.Failure {@code identity.forbidden}; {@code identity.no-such-apikey}, also
   *     for a key that is not the caller's
   */
  public void delete(Principal caller, String id) {
    refuseServices(caller);
    changes.make(change -> {
      ApiKey apiKey =
          ApiKeyRows.find(change.handle(), id)
              .filter(found -> caller.isAdministrator() || found.user().equals(caller.user()))
              .orElseThrow(() -> IdentityFailures.noSuch("apikey"));
      UserRows.lock(change.handle(), apiKey.user());
      delete(change, caller.user(), apiKey);
      return apiKey;
    });
  }

  private static void refuseServices(Principal caller) {
    if (caller.service() && !caller.isAdministrator()) {
      throw IdentityFailures.forbidden();
    }
  }

  static void delete(Change change, String actor, ApiKey apiKey) {
    if (!ApiKeyRows.delete(change.handle(), apiKey.id())) {
      throw IdentityFailures.noSuch("apikey");
    }
    change.affects(apiKey.user());
    change.record(Entry.SYSTEM, actor, "identity.apikey.delete", apiKey.id(), details(apiKey));
  }

  private static Map<String, String> details(ApiKey apiKey) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("user", apiKey.user());
    apiKey.expiresAt().ifPresent(at -> details.put("expiresAt", at.toString()));
    return details;
  }
}
