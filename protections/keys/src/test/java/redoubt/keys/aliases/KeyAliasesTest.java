package redoubt.keys.aliases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.keys.Key;
import redoubt.keys.KeyFailure;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyTables;
import redoubt.keys.sql.KeyStore;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.testkit.TestDatabase;

final class KeyAliasesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @AutoClose
  private static final TestDatabase TEST_DATABASE = TestDatabase.create(KeyStore.MIGRATIONS);

  @AutoClose private static final ChangeFeed FEED = ChangeFeed.open(TEST_DATABASE.database());

  private final Database database = TEST_DATABASE.database();
  private final KeyAliases aliases = new KeyAliases(FEED);
  private final String tenant = UUID.randomUUID().toString();

  private Key newKey() {
    return database.transaction(transaction -> {
      UUID id = KeyTables.insertKey(transaction, tenant, Key.DEFAULT_RING);
      return KeyStore.find(transaction, tenant, id).orElseThrow();
    });
  }

  private Optional<UUID> holder(String instance, String alias) {
    return database.read(handle -> KeyStore.byAlias(handle, instance, alias));
  }

  private Key now(Key key) {
    return database.read(handle -> KeyStore.find(handle, tenant, key.id()).orElseThrow());
  }

  private boolean add(Handle transaction, Key key, String alias) {
    aliases.add(
        transaction, KeyStore.lock(transaction, tenant, key.id()).orElseThrow(), alias, NOW, "u");
    return true;
  }

  private void add(Key key, String alias) {
    database.transaction(transaction -> add(transaction, key, alias));
  }

  private KeyProtectError refusalOf(Database.Work<Boolean> work) {
    return catchThrowableOfType(KeyFailure.class, () -> database.transaction(work)).error();
  }

  @Test
  void anAliasStandsForOneKeyOfItsInstance() {
    Key key = newKey();
    Key other = newKey();
    add(key, "payroll");

    assertThat(holder(tenant, "payroll")).contains(key.id());
    assertThat(holder("x" + tenant, "payroll")).isEmpty();
    assertThat(refusalOf(transaction -> add(transaction, other, "payroll")))
        .isEqualTo(KeyProtectError.ALIAS_EXISTS_ERR);
  }

  @Test
  void fiveAreTheMostOfAKey() {
    Key key = newKey();
    List.of("a1", "a2", "a3", "a4", "a5").forEach(alias -> add(key, alias));

    assertThat(refusalOf(transaction -> add(transaction, key, "a6")))
        .isEqualTo(KeyProtectError.ALIAS_LIMIT_ERR);
    assertThat(now(key).aliases()).hasSize(5);
  }

  @Test
  void aThousandAreTheMostOfAnInstance() {
    database.transaction(transaction -> {
      for (int i = 0; i < 200; i++) {
        UUID id = KeyTables.insertKey(transaction, tenant, Key.DEFAULT_RING);
        for (int j = 0; j < 5; j++) {
          redoubt.keys.sql.AliasRows.give(transaction, tenant, "b" + i + "-" + j, id, NOW, "u");
        }
      }
      return true;
    });
    Key key = newKey();

    assertThat(refusalOf(transaction -> add(transaction, key, "one-more")))
        .isEqualTo(KeyProtectError.ALIAS_LIMIT_ERR);
  }

  @Test
  void theAliasOfADestroyedKeyIsFree() {
    Key old = newKey();
    add(old, "again");
    database.transaction(transaction -> {
      KeyTables.destroy(transaction, tenant, old.id());
      return true;
    });
    assertThat(now(old).aliases()).containsExactly("again");

    Key fresh = newKey();
    add(fresh, "again");
    assertThat(now(fresh).aliases()).containsExactly("again");
    assertThat(now(old).aliases()).isEmpty();
  }

  @Test
  void aDestroyedKeyGetsNone() {
    Key key = newKey();
    database.transaction(transaction -> {
      KeyTables.destroy(transaction, tenant, key.id());
      return true;
    });

    assertThat(refusalOf(transaction -> add(transaction, key, "late")))
        .isEqualTo(KeyProtectError.KEY_DELETED_ERR);
  }

  @Test
  void anAliasIsTakenOffItsOwnKeyOnly() {
    Key key = newKey();
    Key other = newKey();
    add(key, "mine");

    assertThat(
            refusalOf(transaction -> {
              aliases.remove(transaction, other, "mine");
              return true;
            }))
        .isEqualTo(KeyProtectError.ALIAS_NOT_FOUND_ERR);
    database.transaction(transaction -> {
      aliases.remove(transaction, key, "mine");
      return true;
    });
    assertThat(now(key).aliases()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "with space",
        "dot.ted",
        "versions",
        "allowed_ip",
        "02fd6835-6001-4482-a892-13bd2085f75d",
        "02FD6835-6001-4482-A892-13BD2085F75D"
      })
  void someNamesAreNotAllowed(String alias) {
    assertThat(catchThrowableOfType(KeyFailure.class, () -> KeyAliases.checkName(alias)).error())
        .isEqualTo(KeyProtectError.INVALID_FIELD_ERR);
  }

  @Test
  void aNewKeyGetsItsAliasesOrIsRefused() {
    Key taken = newKey();
    add(taken, "first");
    Key key = newKey();

    assertThat(
            refusalOf(transaction -> {
              aliases.give(transaction, key, List.of("second", "first"));
              return true;
            }))
        .isEqualTo(KeyProtectError.ALIAS_EXISTS_ERR);
    assertThat(
            refusalOf(transaction -> {
              aliases.give(transaction, key, List.of("twice", "twice"));
              return true;
            }))
        .isEqualTo(KeyProtectError.INVALID_FIELD_ERR);
  }
}
