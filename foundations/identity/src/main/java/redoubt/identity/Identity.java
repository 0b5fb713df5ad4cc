package redoubt.identity;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import redoubt.core.Migrations;
import redoubt.identity.sql.ApiKeyRows;
import redoubt.identity.sql.Locks;
import redoubt.identity.sql.UserRows;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.seal.Vault;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.web.Authenticator;

/**
 * Users, instances, API keys, grants and tokens of all servers on one database. Its schema must
 * have been migrated ({@link #MIGRATIONS}) before anything is asked of it.
 */
public final class Identity {
  public static final Migrations MIGRATIONS = new Migrations("identity", "redoubt/identity/sql");

  /** Actor of what is done before there is a user: the first start, and offline commands. */
  public static final String OPERATOR = "operator";

  private static final String ADMIN = "admin";
  private static final String FIRST_INSTANCE = "default";

  private final Changes changes;
  private final Users users;
  private final Instances instances;
  private final ApiKeys apiKeys;
  private final Grants grants;
  private final Services services;
  private final Tokens tokens;
  private final NarrowTokens narrowTokens;
  private final Authenticator authenticator;

  public Identity(
      Database database, ChangeFeed feed, Vault vault, Ledger ledger, InstantSource clock) {
    Principals principals = new Principals(database, feed, clock);
    this.changes = new Changes(database, feed, ledger, clock, principals);
    this.users = new Users(database, changes);
    this.instances = new Instances(database, changes);
    this.apiKeys = new ApiKeys(database, changes);
    this.grants = new Grants(database, changes);
    this.services = new Services(changes);
    TokenKeys keys = new TokenKeys(database, feed, vault, clock);
    LoginBrake brake = new LoginBrake(clock);
    this.tokens = new Tokens(database, keys, ledger, clock, brake, changes);
    TokenAuthenticator byToken = new TokenAuthenticator(tokens, principals, clock);
    this.narrowTokens = new NarrowTokens(tokens, byToken, principals, keys, ledger, brake, clock);
    this.authenticator = byToken;
  }

  /**
   * On a database without users makes the administrator {@code admin}, the instance {@code default}
   * in which it holds MANAGER and KEY_PURGE, and an API key of it. Does nothing on any other, and
   * of several servers that start at once, one does it.
   */
  public Optional<FreshKey> bootstrap() {
    return bootstrap(key -> {});
  }

  /**
   * The same; {@code keeper} is given the key before any of it is there to stay, so that a crash
   * cannot lose it. If it throws, nothing was made. It may be called again with another key, of
   * which the last one counts.
   */
  public Optional<FreshKey> bootstrap(Consumer<FreshKey> keeper) {
    return changes.make(change -> {
      Handle handle = change.handle();
      Locks.take(handle, "setup");
      if (UserRows.count(handle) > 0) {
        return Optional.<FreshKey>empty();
      }
      User admin = Users.create(change, OPERATOR, ADMIN, true, false);
      Instances.create(change, OPERATOR, admin.id(), FIRST_INSTANCE);
      FreshKey key = ApiKeys.create(change, OPERATOR, admin.id(), ADMIN, Optional.empty());
      keeper.accept(key);
      return Optional.of(key);
    });
  }

  /**
   * Makes a new API key for the oldest administrator, for an operator who lost all of them. The
   * keys that the first start or an earlier recovery made for it are revoked, wherever they are
   * now; those that it made itself stay.
   *
   * @param keeper as for {@link #bootstrap(Consumer)}
   */
  public FreshKey recoverAdmin(Consumer<FreshKey> keeper) {
    return changes.make(change -> {
      Handle handle = change.handle();
      Locks.take(handle, "setup");
      List<User> administrators = UserRows.lockAdministrators(handle);
      User admin =
          administrators.isEmpty()
              ? Users.create(change, OPERATOR, ADMIN, true, false)
              : administrators.getFirst();
      ApiKeyRows.of(handle, admin.id()).stream()
          .filter(key -> key.createdBy().equals(OPERATOR))
          .forEach(key -> ApiKeys.delete(change, OPERATOR, key));
      FreshKey key = ApiKeys.create(change, OPERATOR, admin.id(), ADMIN, Optional.empty());
      change.record(Entry.SYSTEM, OPERATOR, "identity.admin.recover", admin.id(), Map.of());
      keeper.accept(key);
      return key;
    });
  }

  public FreshKey recoverAdmin() {
    return recoverAdmin(key -> {});
  }

  public Users users() {
    return users;
  }

  public Instances instances() {
    return instances;
  }

  public ApiKeys apiKeys() {
    return apiKeys;
  }

  public Grants grants() {
    return grants;
  }

  public Services services() {
    return services;
  }

  public Tokens tokens() {
    return tokens;
  }

  /** For clients of an image registry. */
  public NarrowTokens narrowTokens() {
    return narrowTokens;
  }

  /** For the web: who stands behind a token. */
  public Authenticator authenticator() {
    return authenticator;
  }
}
