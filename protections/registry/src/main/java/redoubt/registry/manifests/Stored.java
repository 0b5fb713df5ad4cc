package redoubt.registry.manifests;

import redoubt.oci.Digest;

/** A manifest of a repository, as it was pushed. */
@SuppressWarnings("ArrayRecordComponent") // Read once and sent.
public record Stored(Digest digest, String mediaType, byte[] bytes) {}
