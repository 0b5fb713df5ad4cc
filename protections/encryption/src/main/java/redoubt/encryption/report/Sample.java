package redoubt.encryption.report;

import java.util.UUID;

/**
 * A local key of a plugin as the root key wrapped it, as it was found in etcd. Not secret, and
 * worth nothing without the root key.
 *
 * @param etcdKey of the first object that was found under it
 * @param keyId what the API server calls the root key
 * @param rootKey id of the root key
 * @param wrapped the root key's ciphertext, as text; anything, unless it opened
 * @param opened whether the reading opened an object under it
 */
public record Sample(String etcdKey, String keyId, UUID rootKey, String wrapped, boolean opened) {}
