package redoubt.signatures.tufserver;

/**
 * Which file of a role is the newest. Files do not change: one of the same version in the same
 * collection is the same.
 *
 * @param length in bytes
 */
public record Newest(String role, int version, long length) {}
