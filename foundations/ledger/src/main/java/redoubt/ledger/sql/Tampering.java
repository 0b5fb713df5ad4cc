package redoubt.ledger.sql;

import org.jdbi.v3.core.Handle;

/**
 * What an attacker with access to the database does. Only for transactions that are rolled back.
 */
public final class Tampering {
  private Tampering() {}

  /** Changes the last letter but a few of the newest page: within its last entry's text. */
  public static void alterNewestEntry(Handle handle) {
    int altered =
        handle.execute(
            """
            update ledger.page set entries =
              set_byte(entries, length(entries) - 4, get_byte(entries, length(entries) - 4) # 1)
            where (leaf, tenant) =
              (select leaf, tenant from ledger.page order by leaf desc, tenant limit 1)
            """);
    if (altered != 1) {
      throw new IllegalStateException("there is no page to alter");
    }
  }
}
