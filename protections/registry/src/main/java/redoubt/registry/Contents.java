package redoubt.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.registry.content.ContentStore;
import redoubt.registry.manifests.Stored;
import redoubt.registry.push.Blob;
import redoubt.registry.sql.BrowseRows;
import redoubt.registry.sql.HeldRows;
import redoubt.registry.sql.ManifestRows;
import redoubt.registry.sql.NamespaceRows;
import redoubt.registry.sql.RepositoryRows;
import redoubt.registry.sql.ServedRows;
import redoubt.registry.sql.TagRows;
import redoubt.store.Database;

/**
 * What repositories hold, for other rooms: read without a caller, without a mark in the ledger, and
 * without counting as a pull. Who asks has made sure who may know.
 */
public final class Contents {
  private final Database database;
  private final ContentStore store;

  Contents(Database database, ContentStore store) {
    this.database = database;
    this.store = store;
  }

  /**
   * An image.
   *
   * @param tags that mean it at the moment
   */
  public record Held(RepositoryName repository, Digest digest, Set<String> tags) {}

  /** Images of an instance, by name and digest: so many at most. */
  public List<Held> images(String instance, int most) {
    return database.read(handle -> HeldRows.of(handle, instance, most));
  }

  /** Names of an instance's namespaces. */
  public List<String> namespaces(String instance) {
    return database.read(handle -> HeldRows.namespaces(handle, instance));
  }

  /** The tenant whose namespace that is. */
  public Optional<String> owner(String namespace) {
    return database.read(handle -> NamespaceRows.find(handle, namespace)).map(Namespace::instance);
  }

  public Optional<Stored> manifest(RepositoryName repository, Digest digest) {
    return in(repository, (handle, in) -> ManifestRows.find(handle, in, digest))
        .flatMap(found -> found);
  }

  public Optional<Digest> tagged(RepositoryName repository, Tag tag) {
    return in(repository, (handle, in) -> TagRows.tagged(handle, in, tag)).flatMap(found -> found);
  }

  /** Tags that name a manifest, in order. */
  public List<String> tags(RepositoryName repository, Digest digest, int limit) {
    return in(repository, (handle, in) -> BrowseRows.tagsOf(handle, in, digest, limit))
        .orElse(Collections.emptyList());
  }

  /** Digests of manifests about a subject, in order, after one of them. */
  public List<Digest> referrers(
      RepositoryName repository, Digest subject, String after, int limit) {
    return in(repository, (handle, in) -> ManifestRows.about(handle, in, subject, after, limit))
        .orElse(Collections.emptyList());
  }

  /** A blob that is no longer than that, and whose bytes fit its digest. */
  public Optional<byte[]> small(RepositoryName repository, Digest digest, int longest) {
    Optional<Blob> blob =
        database
            .read(handle -> ServedRows.find(handle, repository, digest))
            .map(ServedRows.Served::blob);
    if (blob.isEmpty() || blob.get().size() > longest) {
      return Optional.empty();
    }
    try (InputStream bytes = Channels.newInputStream(store.open(blob.get().place()))) {
      return Optional.of(bytes.readNBytes(longest + 1))
          .filter(read -> digest.algorithm().of(read).equals(digest));
    } catch (IOException e) {
      throw RegistryFailures.storeFailed(e);
    }
  }

  private <T> Optional<T> in(RepositoryName repository, BiFunction<Handle, Long, T> read) {
    return database.read(handle -> {
      OptionalLong in = RepositoryRows.find(handle, repository);
      return in.isEmpty() ? Optional.<T>empty() : Optional.of(read.apply(handle, in.getAsLong()));
    });
  }
}
