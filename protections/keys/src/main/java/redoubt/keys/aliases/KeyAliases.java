package redoubt.keys.aliases;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyState;
import redoubt.keys.life.Aliases;
import redoubt.keys.sql.AliasRows;
import redoubt.keys.sql.KeyStore;
import redoubt.store.ChangeFeed;

/** The rules of aliases: which names are allowed, how many, and whose they are. */
public final class KeyAliases implements Aliases {
  /** Most aliases of a key. */
  public static final int MOST_OF_KEY = 5;

  /** Most aliases of an instance. */
  public static final int MOST_OF_INSTANCE = 1000;

  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_-]{2,90}");
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");
  private static final Set<String> RESERVED =
      Set.of(
          "allowed_ip",
          "key",
          "keys",
          "metadata",
          "policy",
          "policies",
          "registration",
          "registrations",
          "ring",
          "rings",
          "rotate",
          "wrap",
          "unwrap",
          "rewrap",
          "version",
          "versions");

  private final ChangeFeed feed;

  public KeyAliases(ChangeFeed feed) {
    this.feed = feed;
  }

  /**
   * @throws redoubt.keys.KeyFailure {@code INVALID_FIELD_ERR} when no key may have this alias
   */
  public static void checkName(String alias) {
    if (!ALLOWED.matcher(alias).matches()) {
      throw KeyProtectError.field(
          "alias", "2 to 90 letters, digits, dashes (-) and underscores (_)");
    }
    if (UUID_FORM.matcher(alias).matches()) {
      throw KeyProtectError.field("alias", "other than a UUID");
    }
    if (RESERVED.contains(alias)) {
      throw KeyProtectError.field("alias", "other than a reserved word");
    }
  }

  @Override
  public void give(Handle transaction, Key key, List<String> aliases) {
    aliases.forEach(KeyAliases::checkName);
    if (new HashSet<>(aliases).size() != aliases.size()) {
      throw KeyProtectError.field("aliases", "different from each other");
    }
    if (!aliases.isEmpty()) {
      AliasRows.lockAll(transaction, key.tenant());
      aliases.forEach(alias -> give(transaction, key, alias, key.createdAt(), key.createdBy()));
    }
  }

  /** Gives one more alias to a key that its caller has locked. */
  public void add(Handle transaction, Key key, String alias, Instant at, String by) {
    checkName(alias);
    if (key.state() == KeyState.DESTROYED) {
      throw KeyProtectError.KEY_DELETED_ERR.failure();
    }
    AliasRows.lockAll(transaction, key.tenant());
    give(transaction, key, alias, at, by);
  }

  private void give(Handle transaction, Key key, String alias, Instant at, String by) {
    Optional<AliasRows.Holder> holder = AliasRows.holder(transaction, key.tenant(), alias);
    if (holder.isPresent() && !holder.get().destroyed()) {
      throw KeyProtectError.ALIAS_EXISTS_ERR.failure();
    }
    if (AliasRows.countOfKey(transaction, key.tenant(), key.id()) >= MOST_OF_KEY) {
      throw KeyProtectError.ALIAS_LIMIT_ERR.failure("the key has " + MOST_OF_KEY);
    }
    if (AliasRows.countTaken(transaction, key.tenant()) >= MOST_OF_INSTANCE) {
      throw KeyProtectError.ALIAS_LIMIT_ERR.failure("the instance has " + MOST_OF_INSTANCE);
    }
    holder.ifPresent(
        loser -> feed.announce(transaction, KeyStore.TOPIC, key.tenant() + "/" + loser.key()));
    AliasRows.give(transaction, key.tenant(), alias, key.id(), at, by);
  }

  /** Takes an alias off a key. */
  public void remove(Handle transaction, Key key, String alias) {
    if (!AliasRows.delete(transaction, key.tenant(), alias, key.id())) {
      throw KeyProtectError.ALIAS_NOT_FOUND_ERR.failure();
    }
  }
}
