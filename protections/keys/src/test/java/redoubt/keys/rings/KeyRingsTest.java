package redoubt.keys.rings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.keys.KeyFailure;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyTables;
import redoubt.keys.sql.KeyStore;
import redoubt.keys.sql.Rings;
import redoubt.store.Database;
import redoubt.testkit.TestDatabase;

final class KeyRingsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @AutoClose
  private static final TestDatabase TEST_DATABASE = TestDatabase.create(KeyStore.MIGRATIONS);

  private final Database database = TEST_DATABASE.database();
  private final String tenant = UUID.randomUUID().toString();

  private KeyProtectError refusalOf(Database.Work<Boolean> work) {
    return catchThrowableOfType(KeyFailure.class, () -> database.transaction(work)).error();
  }

  private List<Rings.Ring> rings() {
    return database.read(handle -> Rings.all(handle, tenant));
  }

  private boolean create(Handle transaction, String ring) {
    KeyRings.create(transaction, tenant, ring, NOW, "u");
    return true;
  }

  private boolean delete(Handle transaction, String ring, boolean force) {
    KeyRings.delete(transaction, tenant, ring, force, NOW);
    return true;
  }

  @Test
  void aRingIsMadeOnce() {
    database.transaction(transaction -> create(transaction, "payments"));

    assertThat(refusalOf(transaction -> create(transaction, "payments")))
        .isEqualTo(KeyProtectError.KEY_RING_EXISTS_ERR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a b", "a/b", "é1", ""})
  void aRingsIdIsPlain(String id) {
    assertThat(refusalOf(transaction -> create(transaction, id)))
        .isEqualTo(KeyProtectError.INVALID_FIELD_ERR);
  }

  @Test
  void theDefaultRingIsFixed() {
    assertThat(refusalOf(transaction -> create(transaction, "default")))
        .isEqualTo(KeyProtectError.KEY_RING_FIXED_ERR);
    assertThat(refusalOf(transaction -> delete(transaction, "default", true)))
        .isEqualTo(KeyProtectError.KEY_RING_FIXED_ERR);
  }

  @Test
  void fiftyRingsAreTheMost() {
    database.transaction(transaction -> {
      IntStream.range(0, 50).forEach(i -> create(transaction, "ring" + i));
      return true;
    });

    assertThat(refusalOf(transaction -> create(transaction, "one-more")))
        .isEqualTo(KeyProtectError.KEY_RING_LIMIT_ERR);
    assertThat(database.<Integer>read(handle -> Rings.count(handle, tenant))).isEqualTo(50);
  }

  @Test
  void aRingWithALiveKeyStays() {
    database.transaction(transaction -> {
      create(transaction, "used");
      KeyTables.insertKey(transaction, tenant, "used");
      return true;
    });

    assertThat(refusalOf(transaction -> delete(transaction, "used", true)))
        .isEqualTo(KeyProtectError.KEY_RING_NOT_EMPTY_ERR);
  }

  @Test
  void aRingOfDestroyedKeysGoesByForceAndLeavesThemInTheDefaultRing() {
    UUID key =
        database.transaction(transaction -> {
          create(transaction, "spent");
          UUID made = KeyTables.insertKey(transaction, tenant, "spent");
          KeyTables.destroy(transaction, tenant, made);
          return made;
        });

    assertThat(refusalOf(transaction -> delete(transaction, "spent", false)))
        .isEqualTo(KeyProtectError.KEY_RING_NOT_EMPTY_ERR);

    database.transaction(transaction -> delete(transaction, "spent", true));
    assertThat(database.read(handle -> KeyStore.find(handle, tenant, key)).orElseThrow().ring())
        .isEqualTo("default");
    assertThat(rings()).isEmpty();
  }

  @Test
  void aRingOfAnotherInstanceIsNotThere() {
    database.transaction(transaction -> {
      KeyRings.create(transaction, "other-" + tenant, "theirs", NOW, "u");
      return true;
    });

    assertThat(refusalOf(transaction -> delete(transaction, "theirs", true)))
        .isEqualTo(KeyProtectError.KEY_RING_NOT_FOUND_ERR);
    assertThat(rings()).isEmpty();
  }
}
