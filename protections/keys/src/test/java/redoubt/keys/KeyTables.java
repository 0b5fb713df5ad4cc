package redoubt.keys;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.keys.sql.KeyStore;

/** Puts keys into the tables without all that a creation asks for. */
public final class KeyTables {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private KeyTables() {}

  /** An active root key; the ring must be there unless it is the default one. */
  public static UUID insertKey(Handle transaction, String tenant, String ring) {
    if (ring.equals(Key.DEFAULT_RING)) {
      KeyStore.ensureDefaultRing(transaction, tenant, NOW);
    }
    UUID id = UUID.randomUUID();
    KeyStore.insert(
        transaction,
        new Key(
            tenant,
            id,
            ring,
            "key",
            Optional.empty(),
            List.of(),
            List.of(),
            false,
            false,
            false,
            KeyState.ACTIVE,
            Optional.empty(),
            new KeyVersion(UUID.randomUUID(), 1, false, false, 256, NOW),
            NOW,
            "u",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            NOW,
            Optional.empty(),
            Optional.empty(),
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    return id;
  }

  public static void destroy(Handle transaction, String tenant, UUID key) {
    transaction
        .createUpdate(
            """
            UPDATE keys.key SET state = 5, nonactive_reason = 2, deleted_at = :at, deleted_by = 'u'
            WHERE tenant = :tenant AND id = :id
            """)
        .bind("tenant", tenant)
        .bind("id", key)
        .bind("at", NOW)
        .execute();
  }
}
