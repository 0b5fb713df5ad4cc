package redoubt.seal.sql;

import java.time.Instant;
import java.util.Optional;

/**
 * A master key as the database knows it.
 *
 * @param proof a known text sealed by the key; empty while it is {@code fresh}
 */
public record MasterRow(
    String id, String kind, String state, Optional<byte[]> proof, Instant createdAt) {
  public static final String FRESH = "fresh";
  public static final String CURRENT = "current";
  public static final String RETIRING = "retiring";
  public static final String DOOMED = "doomed";
  public static final String DESTROYED = "destroyed";
}
