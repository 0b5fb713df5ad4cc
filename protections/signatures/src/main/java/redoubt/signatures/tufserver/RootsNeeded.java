package redoubt.signatures.tufserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.ledger.Entry;
import redoubt.signatures.tufserver.sql.GuardRows;

/**
 * Registers a root key as long as it guards a namespace or wraps a key of it, and no longer: the
 * registration changes in the transaction that changes the need.
 */
record RootsNeeded(GuardedKeys roots) {
  /**
   * Makes a change after which a root key may be needed no more. Others that change the same
   * namespace wait for the end of the transaction.
   *
   * @return what is to be recorded, perhaps nothing
   */
  List<Entry> during(Handle transaction, String instance, String namespace, Runnable change) {
    GuardRows.lock(transaction, instance, namespace);
    Set<UUID> before = GuardRows.needed(transaction, instance, namespace);
    change.run();
    before.removeAll(GuardRows.needed(transaction, instance, namespace));
    List<Entry> entries = new ArrayList<>();
    before.forEach(
        root -> entries.addAll(roots.unregister(transaction, instance, root, namespace)));
    return entries;
  }
}
