package redoubt.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Port of the registry: signed collections of tags (Notary v1, Docker Content Trust). The registry
 * lets callers in and reads what they send; what is in the files is looked at behind this port.
 * Failures of it have codes that end in {@code trust.bad-root}, {@code trust.bad-targets}, {@code
 * trust.bad-snapshot}, {@code trust.bad-hierarchy}, {@code trust.bad-update}, {@code
 * trust.bad-role}, {@code trust.old-version} or {@code trust.too-large}.
 */
public interface TrustCollections {
  /** Changes that are told at once, at most. */
  int MOST_CHANGES = 1000;

  /**
   * A collection.
   *
   * @param instance whose it is
   * @param gun its name as its users write it, perhaps with a host
   * @param repository whose roles count
   */
  record Collection(String instance, String gun, String repository) {}

  /** A file, and since when it is there. */
  @SuppressWarnings("ArrayRecordComponent") // Never changed.
  record File(byte[] bytes, Instant at) {}

  /**
   * A change of a collection.
   *
   * @param id higher than that of all before it
   */
  record Change(long id, Instant at, String gun, int version, String sha256, String category) {}

  /** What somebody may read in an instance. */
  record Reader(String instance, boolean all, List<String> namespaces, List<String> repositories) {}

  Optional<File> current(Collection collection, String role);

  Optional<File> byHash(Collection collection, String role, String sha256);

  Optional<File> byVersion(Collection collection, String role, int version);

  /** The server's public key for a role, as JSON; made if there is none. */
  String key(Collection collection, String role, String actor);

  /** A new public key of the server for a role, as JSON. */
  String newKey(Collection collection, String role, String actor);

  /** Stores all of the files, by role, or none of them. */
  void publish(Collection collection, Map<String, byte[]> files, String actor);

  void delete(Collection collection, String actor);

  /**
   * Changes in the order of their ids.
   *
   * @param gun of this collection alone
   * @param from those after this id, or those before it when {@code backwards}
   */
  List<Change> changes(
      List<Reader> readable, Optional<String> gun, long from, boolean backwards, int limit);
}
