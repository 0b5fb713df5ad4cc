package redoubt.ledger;

import java.time.Instant;

/**
 * An entry of the log.
 *
 * @param recordedAt when its leaf was committed; never goes backwards in the log
 */
public record Recorded(EntryId id, Instant recordedAt, Entry entry) {}
