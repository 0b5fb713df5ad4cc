package redoubt.registry.browse;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.MediaTypes;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.registry.RegistryFailures;
import redoubt.registry.access.ReadRights;
import redoubt.registry.content.ContentStore;
import redoubt.registry.life.Running;
import redoubt.registry.sql.BrowseRows;
import redoubt.registry.sql.RepositoryRows;
import redoubt.registry.sql.TagRows;
import redoubt.store.Database;

/** Looks around in an instance. Whoever asks for one repository has made sure who may read it. */
public final class Browse {
  /** Counts of lists go no further; one more says that there are more. */
  public static final int COUNTED = 1000;

  private static final int MOST_TAGS = 100;
  private static final int MOST_REFERRERS = 50;
  private static final int MOST_INDEXES = 20;

  private final Database database;
  private final Configs configs;
  private final Running running;

  public Browse(Database database, ContentStore store, Running running) {
    this.database = database;
    this.configs = new Configs(database, store);
    this.running = running;
  }

  /** All namespaces of the instance of which something may be read. */
  public List<NamespaceSight> namespaces(ReadRights rights) {
    return database.read(handle -> BrowseRows.namespaces(handle, rights));
  }

  /**
   * Repositories of a namespace that have images and may be read.
   *
   * @throws Failure {@code registry.no-namespace} when nothing of it may be read, too
   */
  public Span.Page<RepositorySight> repositories(String namespace, ReadRights rights, Span span) {
    if (namespaces(rights).stream().noneMatch(seen -> seen.namespace().name().equals(namespace))) {
      throw RegistryFailures.noNamespace();
    }
    return span.page(
        database.read(handle -> BrowseRows.repositories(handle, namespace, rights, span)));
  }

  /**
   * Tags of a repository.
   *
   * @param all also those under which signatures and the like lie
   * @throws Failure {@code registry.no-repository}
   */
  public Span.Page<TagSight> tags(RepositoryName repository, Span span, boolean all) {
    long in = find(repository);
    List<BrowseRows.TagRow> rows = database.read(handle -> BrowseRows.tags(handle, in, span, all));
    Map<Digest, Manifest> manifests = new HashMap<>();
    for (BrowseRows.TagRow row : rows) {
      row.bytes()
          .flatMap(bytes -> manifest(bytes, row.mediaType()))
          .ifPresent(it -> manifests.put(row.digest(), it));
    }
    Set<Digest> wanted = new HashSet<>();
    manifests.values().forEach(it -> config(it).ifPresent(wanted::add));
    Map<Digest, String> platforms = configs.platforms(in, wanted);
    return span.page(
        rows.stream()
            .map(row ->
                row.seen(
                    Optional.ofNullable(manifests.get(row.digest()))
                        .map(it -> platforms(it, platforms))
                        .orElse(List.of())))
            .toList());
  }

  private static Optional<Manifest> manifest(byte[] bytes, String mediaType) {
    try {
      return Optional.of(Manifest.read(bytes, mediaType));
    } catch (Failure e) {
      return Optional.empty();
    }
  }

  private static Optional<Digest> config(Manifest manifest) {
    return switch (manifest) {
      case Manifest.Image image when Configs.isConfig(image.config()) ->
          Optional.of(image.config().digest());
      case Manifest.Image _ -> Optional.empty();
      case Manifest.Index _ -> Optional.empty();
    };
  }

  private static List<String> platforms(Manifest manifest, Map<Digest, String> known) {
    return switch (manifest) {
      case Manifest.Image _ -> config(manifest).map(known::get).map(List::of).orElse(List.of());
      case Manifest.Index index ->
          index.manifests().stream()
              .flatMap(child -> child.platform().stream())
              .map(Object::toString)
              // What builders say of an image, beside it, has no platform.
              .filter(text -> !text.startsWith("unknown/"))
              .distinct()
              .limit(MOST_TAGS)
              .toList();
    };
  }

  /**
   * One image.
   *
   * @throws Failure {@code registry.no-repository}, {@code registry.no-manifest}
   */
  public ImageSight image(String instance, RepositoryName repository, Reference reference) {
    long in = find(repository);
    BrowseRows.ImageRow row =
        database
            .read(handle ->
                (switch (reference) {
                      case Reference.ByDigest named -> Optional.of(named.digest());
                      case Reference.ByTag named -> TagRows.tagged(handle, in, named.tag());
                    })
                    .flatMap(digest -> BrowseRows.image(handle, in, digest)))
            .orElseThrow(() -> RegistryFailures.noManifest(repository));
    Digest digest = row.digest();
    Manifest manifest = Manifest.read(row.bytes(), row.mediaType());
    // Asked before the rest is read: it reads for itself.
    Optional<List<String>> runs =
        running
            .of(instance)
            .known()
            .map(all -> List.copyOf(all.getOrDefault(digest, Collections.emptySortedSet())));
    return database.read(handle ->
        new ImageSight(
            digest,
            manifest,
            row.size(),
            row.pushedAt(),
            row.pushedBy(),
            ImageSight.Some.of(BrowseRows.tagsOf(handle, in, digest, MOST_TAGS + 1), MOST_TAGS),
            MediaTypes.isIndex(manifest.mediaType())
                ? BrowseRows.children(handle, in, digest)
                : Set.of(),
            BrowseRows.listing(handle, in, digest, MOST_INDEXES),
            ImageSight.Some.of(
                BrowseRows.about(handle, in, digest, MOST_REFERRERS + 1), MOST_REFERRERS),
            config(manifest).flatMap(config -> configs.read(in, config)),
            runs));
  }

  private long find(RepositoryName repository) {
    OptionalLong in = database.read(handle -> RepositoryRows.find(handle, repository));
    return in.orElseThrow(() -> RegistryFailures.noRepository(repository));
  }
}
