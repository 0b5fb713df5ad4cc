package redoubt.signatures.tufserver;

import java.util.Optional;
import redoubt.signatures.tuf.TufVerifier;

/**
 * A collection to which something was published.
 *
 * @param id stays the same until it is deleted
 * @param verified what is known of every tag in it; empty when it took too long to look at
 */
public record SignedCollection(long id, String gun, Optional<TufVerifier.Verified> verified) {}
