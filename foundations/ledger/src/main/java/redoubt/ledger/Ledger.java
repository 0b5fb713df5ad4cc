package redoubt.ledger;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The append-only log. What it has acknowledged survives a crash, and every server's entries are in
 * one order.
 */
public final class Ledger {
  /**
   * Appends and returns once the entry is durable. Callers that come at the same time share a leaf
   * and a commit.
   *
   * @throws redoubt.core.Failure {@code store.unavailable} when it could not be made durable: then
   *     it is not known whether the entry will be seen
   */
  public EntryId append(Entry entry) {
    throw new IllegalStateException("contract only: " + entry);
  }

  /**
   * Appends as part of the caller's change: both are there or neither. Call it last in the
   * transaction.
   */
  public EntryId append(Handle transaction, List<Entry> entries) {
    throw new IllegalStateException("contract only: " + transaction + entries);
  }
}
