package redoubt.keys.material;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;
import redoubt.keys.testing.MemoryModule;

/** Root keys that live in a hardware module, here one that is made of memory. */
class HardwareRootTest {
  private static final MemoryModule MODULE = new MemoryModule();

  @AutoClose private static final KeyService SERVICE = KeyService.start(Optional.of(MODULE));

  private final Caller caller = SERVICE.manager();

  @Test
  void worksInTheModuleThroughRotations() {
    String key = make();
    assertThat(caller.metadata(key).get("inHsm").asBoolean()).isTrue();
    String old = caller.wrap(key, new byte[32], "a");
    assertThat(caller.act(key, "rotate").outcome()).isEqualTo("204");
    assertThat(caller.unwrap(key, old, "a").json().has("rewrappedKeyVersion")).isTrue();
    assertThat(caller.unwrap(key, old, "b").outcome())
        .isEqualTo("422 UNPROCESSABLE_CIPHERTEXT_ERR");
  }

  @Test
  void itsCiphertextsAreNotThoseOfTheVault() {
    String inHardware = make();
    String inVault = Caller.idOf(caller.create(Map.of()));
    String wrapped = caller.wrap(inHardware, new byte[32], "a");
    assertThat(WrappedKey.parse(wrapped).iv()).hasSize(12);
    assertThat(WrappedKey.parse(caller.wrap(inVault, new byte[32], "a")).iv()).hasSize(24);
    assertThat(caller.unwrap(inVault, wrapped, "a").outcome())
        .isEqualTo("422 UNPROCESSABLE_CIPHERTEXT_ERR");
  }

  /** Not one character can be changed, the place where the IV ends included. */
  @Test
  void anIvThatEndsElsewhereDoesNotOpen() {
    String key = Caller.idOf(caller.create(Map.of()));
    WrappedKey wrapped = WrappedKey.parse(caller.wrap(key, new byte[32], "a"));
    WrappedKey moved = WrappedKey.of(wrapped.handle(), wrapped.box(24), 12);
    assertThat(caller.unwrap(key, moved.text(), "a").outcome())
        .isEqualTo("422 UNPROCESSABLE_CIPHERTEXT_ERR");
  }

  @Test
  void hasNothingInTheVault() {
    String key = make();
    int secrets =
        SERVICE
            .database()
            .read(handle ->
                handle
                    .createQuery(
                        "SELECT count(*) FROM seal.secret WHERE name LIKE '%' || :key || '%'")
                    .bind("key", key)
                    .mapTo(Integer.class)
                    .one());
    assertThat(secrets).isZero();
  }

  @Test
  void leavesTheModuleWithItsPurge() {
    String key = make();
    caller.act(key, "rotate");
    int before = MODULE.names().size();
    caller.delete("/api/v2/keys/" + key);
    SERVICE.clock().advance(Duration.ofHours(4));
    assertThat(caller.delete("/api/v2/keys/" + key + "/purge").outcome()).isEqualTo("204");
    assertThat(MODULE.names()).hasSize(before - 2);
  }

  @Test
  void leavesTheModuleLaterWhenItIsAwayDuringThePurge() {
    String key = make();
    int before = MODULE.names().size();
    caller.delete("/api/v2/keys/" + key);
    SERVICE.clock().advance(Duration.ofHours(4));
    MODULE.away(true);
    assertThat(caller.delete("/api/v2/keys/" + key + "/purge").outcome()).isEqualTo("204");
    MODULE.away(false);
    assertThat(MODULE.names()).hasSize(before);
    SERVICE.tick();
    assertThat(MODULE.names()).hasSize(before - 1);
  }

  @Test
  void aKeyThatWasMadeForNothingIsDestroyed() {
    int before = MODULE.names().size();
    assertThat(
            caller
                .create(Map.of("inHsm", true, "aliases", java.util.List.of("not allowed")))
                .status())
        .isEqualTo(400);
    SERVICE.tick();
    SERVICE.clock().advance(Duration.ofMinutes(11));
    SERVICE.tick();
    assertThat(MODULE.names()).hasSize(before);
  }

  @Test
  void saysThatTheModuleIsAway() {
    String key = make();
    MODULE.away(true);
    try {
      assertThat(caller.act(key, "wrap").status()).isEqualTo(503);
    } finally {
      MODULE.away(false);
    }
  }

  private String make() {
    return Caller.idOf(caller.create(Map.of("inHsm", true)));
  }
}
