package redoubt.registry.manifests;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.jdbi.v3.core.Handle;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.registry.RegistryFailures;
import redoubt.registry.TagPatterns;
import redoubt.registry.sql.BlobRows;
import redoubt.registry.sql.HoldingRows;
import redoubt.registry.sql.ManifestRows;
import redoubt.registry.sql.NamespaceRows;
import redoubt.registry.sql.RepositoryRows;
import redoubt.registry.sql.TagRows;
import redoubt.registry.sql.TrashRows;
import redoubt.store.Database;

/**
 * Manifests and tags of repositories. A manifest is there with all that it needs or not at all, and
 * so is what the ledger says of it.
 */
public final class Manifests {
  private static final int MISSING_NAMED = 10;

  private final Database database;
  private final Journal journal;
  private final InstantSource clock;

  public Manifests(Database database, Journal journal, InstantSource clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
  }

  /** Who does something, in whose namespace. */
  public record Actor(String instance, String user) {}

  /**
   * Puts a manifest, which is a list of what has to be there already; an index may list manifests
   * that are not.
   *
   * @param digest that it has to have
   * @param tags that name it from now on
   * @throws redoubt.core.Failure {@code registry.digest-differs}, {@code
   *     registry.blobs-are-missing}, {@code registry.tag-is-immutable}, {@code
   *     registry.storage-quota}
   */
  public Pushed put(
      Actor actor, RepositoryName repository, Digest digest, Manifest manifest, List<Tag> tags) {
    if (!digest.algorithm().of(manifest.bytes()).equals(digest)) {
      throw RegistryFailures.digestDiffers();
    }
    SortedSet<Digest> blobs = digests(manifest.blobs());
    Journal.Notes notes = journal.begin(actor, repository);
    Pushed pushed =
        database.transaction(transaction -> {
          notes.clear();
          long in = RepositoryRows.ensure(transaction, repository, clock.instant());
          requireBlobs(transaction, in, blobs);
          List<HoldingRows.Change> changes =
              put(transaction, actor, in, digest, manifest, blobs, tags);
          notes.pushed(digest);
          // In one order, so that nobody waits for another in a circle.
          for (Tag tag : tags.stream().sorted(Comparator.comparing(Tag::text)).toList()) {
            tag(transaction, notes, actor, repository, in, tag, digest);
          }
          HoldingRows.change(transaction, actor.instance(), repository, changes);
          notes.write(transaction);
          return new Pushed(digest, manifest.subject().map(Descriptor::digest), tags);
        });
    notes.tell();
    return pushed;
  }

  /** Returns what the tenant keeps more for it: nothing when it was there. */
  private List<HoldingRows.Change> put(
      Handle transaction,
      Actor actor,
      long in,
      Digest digest,
      Manifest manifest,
      SortedSet<Digest> blobs,
      List<Tag> tags) {
    int size = manifest.bytes().length;
    return switch (ManifestRows.put(
        transaction, in, digest, manifest, clock.instant(), actor.user())) {
      case THERE -> List.of();
      case NEW -> {
        ManifestRows.edges(transaction, in, digest, blobs, digests(manifest.manifests()));
        List<HoldingRows.Change> changes = BlobRows.use(transaction, in, blobs, 1, 0);
        changes.add(new HoldingRows.Change(digest, size, 1, 0));
        yield changes;
      }
      case BACK -> {
        TrashRows.forget(transaction, in, digest, tags.stream().map(Tag::text).toList());
        List<HoldingRows.Change> changes = BlobRows.use(transaction, in, blobs, 1, -1);
        changes.add(new HoldingRows.Change(digest, size, 1, -1));
        yield changes;
      }
    };
  }

  private void tag(
      Handle transaction,
      Journal.Notes notes,
      Actor actor,
      RepositoryName repository,
      long in,
      Tag tag,
      Digest digest) {
    Optional<Digest> former =
        TagRows.tag(transaction, in, tag, digest, clock.instant(), actor.user());
    if (!former.equals(Optional.of(digest))) {
      if (former.isPresent()) {
        requireMutable(transaction, repository, List.of(tag.text()));
      }
      notes.tagged(digest, tag, former);
    }
  }

  /**
   * @throws redoubt.core.Failure {@code registry.tag-is-immutable}
   */
  private static void requireMutable(
      Handle transaction, RepositoryName repository, List<String> tags) {
    TagPatterns immutable = NamespaceRows.immutableTags(transaction, repository.first());
    tags.stream()
        .filter(immutable::matches)
        .findFirst()
        .ifPresent(tag -> {
          throw RegistryFailures.tagIsImmutable(repository, tag);
        });
  }

  private static SortedSet<Digest> digests(List<Descriptor> descriptors) {
    SortedSet<Digest> digests = new TreeSet<>();
    descriptors.forEach(descriptor -> digests.add(descriptor.digest()));
    return digests;
  }

  /** Their links are locked, so that none is collected before the manifest names them. */
  private static void requireBlobs(Handle transaction, long in, SortedSet<Digest> blobs) {
    if (blobs.isEmpty()) {
      return;
    }
    List<String> there = BlobRows.lockLinks(transaction, in, blobs);
    if (there.size() < blobs.size()) {
      Set<String> known = Set.copyOf(there);
      List<String> missing =
          blobs.stream().map(Digest::toString).filter(blob -> !known.contains(blob)).toList();
      throw RegistryFailures.blobsAreMissing(
          String.join(", ", missing.subList(0, Math.min(missing.size(), MISSING_NAMED))));
    }
  }

  /**
   * @throws redoubt.core.Failure {@code registry.no-manifest}
   */
  public Stored require(RepositoryName repository, Reference reference) {
    return database
        .read(handle -> {
          OptionalLong in = RepositoryRows.find(handle, repository);
          if (in.isEmpty()) {
            return Optional.<Stored>empty();
          }
          Optional<Digest> digest =
              switch (reference) {
                case Reference.ByDigest named -> Optional.of(named.digest());
                case Reference.ByTag named -> TagRows.tagged(handle, in.getAsLong(), named.tag());
              };
          return digest.flatMap(found -> ManifestRows.find(handle, in.getAsLong(), found));
        })
        .orElseThrow(() -> RegistryFailures.noManifest(repository));
  }

  /** Says in the ledger that somebody got a manifest. */
  public void pulled(Actor actor, RepositoryName repository, Digest digest) {
    journal.pulled(actor, repository, digest);
  }

  /**
   * Lets a further tag name a manifest that is there.
   *
   * @return the manifest
   * @throws redoubt.core.Failure {@code registry.no-manifest}, {@code registry.tag-is-immutable}
   */
  public Digest tag(Actor actor, RepositoryName repository, Reference reference, Tag tag) {
    Journal.Notes notes = journal.begin(actor, repository);
    return database.transaction(transaction -> {
      notes.clear();
      long in =
          RepositoryRows.find(transaction, repository)
              .orElseThrow(() -> RegistryFailures.noManifest(repository));
      Digest digest =
          switch (reference) {
            case Reference.ByDigest named -> named.digest();
            case Reference.ByTag named ->
                TagRows.tagged(transaction, in, named.tag())
                    .orElseThrow(() -> RegistryFailures.noManifest(repository));
          };
      if (!ManifestRows.lock(transaction, in, digest)) {
        throw RegistryFailures.noManifest(repository);
      }
      tag(transaction, notes, actor, repository, in, tag, digest);
      notes.write(transaction);
      return digest;
    });
  }

  /**
   * Moves a manifest with its tags to the trash, or ends a tag alone.
   *
   * @throws redoubt.core.Failure {@code registry.no-manifest}, {@code registry.tag-is-immutable}
   */
  public void delete(Actor actor, RepositoryName repository, Reference reference) {
    switch (reference) {
      case Reference.ByTag named -> untag(actor, repository, named.tag());
      case Reference.ByDigest named -> {
        boolean _ = delete(actor, repository, named.digest(), (tags, wantedAt) -> true, Map.of());
      }
    }
  }

  private void untag(Actor actor, RepositoryName repository, Tag tag) {
    Journal.Notes notes = journal.begin(actor, repository);
    database.transaction(transaction -> {
      notes.clear();
      long in =
          RepositoryRows.find(transaction, repository)
              .orElseThrow(() -> RegistryFailures.noManifest(repository));
      Digest named =
          TagRows.untag(transaction, in, tag)
              .orElseThrow(() -> RegistryFailures.noManifest(repository));
      requireMutable(transaction, repository, List.of(tag.text()));
      notes.untagged(named, tag);
      notes.write(transaction);
      return true;
    });
  }

  /**
   * Moves a manifest to the trash if it still is as expected.
   *
   * @param expected asked about its tags, and when it was pushed last or who may push was told that
   *     it is there
   * @param why details for the ledger
   * @return whether it was
   * @throws redoubt.core.Failure {@code registry.no-manifest}, {@code registry.tag-is-immutable}
   */
  public boolean delete(
      Actor actor,
      RepositoryName repository,
      Digest digest,
      BiPredicate<List<String>, Instant> expected,
      Map<String, String> why) {
    Journal.Notes notes = journal.begin(actor, repository);
    return database.transaction(transaction -> {
      notes.clear();
      long in =
          RepositoryRows.find(transaction, repository)
              .orElseThrow(() -> RegistryFailures.noManifest(repository));
      BlobRows.lockLinks(transaction, in, ManifestRows.blobs(transaction, in, digest));
      if (!ManifestRows.lock(transaction, in, digest)) {
        throw RegistryFailures.noManifest(repository);
      }
      List<String> tags = TagRows.lockTags(transaction, in, digest);
      if (!expected.test(tags, ManifestRows.wantedAt(transaction, in, digest))) {
        return false;
      }
      requireMutable(transaction, repository, tags);
      requireMutable(transaction, repository, TagRows.ofLists(transaction, in, digest));
      long size = TrashRows.move(transaction, in, digest, clock.instant(), actor.user());
      // It may have come since they were looked up.
      List<HoldingRows.Change> changes =
          BlobRows.use(transaction, in, ManifestRows.blobs(transaction, in, digest), -1, 1);
      changes.add(new HoldingRows.Change(digest, size, -1, 1));
      HoldingRows.change(transaction, actor.instance(), repository, changes);
      notes.deleted(digest, tags, why);
      notes.write(transaction);
      return true;
    });
  }

  /**
   * Somebody who may push was told that a manifest is there, and so does not push it: for a while
   * it is as good as pushed.
   *
   * @throws redoubt.core.Failure {@code registry.no-manifest} when it was deleted meanwhile
   */
  public void promised(RepositoryName repository, Digest digest) {
    Instant now = clock.instant();
    boolean due = database.read(handle -> ManifestRows.isUnseen(handle, repository, digest, now));
    if (due) {
      database.transaction(transaction -> {
        long in =
            RepositoryRows.find(transaction, repository)
                .orElseThrow(() -> RegistryFailures.noManifest(repository));
        if (!ManifestRows.lock(transaction, in, digest)) {
          throw RegistryFailures.noManifest(repository);
        }
        ManifestRows.see(transaction, in, digest, now);
        return true;
      });
    }
  }

  /**
   * Tags in order, after one of them.
   *
   * @throws redoubt.core.Failure {@code registry.no-repository}
   */
  public List<String> tags(RepositoryName repository, String after, int limit) {
    return listed(repository, (handle, in) -> TagRows.tags(handle, in, after, limit))
        .orElseThrow(() -> RegistryFailures.noRepository(repository));
  }

  /**
   * Manifests about a subject, in order, after one of them; none in a repository not there.
   *
   * @param most bytes of their annotations, beyond which there is one more at most
   */
  public List<Referrer> referrers(
      RepositoryName repository,
      Digest subject,
      Optional<String> artifactType,
      String after,
      int limit,
      long most) {
    return listed(
            repository,
            (handle, in) ->
                ManifestRows.referrers(handle, in, subject, artifactType, after, limit, most))
        .orElse(Collections.emptyList());
  }

  private <T> Optional<List<T>> listed(
      RepositoryName repository, BiFunction<Handle, Long, List<T>> list) {
    return database.read(handle -> {
      OptionalLong in = RepositoryRows.find(handle, repository);
      return in.isEmpty()
          ? Optional.<List<T>>empty()
          : Optional.of(list.apply(handle, in.getAsLong()));
    });
  }
}
