package redoubt.signatures.tufserver;

import java.time.Instant;

/**
 * A change of a repository.
 *
 * @param id higher than that of all changes before it
 * @param version of the timestamp
 * @param sha256 of the timestamp
 * @param category {@code update} or {@code deletion}
 */
public record TrustChange(
    long id, Instant at, String gun, int version, String sha256, String category) {}
