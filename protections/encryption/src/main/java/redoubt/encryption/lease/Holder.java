package redoubt.encryption.lease;

import java.time.Instant;

/**
 * Somebody who holds a lease.
 *
 * @param id of the API key that was shown
 * @param known the revision that the holder said it knows; 0 for none yet
 */
public record Holder(String id, Instant since, Instant seenAt, long known) {}
