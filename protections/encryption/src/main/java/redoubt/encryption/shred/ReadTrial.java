package redoubt.encryption.shred;

import java.time.Instant;
import java.util.Optional;
import redoubt.encryption.Cluster;

/**
 * An attempt to read a protected object through the API server, without its value.
 *
 * @param resource what was asked for
 * @param answered empty when it was not tried
 * @param detail the failure's code, or why it was not tried; empty when it was read
 */
public record ReadTrial(
    Cluster cluster, Instant at, String resource, Optional<Boolean> answered, String detail) {}
