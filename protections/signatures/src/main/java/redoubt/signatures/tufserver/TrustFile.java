package redoubt.signatures.tufserver;

import java.time.Instant;

/** A file that is stored, and since when. */
@SuppressWarnings("ArrayRecordComponent") // Never changed.
public record TrustFile(String role, int version, byte[] bytes, Instant at) {}
