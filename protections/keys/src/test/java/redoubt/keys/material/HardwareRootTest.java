package redoubt.keys.material;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.crypto.Aead;
import redoubt.crypto.HardwareKeys;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;

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
    int before = MODULE.keys.size();
    caller.delete("/api/v2/keys/" + key);
    SERVICE.clock().advance(Duration.ofHours(4));
    assertThat(caller.delete("/api/v2/keys/" + key + "/purge").outcome()).isEqualTo("204");
    assertThat(MODULE.keys).hasSize(before - 2);
  }

  @Test
  void leavesTheModuleLaterWhenItIsAwayDuringThePurge() {
    String key = make();
    int before = MODULE.keys.size();
    caller.delete("/api/v2/keys/" + key);
    SERVICE.clock().advance(Duration.ofHours(4));
    MODULE.away = true;
    assertThat(caller.delete("/api/v2/keys/" + key + "/purge").outcome()).isEqualTo("204");
    MODULE.away = false;
    assertThat(MODULE.keys).hasSize(before);
    SERVICE.tick();
    assertThat(MODULE.keys).hasSize(before - 1);
  }

  @Test
  void aKeyThatWasMadeForNothingIsDestroyed() {
    int before = MODULE.keys.size();
    assertThat(
            caller
                .create(Map.of("inHsm", true, "aliases", java.util.List.of("not allowed")))
                .status())
        .isEqualTo(400);
    SERVICE.tick();
    SERVICE.clock().advance(Duration.ofMinutes(11));
    SERVICE.tick();
    assertThat(MODULE.keys).hasSize(before);
  }

  @Test
  void saysThatTheModuleIsAway() {
    String key = make();
    MODULE.away = true;
    try {
      assertThat(caller.act(key, "wrap").status()).isEqualTo(503);
    } finally {
      MODULE.away = false;
    }
  }

  private String make() {
    return Caller.idOf(caller.create(Map.of("inHsm", true)));
  }

  /** Keeps its contract, without hardware. */
  private static final class MemoryModule implements HardwareKeys {
    private final Map<String, SecretBytes> keys = new ConcurrentHashMap<>();
    private volatile boolean away;

    @Override
    public void create(String id) {
      reach();
      assertThat(id).matches("[A-Za-z0-9._-]{1,100}");
      keys.put(id, SecretBytes.random(32));
    }

    @Override
    public byte[] seal(String id, byte[] plaintext, byte[] aad) {
      reach();
      byte[] iv = Randomness.bytes(IV_BYTES);
      byte[] sealed = gcm(Cipher.ENCRYPT_MODE, id, iv, plaintext, aad);
      byte[] box = Arrays.copyOf(iv, IV_BYTES + sealed.length);
      System.arraycopy(sealed, 0, box, IV_BYTES, sealed.length);
      return box;
    }

    @Override
    public byte[] open(String id, byte[] box, byte[] aad) {
      reach();
      byte[] sealed = Arrays.copyOfRange(box, IV_BYTES, box.length);
      return gcm(Cipher.DECRYPT_MODE, id, Arrays.copyOf(box, IV_BYTES), sealed, aad);
    }

    private byte[] gcm(int mode, String id, byte[] iv, byte[] text, byte[] aad) {
      return key(id)
          .use(key -> {
            try {
              Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
              cipher.init(
                  mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG_BYTES, iv));
              cipher.updateAAD(aad);
              return cipher.doFinal(text);
            } catch (GeneralSecurityException e) {
              throw Aead.tampered(e);
            }
          });
    }

    @Override
    public void destroy(String id) {
      reach();
      keys.remove(id);
    }

    private SecretBytes key(String id) {
      SecretBytes key = keys.get(id);
      if (key == null) {
        throw new Failure(Failure.Kind.NOT_FOUND, "hsm.no-key", "No such key.", "None.");
      }
      return key;
    }

    private void reach() {
      if (away) {
        throw new Failure(Failure.Kind.UNAVAILABLE, "hsm.unavailable", "Away.", "Wait.");
      }
    }
  }
}
