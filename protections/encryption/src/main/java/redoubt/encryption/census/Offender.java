package redoubt.encryption.census;

import redoubt.encryption.envelope.Envelope;

/**
 * An object of a protected resource that is not protected.
 *
 * @param key in etcd: the object's name, not its value
 */
public record Offender(String key, Envelope envelope, Standing standing) {}
