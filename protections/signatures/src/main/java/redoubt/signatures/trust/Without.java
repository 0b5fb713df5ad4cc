package redoubt.signatures.trust;

/**
 * A signer of whom it is asked what would be if it were revoked.
 *
 * @param namespace of the registry, in which it may sign
 */
public record Without(String namespace, String signer) {}
