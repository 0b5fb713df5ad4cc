package redoubt.registry.upstream;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.oci.client.Fetched;
import redoubt.oci.client.RegistryClient;
import redoubt.outward.Outside;
import redoubt.registry.access.ReadRights;
import redoubt.registry.manifests.Manifests;
import redoubt.registry.manifests.Stored;
import redoubt.registry.push.Uploads;
import redoubt.registry.sql.AwaitedRows;
import redoubt.registry.sql.UpstreamRows;
import redoubt.store.Database;

/**
 * Brings in what somebody pulls. A tag is asked for once a minute at most; what a digest names is
 * fetched once. A manifest becomes an image of the tenant when the last of its blobs is here; until
 * then it is kept beside, for a day after it was pulled last.
 */
public final class Mirror {
  private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

  /** How long it is believed what a tag named. */
  public static final Duration FRESH = Duration.ofSeconds(60);

  private static final Duration KEPT_BESIDE = Duration.ofDays(1);
  private static final Duration TAGS_KEPT = Duration.ofDays(90);

  private final Database database;
  private final Manifests manifests;
  private final Uploads uploads;
  private final Peers peers;
  private final BlobFetch blobs;
  private final InstantSource clock;

  public Mirror(
      Database database,
      Upstreams upstreams,
      Manifests manifests,
      Uploads uploads,
      Outside outside,
      InstantSource clock) {
    this.database = database;
    this.manifests = manifests;
    this.uploads = uploads;
    this.peers = new Peers(upstreams, outside, clock);
    this.blobs = new BlobFetch(database, uploads, peers, clock);
    this.clock = clock;
  }

  /**
   * A manifest.
   *
   * @param stale that the other registry could not be asked whether it still is that
   */
  public record Found(Stored manifest, boolean stale) {}

  /**
   * A manifest as the other registry has it now.
   *
   * @throws Failure of {@link RegistryClient} when nothing is here, or when the other registry says
   *     that it is not to be had any more; {@code registry.upstream-busy}
   */
  public Found manifest(Pull pull, Reference reference) {
    return switch (reference) {
      case Reference.ByDigest named -> new Found(byDigest(pull, named.digest()), false);
      case Reference.ByTag named -> byTag(pull, named.tag());
    };
  }

  private Stored byDigest(Pull pull, Digest digest) {
    Optional<Stored> here = here(pull.repository(), new Reference.ByDigest(digest));
    if (here.isPresent()) {
      return here.get();
    }
    Optional<Stored> beside =
        database.read(handle -> AwaitedRows.awaited(handle, pull.repository(), digest));
    if (beside.isPresent()) {
      database.transaction(transaction -> {
        AwaitedRows.wanted(transaction, pull.repository(), digest, clock.instant());
        return true;
      });
      return beside.get();
    }
    requireMayFetch(pull);
    return keep(
        pull,
        peers.ask(pull, there -> there.manifest(pull.theirs(), new Reference.ByDigest(digest))));
  }

  private static void requireMayFetch(Pull pull) {
    if (!pull.mayFetch()) {
      throw UpstreamFailures.notForVisitors();
    }
  }

  private Found byTag(Pull pull, Tag tag) {
    Reference reference = new Reference.ByTag(tag);
    Optional<Stored> here = here(pull.repository(), reference);
    if (here.isPresent()
        && (!pull.mayFetch() || pull.namespace().immutableTags().matches(tag.text()))) {
      return new Found(here.get(), false);
    }
    requireMayFetch(pull);
    Optional<UpstreamRows.Seen> seen =
        database.read(handle -> UpstreamRows.seen(handle, pull.repository(), tag));
    if (seen.isPresent() && clock.instant().isBefore(seen.get().at().plus(FRESH))) {
      return new Found(tagged(pull, tag, here, seen.get().digest()), false);
    }
    Optional<Digest> known = seen.map(UpstreamRows.Seen::digest).or(() -> here.map(Stored::digest));
    if (known.isPresent() && peers.rests(pull.upstream())) {
      return new Found(tagged(pull, tag, here, known.get()), true);
    }
    Digest now;
    try {
      now = peers.ask(pull, there -> there.resolve(pull.theirs(), reference));
    } catch (Failure e) {
      if (known.isPresent() && Peers.isAway(e)) {
        LOG.warn("{} is served as it was: {}", pull.repository(), e.code());
        return new Found(tagged(pull, tag, here, known.get()), true);
      }
      if (e.kind() == Failure.Kind.NOT_FOUND) {
        withdrawn(pull, tag, here);
      }
      throw e;
    }
    database.transaction(transaction -> {
      UpstreamRows.see(transaction, pull.upstream(), pull.repository(), tag, now, clock.instant());
      return true;
    });
    return new Found(tagged(pull, tag, here, now), false);
  }

  /** What the other registry took away under a tag is not handed out under it here. */
  private void withdrawn(Pull pull, Tag tag, Optional<Stored> here) {
    database.transaction(transaction -> {
      UpstreamRows.forget(transaction, pull.repository(), tag);
      return true;
    });
    if (here.isPresent()) {
      manifests.delete(pull.actor(), pull.repository(), new Reference.ByTag(tag));
    }
  }

  /** The manifest that a tag is to name here, too. */
  private Stored tagged(Pull pull, Tag tag, Optional<Stored> here, Digest digest) {
    if (here.isPresent() && here.get().digest().equals(digest)) {
      return here.get();
    }
    Stored there = byDigest(pull, digest);
    if (here(pull.repository(), new Reference.ByDigest(digest)).isPresent()) {
      put(pull, there, List.of(tag));
    }
    return there;
  }

  private Stored keep(Pull pull, Fetched fetched) {
    Manifest manifest = fetched.manifest();
    Stored stored = new Stored(fetched.digest(), manifest.mediaType(), manifest.bytes());
    if (manifest.blobs().isEmpty()) {
      put(pull, stored, List.of());
      return stored;
    }
    database.transaction(transaction -> {
      AwaitedRows.await(
          transaction,
          pull.upstream(),
          pull.repository(),
          fetched.digest(),
          manifest,
          clock.instant());
      return true;
    });
    for (Descriptor blob : manifest.blobs()) {
      if (mounted(pull, blob.digest())) {
        settle(pull, blob.digest());
      }
    }
    return stored;
  }

  /** What another repository of the namespace has is not fetched once more. */
  private boolean mounted(Pull pull, Digest blob) {
    return !blobs.isHere(pull.repository(), blob)
        && uploads.mount(
            pull.repository(),
            ReadRights.ofNamespace(pull.namespace().instance(), pull.namespace().name()),
            blob);
  }

  private Optional<Stored> here(RepositoryName repository, Reference reference) {
    try {
      return Optional.of(manifests.require(repository, reference));
    } catch (Failure e) {
      if (e.kind() == Failure.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * How long a blob is that a manifest names which waits for it; empty for any other, and for one
   * that is here.
   */
  public OptionalLong awaited(Pull pull, Digest digest) {
    return blobs.isHere(pull.repository(), digest)
        ? OptionalLong.empty()
        : database.read(handle -> AwaitedRows.size(handle, pull.repository(), digest));
  }

  /**
   * Makes sure that a blob is here which a manifest names that waits for it; of any other nothing
   * is done.
   *
   * @throws Failure of {@link RegistryClient}; {@code registry.upstream-waits}, {@code
   *     registry.upstream-busy}
   */
  public void blob(Pull pull, Digest digest) {
    OptionalLong size =
        database.read(handle -> AwaitedRows.size(handle, pull.repository(), digest));
    if (size.isEmpty()) {
      return;
    }
    if (!blobs.isHere(pull.repository(), digest) && !mounted(pull, digest)) {
      requireMayFetch(pull);
      blobs.fetch(pull, new Descriptor("", digest, size.getAsLong()));
    }
    settle(pull, digest);
  }

  /**
   * Puts the manifests that waited for this blob alone. One that may not be put, for a quota or an
   * immutable tag, takes nothing from who pulls it.
   */
  private void settle(Pull pull, Digest blob) {
    RepositoryName repository = pull.repository();
    for (Stored whole : database.read(handle -> AwaitedRows.whole(handle, repository, blob))) {
      List<Tag> tags =
          database.read(handle -> UpstreamRows.tagsOf(handle, repository, whole.digest()));
      if (put(pull, whole, tags) || (!tags.isEmpty() && put(pull, whole, List.of()))) {
        database.transaction(transaction -> {
          AwaitedRows.put(transaction, repository, whole.digest());
          return true;
        });
      }
    }
  }

  private boolean put(Pull pull, Stored stored, List<Tag> tags) {
    try {
      var _ =
          manifests.put(
              pull.actor(),
              pull.repository(),
              stored.digest(),
              Manifest.read(stored.bytes(), stored.mediaType()),
              tags);
      return true;
    } catch (Failure e) {
      LOG.warn("{}@{} is not kept: {}", pull.repository(), stored.digest(), e.code());
      return false;
    }
  }

  /** Whether the other registry did not answer a moment ago. */
  boolean rests(Upstream upstream) {
    return peers.rests(upstream);
  }

  /** Forgets manifests whose blobs nobody wanted, and tags that nobody asks for. */
  public void tidy() {
    database.transaction(transaction -> {
      UpstreamRows.forget(
          transaction, clock.instant().minus(KEPT_BESIDE), clock.instant().minus(TAGS_KEPT));
      return true;
    });
  }
}
