package redoubt.keys.sql;

import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What other rooms ask of the keys of a tenant, or of all. */
public final class TenantKeys {
  /**
   * Those with rows of tenants, each before those it refers to; what hangs on a key goes with it.
   */
  private static final List<String> TABLES =
      List.of(
          "key",
          "signing_key",
          "ring",
          "instance_policy",
          "import_token",
          "usage",
          "purged",
          "sample");

  private TenantKeys() {}

  /** Keys of the tenant whose material is still there: live ones, and destroyed ones to restore. */
  public static long count(Handle handle, String tenant) {
    return handle
        .createQuery("SELECT count(DISTINCT key) FROM keys.version WHERE tenant = :tenant")
        .bind("tenant", tenant)
        .mapTo(Long.class)
        .one();
  }

  /** Keys of the tenant that sign. */
  public static long countSigning(Handle handle, String tenant) {
    return handle
        .createQuery("SELECT count(*) FROM keys.signing_key WHERE tenant = :tenant")
        .bind("tenant", tenant)
        .mapTo(Long.class)
        .one();
  }

  /** {@code INSTANCE/KEY} of each key that lives in a hardware module. */
  public static List<String> inHardware(Handle handle) {
    return handle
        .createQuery(
            "SELECT DISTINCT tenant || '/' || key FROM keys.version WHERE in_hsm ORDER BY 1")
        .mapTo(String.class)
        .list();
  }

  /** The import tokens of a tenant. */
  public static List<UUID> importTokens(Handle handle, String tenant) {
    return handle
        .createQuery("SELECT id FROM keys.import_token WHERE tenant = :tenant")
        .bind("tenant", tenant)
        .mapTo(UUID.class)
        .list();
  }

  /** Removes every row of a tenant that has no key material left. */
  public static void forget(Handle transaction, String tenant) {
    for (String table : TABLES) {
      transaction
          .createUpdate("DELETE FROM keys." + table + " WHERE tenant = :tenant")
          .bind("tenant", tenant)
          .execute();
    }
  }
}
