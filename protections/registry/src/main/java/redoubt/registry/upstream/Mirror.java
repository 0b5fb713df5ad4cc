package redoubt.registry.upstream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.crypto.Ids;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.oci.client.Fetched;
import redoubt.oci.client.RegistryClient;
import redoubt.oci.client.Retrying;
import redoubt.outward.Outside;
import redoubt.registry.manifests.Manifests;
import redoubt.registry.manifests.Stored;
import redoubt.registry.push.Blobs;
import redoubt.registry.push.Incoming;
import redoubt.registry.push.Uploads;
import redoubt.registry.sql.UpstreamRows;
import redoubt.store.Database;

/**
 * Brings in what somebody pulls. A tag is asked for once a minute at most; what a digest names is
 * fetched once, whoever wants it, on whichever server. A manifest becomes an image of the tenant
 * when the last of its blobs is here; until then it is kept beside, for a day.
 */
public final class Mirror {
  private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

  /** How long it is believed what a tag named. */
  public static final Duration FRESH = Duration.ofSeconds(60);

  private static final Duration CLAIM = Duration.ofSeconds(30);
  private static final Duration RENEWAL = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
  private static final Duration LOOKING = Duration.ofMillis(300);
  private static final Duration KEPT_BESIDE = Duration.ofDays(1);
  private static final String HUB = "registry-1.docker.io";

  private final Database database;
  private final Upstreams upstreams;
  private final Manifests manifests;
  private final Uploads uploads;
  private final Blobs blobs;
  private final Outside outside;
  private final InstantSource clock;
  private final UUID server = Ids.random();
  private final Map<UUID, RegistryClient> clients = new ConcurrentHashMap<>();
  private final Map<String, ReentrantLock> under = new ConcurrentHashMap<>();

  public Mirror(
      Database database,
      Upstreams upstreams,
      Manifests manifests,
      Uploads uploads,
      Blobs blobs,
      Outside outside,
      InstantSource clock) {
    this.database = database;
    this.upstreams = upstreams;
    this.manifests = manifests;
    this.uploads = uploads;
    this.blobs = blobs;
    this.outside = outside;
    this.clock = clock;
  }

  /**
   * What there is of a manifest.
   *
   * @param beside the manifest while its blobs are not here
   * @param stale that the other registry could not be asked
   */
  public record Found(Optional<Stored> beside, boolean stale) {
    static final Found HERE = new Found(Optional.empty(), false);
  }

  /**
   * Makes sure that a manifest is here as the other registry has it now.
   *
   * @throws Failure of {@link RegistryClient} when nothing is here
   */
  public Found manifest(
      Upstream upstream, Manifests.Actor actor, RepositoryName repository, Reference reference) {
    return switch (reference) {
      case Reference.ByDigest named -> byDigest(upstream, actor, repository, named.digest());
      case Reference.ByTag named -> byTag(upstream, actor, repository, named.tag());
    };
  }

  private Found byDigest(
      Upstream upstream, Manifests.Actor actor, RepositoryName repository, Digest digest) {
    if (isHere(repository, new Reference.ByDigest(digest))) {
      return Found.HERE;
    }
    Optional<Stored> beside =
        database.read(handle -> UpstreamRows.awaited(handle, repository, digest));
    if (beside.isPresent()) {
      return new Found(beside, false);
    }
    Fetched fetched =
        client(upstream).manifest(theirs(upstream, repository), new Reference.ByDigest(digest));
    return keep(upstream, actor, repository, fetched, List.of());
  }

  private Found byTag(
      Upstream upstream, Manifests.Actor actor, RepositoryName repository, Tag tag) {
    Optional<UpstreamRows.Seen> seen =
        database.read(handle -> UpstreamRows.seen(handle, repository, tag));
    if (seen.isPresent() && clock.instant().isBefore(seen.get().at().plus(FRESH))) {
      return tagged(upstream, actor, repository, tag, seen.get().digest());
    }
    Reference reference = new Reference.ByTag(tag);
    Digest now;
    try {
      now = client(upstream).resolve(theirs(upstream, repository), reference);
    } catch (Failure e) {
      if (seen.isPresent()) {
        LOG.warn("{} is served as it was: {}", repository, e.code());
        Found found = tagged(upstream, actor, repository, tag, seen.get().digest());
        return new Found(found.beside(), true);
      }
      throw e;
    }
    database.transaction(transaction -> {
      UpstreamRows.see(transaction, upstream, repository, tag, now, clock.instant());
      return true;
    });
    return tagged(upstream, actor, repository, tag, now);
  }

  /** The manifest that a tag is to name here, too. */
  private Found tagged(
      Upstream upstream, Manifests.Actor actor, RepositoryName repository, Tag tag, Digest digest) {
    Reference reference = new Reference.ByTag(tag);
    if (isHere(repository, reference)
        && manifests.require(repository, reference).digest().equals(digest)) {
      return Found.HERE;
    }
    if (isHere(repository, new Reference.ByDigest(digest))) {
      Stored there = manifests.require(repository, new Reference.ByDigest(digest));
      var _ =
          manifests.put(
              actor,
              repository,
              digest,
              Manifest.read(there.bytes(), there.mediaType()),
              List.of(tag));
      return Found.HERE;
    }
    Found found = byDigest(upstream, actor, repository, digest);
    if (found.beside().isEmpty()) {
      return tagged(upstream, actor, repository, tag, digest);
    }
    return found;
  }

  private Found keep(
      Upstream upstream,
      Manifests.Actor actor,
      RepositoryName repository,
      Fetched fetched,
      List<Tag> tags) {
    Manifest manifest = fetched.manifest();
    if (manifest.blobs().isEmpty()) {
      var _ = manifests.put(actor, repository, fetched.digest(), manifest, tags);
      return Found.HERE;
    }
    database.transaction(transaction -> {
      UpstreamRows.await(
          transaction, upstream, repository, fetched.digest(), manifest, clock.instant());
      return true;
    });
    return new Found(
        Optional.of(new Stored(fetched.digest(), manifest.mediaType(), manifest.bytes())), false);
  }

  private boolean isHere(RepositoryName repository, Reference reference) {
    return isThere(() -> {
      var _ = manifests.require(repository, reference);
    });
  }

  private boolean hasBlob(RepositoryName repository, Digest digest) {
    return isThere(() -> {
      var _ = blobs.require(repository, digest);
    });
  }

  private static boolean isThere(Runnable look) {
    try {
      look.run();
      return true;
    } catch (Failure e) {
      if (e.kind() == Failure.Kind.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Makes sure that a blob is here which a manifest names that waits for it; of any other nothing
   * is done.
   *
   * @throws Failure of {@link RegistryClient}, or {@code registry.upstream-waits}
   */
  public void blob(
      Upstream upstream, Manifests.Actor actor, RepositoryName repository, Digest digest) {
    if (hasBlob(repository, digest)) {
      settle(actor, repository, digest);
      return;
    }
    OptionalLong size = database.read(handle -> UpstreamRows.size(handle, repository, digest));
    if (size.isEmpty()) {
      return;
    }
    String flight = repository + "@" + digest;
    ReentrantLock lock = under.computeIfAbsent(flight, _ -> new ReentrantLock());
    lock.lock();
    try {
      if (!hasBlob(repository, digest)) {
        alone(upstream, actor, repository, digest, size.getAsLong());
      }
    } finally {
      lock.unlock();
      if (!lock.hasQueuedThreads()) {
        under.remove(flight, lock);
      }
    }
    settle(actor, repository, digest);
  }

  /** Waits while another server is on it. */
  private void alone(
      Upstream upstream,
      Manifests.Actor actor,
      RepositoryName repository,
      Digest digest,
      long size) {
    Deadline deadline = Deadline.in(LONGEST_WAIT);
    while (!claim(repository, digest)) {
      if (deadline.isOver()) {
        throw UpstreamFailures.interrupted();
      }
      try {
        Thread.sleep(LOOKING);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw UpstreamFailures.interrupted();
      }
      if (hasBlob(repository, digest)) {
        return;
      }
    }
    try {
      if (!hasBlob(repository, digest)) {
        fetch(upstream, actor, repository, new Descriptor("", digest, size));
      }
    } finally {
      database.transaction(transaction -> {
        UpstreamRows.release(transaction, repository, digest, server);
        return true;
      });
    }
  }

  private boolean claim(RepositoryName repository, Digest digest) {
    return database.transaction(transaction ->
        UpstreamRows.claim(transaction, repository, digest, server, clock.instant(), CLAIM));
  }

  private void fetch(
      Upstream upstream, Manifests.Actor actor, RepositoryName repository, Descriptor blob) {
    UUID upload = uploads.begin(repository, actor.user());
    try {
      uploads.finish(
          repository,
          upload,
          blob.digest(),
          new Incoming(
              OptionalLong.empty(),
              OptionalLong.of(blob.size()),
              sink -> {
                long[] came = new long[1];
                Instant[] renewed = {clock.instant()};
                client(upstream)
                    .blob(
                        theirs(upstream, repository),
                        blob,
                        piece -> {
                          came[0] += piece.remaining();
                          if (clock.instant().isAfter(renewed[0].plus(RENEWAL))) {
                            boolean _ = claim(repository, blob.digest());
                            renewed[0] = clock.instant();
                          }
                          sink.accept(piece);
                        });
                return came[0];
              }));
    } catch (RuntimeException e) {
      cancel(repository, upload);
      throw e;
    }
  }

  private void cancel(RepositoryName repository, UUID upload) {
    try {
      uploads.cancel(repository, upload);
    } catch (Failure e) {
      LOG.debug("an upload that was given up is swept later", e);
    }
  }

  /** Puts the manifests that waited for this blob alone. */
  private void settle(Manifests.Actor actor, RepositoryName repository, Digest blob) {
    for (Stored whole : database.read(handle -> UpstreamRows.whole(handle, repository, blob))) {
      List<Tag> tags =
          database.read(handle -> UpstreamRows.tagsOf(handle, repository, whole.digest()));
      var _ =
          manifests.put(
              actor,
              repository,
              whole.digest(),
              Manifest.read(whole.bytes(), whole.mediaType()),
              tags);
      database.transaction(transaction -> {
        UpstreamRows.put(transaction, repository, whole.digest());
        return true;
      });
    }
  }

  /** Forgets manifests whose blobs nobody wanted. */
  public void tidy() {
    Instant before = clock.instant().minus(KEPT_BESIDE);
    int _ = database.transaction(transaction -> UpstreamRows.forget(transaction, before));
  }

  /** The name of a repository there: without the namespace. */
  private static RepositoryName theirs(Upstream upstream, RepositoryName repository) {
    String rest = repository.text().substring(repository.first().length() + 1);
    boolean official = HUB.equals(upstream.url().getHost()) && rest.indexOf('/') < 0;
    return new RepositoryName(official ? "library/" + rest : rest);
  }

  private RegistryClient client(Upstream upstream) {
    if (clients.size() > 100) {
      clients.clear();
    }
    return clients.computeIfAbsent(
        upstream.id(),
        _ ->
            new RegistryClient(
                outside, upstream.url(), upstreams.login(upstream), Retrying.brief(), clock));
  }
}
