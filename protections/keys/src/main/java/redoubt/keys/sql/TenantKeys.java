package redoubt.keys.sql;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** What other rooms ask of the keys of a tenant, or of all. */
public final class TenantKeys {
  private TenantKeys() {}

  /** Keys of the tenant whose material is still there: live ones, and destroyed ones to restore. */
  public static long count(Handle handle, String tenant) {
    return handle
        .createQuery("SELECT count(DISTINCT key) FROM keys.version WHERE tenant = :tenant")
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
}
