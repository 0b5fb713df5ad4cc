package redoubt.registry.manifests;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.Ids;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.registry.RegistryFailures;
import redoubt.registry.events.Event;
import redoubt.registry.events.Outbox;
import redoubt.registry.sql.BlobRows;
import redoubt.registry.sql.ManifestRows;
import redoubt.registry.sql.RepositoryRows;
import redoubt.store.Database;

/**
 * Manifests and tags of repositories. A manifest is there with all that it needs or not at all, and
 * so is what the ledger says of it.
 */
public final class Manifests {
  private static final int MISSING_NAMED = 10;

  /** So that who pushes a signature finds it verified, unless that takes long. */
  private static final Duration TOLD_WITHIN = Duration.ofMillis(200);

  private final Database database;
  private final Ledger ledger;
  private final Outbox outbox;
  private final InstantSource clock;

  public Manifests(Database database, Ledger ledger, Outbox outbox, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.outbox = outbox;
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
   *     registry.blobs-are-missing}
   */
  public Pushed put(
      Actor actor, RepositoryName repository, Digest digest, Manifest manifest, List<Tag> tags) {
    if (!digest.algorithm().of(manifest.bytes()).equals(digest)) {
      throw RegistryFailures.digestDiffers();
    }
    SortedSet<Digest> blobs = digests(manifest.blobs());
    List<Event> events = new ArrayList<>();
    Pushed pushed =
        database.transaction(transaction -> {
          events.clear();
          long in = RepositoryRows.ensure(transaction, repository, clock.instant());
          requireBlobs(transaction, in, blobs);
          if (ManifestRows.insert(
              transaction, in, digest, manifest, clock.instant(), actor.user())) {
            ManifestRows.edges(transaction, in, digest, blobs, digests(manifest.manifests()));
            BlobRows.use(transaction, in, blobs, 1);
          }
          List<Entry> entries = new ArrayList<>();
          entries.add(
              entry(actor, "container-registry.image.push", repository + "@" + digest, Map.of()));
          events.add(event(actor, repository, Event.Kind.PUSH, digest, Optional.empty()));
          // In one order, so that nobody waits for another in a circle.
          for (Tag tag : tags.stream().sorted(Comparator.comparing(Tag::text)).toList()) {
            Optional<Digest> former =
                ManifestRows.tag(transaction, in, tag, digest, clock.instant(), actor.user());
            if (!former.equals(Optional.of(digest))) {
              events.add(event(actor, repository, Event.Kind.TAG, digest, Optional.of(tag)));
              entries.add(
                  entry(
                      actor,
                      "container-registry.image.tag",
                      repository + ":" + tag,
                      Map.of(
                          "digest",
                          digest.toString(),
                          "former",
                          former.map(Digest::toString).orElse("none"))));
            }
          }
          outbox.add(transaction, events);
          ledger.append(transaction, entries);
          return new Pushed(digest, manifest.subject().map(Descriptor::digest), tags);
        });
    outbox.flush(events, TOLD_WITHIN);
    return pushed;
  }

  private Event event(
      Actor actor, RepositoryName repository, Event.Kind kind, Digest digest, Optional<Tag> tag) {
    return new Event(
        Ids.random(),
        clock.instant(),
        actor.instance(),
        repository,
        kind,
        digest,
        tag,
        actor.user());
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
      List<String> missing = new ArrayList<>(blobs.stream().map(Digest::toString).toList());
      missing.removeAll(there);
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
                case Reference.ByTag named ->
                    ManifestRows.tagged(handle, in.getAsLong(), named.tag());
              };
          return digest.flatMap(found -> ManifestRows.find(handle, in.getAsLong(), found));
        })
        .orElseThrow(RegistryFailures::noManifest);
  }

  /** Says in the ledger that somebody got a manifest. */
  public void pulled(Actor actor, RepositoryName repository, Digest digest) {
    ledger.append(
        entry(actor, "container-registry.image.pull", repository + "@" + digest, Map.of()));
  }

  /**
   * Deletes a manifest with its tags, or a tag alone.
   *
   * @throws redoubt.core.Failure {@code registry.no-manifest}
   */
  public void delete(Actor actor, RepositoryName repository, Reference reference) {
    database.transaction(transaction -> {
      long in =
          RepositoryRows.find(transaction, repository).orElseThrow(RegistryFailures::noManifest);
      Event event =
          switch (reference) {
            case Reference.ByTag named ->
                event(
                    actor,
                    repository,
                    Event.Kind.UNTAG,
                    ManifestRows.tagged(transaction, in, named.tag())
                        .orElseThrow(RegistryFailures::noManifest),
                    Optional.of(named.tag()));
            case Reference.ByDigest named ->
                event(actor, repository, Event.Kind.DELETE, named.digest(), Optional.empty());
          };
      Entry entry =
          switch (reference) {
            case Reference.ByTag named -> untag(transaction, actor, repository, in, named.tag());
            case Reference.ByDigest named ->
                delete(transaction, actor, repository, in, named.digest());
          };
      outbox.add(transaction, List.of(event));
      ledger.append(transaction, List.of(entry));
      return true;
    });
  }

  private Entry untag(
      Handle transaction, Actor actor, RepositoryName repository, long in, Tag tag) {
    if (!ManifestRows.untag(transaction, in, tag)) {
      throw RegistryFailures.noManifest();
    }
    return entry(actor, "container-registry.image.untag", repository + ":" + tag, Map.of());
  }

  private Entry delete(
      Handle transaction, Actor actor, RepositoryName repository, long in, Digest digest) {
    List<Digest> blobs = ManifestRows.blobs(transaction, in, digest);
    BlobRows.lockLinks(transaction, in, blobs);
    if (!ManifestRows.lock(transaction, in, digest)) {
      throw RegistryFailures.noManifest();
    }
    // It may have come since they were looked up.
    blobs = ManifestRows.blobs(transaction, in, digest);
    List<String> tags = ManifestRows.delete(transaction, in, digest);
    BlobRows.use(transaction, in, blobs, -1);
    return entry(
        actor,
        "container-registry.image.delete",
        repository + "@" + digest,
        Map.of("tags", String.join(" ", tags)));
  }

  /**
   * Tags in order, after one of them.
   *
   * @throws redoubt.core.Failure {@code registry.no-repository}
   */
  public List<String> tags(RepositoryName repository, String after, int limit) {
    return listed(repository, (handle, in) -> ManifestRows.tags(handle, in, after, limit))
        .orElseThrow(RegistryFailures::noRepository);
  }

  /** Manifests about a subject, in order, after one of them; none in a repository not there. */
  public List<Referrer> referrers(
      RepositoryName repository,
      Digest subject,
      Optional<String> artifactType,
      String after,
      int limit) {
    return listed(
            repository,
            (handle, in) -> ManifestRows.referrers(handle, in, subject, artifactType, after, limit))
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

  private Entry entry(Actor actor, String action, String target, Map<String, String> details) {
    return Entry.ok(clock.instant(), actor.instance(), actor.user(), action, target, details);
  }
}
