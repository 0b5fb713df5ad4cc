package redoubt.signatures.judge;

/**
 * A public key that somebody brings.
 *
 * @param name of the signer, as a role of a collection is called
 * @param text PEM: a public key or a certificate
 */
public record NamedKey(String name, String text) {}
