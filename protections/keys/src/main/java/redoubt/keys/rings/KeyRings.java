package redoubt.keys.rings;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.sql.KeyStore;
import redoubt.keys.sql.Rings;

/** The rules of key rings. */
public final class KeyRings {
  /** Most rings of an instance, besides the default one. */
  public static final int MOST = 50;

  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_-]{2,100}");

  private KeyRings() {}

  /** Whether a ring may have this id. */
  public static boolean isName(String id) {
    return ALLOWED.matcher(id).matches();
  }

  /** Makes a ring. */
  public static void create(Handle transaction, String tenant, String id, Instant at, String by) {
    if (!isName(id)) {
      throw KeyProtectError.field(
          "key_ring_id", "2 to 100 letters, digits, dashes (-) and underscores (_)");
    }
    if (id.equals(Key.DEFAULT_RING)) {
      throw KeyProtectError.KEY_RING_FIXED_ERR.failure();
    }
    Rings.lockAll(transaction, tenant);
    int before = Rings.count(transaction, tenant);
    if (!Rings.insert(transaction, tenant, new Rings.Ring(id, at, by))) {
      throw KeyProtectError.KEY_RING_EXISTS_ERR.failure();
    }
    if (before >= MOST) {
      throw KeyProtectError.KEY_RING_LIMIT_ERR.failure();
    }
  }

  /**
   * Deletes a ring without keys. With {@code force} its keys may all be destroyed; they go over
   * into the default ring.
   */
  public static void delete(
      Handle transaction, String tenant, String id, boolean force, Instant at) {
    if (id.equals(Key.DEFAULT_RING)) {
      throw KeyProtectError.KEY_RING_FIXED_ERR.failure();
    }
    Rings.Keys keys =
        Rings.lock(transaction, tenant, id)
            .orElseThrow(() -> KeyProtectError.KEY_RING_NOT_FOUND_ERR.failure());
    if (keys.others() > 0 || (keys.destroyed() > 0 && !force)) {
      throw KeyProtectError.KEY_RING_NOT_EMPTY_ERR.failure(
          keys.others() > 0 ? "not all of them are destroyed" : "all of them are destroyed");
    }
    if (keys.destroyed() > 0) {
      KeyStore.ensureDefaultRing(transaction, tenant, at);
      Rings.moveDestroyedToDefault(transaction, tenant, id);
    }
    Rings.delete(transaction, tenant, id);
  }
}
