package redoubt.ledger;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list of entries, newest first.
 *
 * @param next where the next part begins; empty at the end. There may be fewer entries than asked
 *     for, even none, although there is a next part: a rare filter is searched piece by piece
 */
public record LedgerPage(List<Recorded> entries, Optional<EntryId> next) {
  public LedgerPage {
    entries = List.copyOf(entries);
  }
}
