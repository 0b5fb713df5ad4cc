package redoubt.registry.push;

import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.crypto.Ids;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.registry.RegistryFailures;
import redoubt.registry.access.ReadRights;
import redoubt.registry.content.ContentStore;
import redoubt.registry.content.Place;
import redoubt.registry.quota.Quotas;
import redoubt.registry.sql.BlobRows;
import redoubt.registry.sql.RepositoryRows;
import redoubt.registry.sql.UploadRows;
import redoubt.store.Database;

/**
 * Uploads of blobs: begun, sent in pieces, finished or cancelled. No transaction is open while
 * bytes come in. What was acknowledged survives the end of the server; a finished blob survives the
 * loss of power, since its bytes are durable before the database names them.
 */
public final class Uploads {
  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

  private final Database database;
  private final ContentStore store;
  private final InstantSource clock;
  private final Hashes hashes = new Hashes();

  public Uploads(Database database, ContentStore store, InstantSource clock) {
    this.database = database;
    this.store = store;
    this.clock = clock;
  }

  /**
   * Begins an upload; the repository is made if it is not there.
   *
   * @throws redoubt.core.Failure {@code registry.storage-quota}, {@code registry.pending-quota},
   *     {@code registry.too-many-uploads}, {@code registry.too-many-repositories}
   */
  public UUID begin(RepositoryName repository, String by) {
    UUID id = Ids.random();
    Place place = Place.fresh();
    boolean free =
        database.statement(
            handle -> UploadRows.insertFree(handle, repository, id, place, clock.instant(), by));
    return free ? id : beginWatched(repository, id, place, by);
  }

  private UUID beginWatched(RepositoryName repository, UUID id, Place place, String by) {
    return database.transaction(transaction -> {
      UploadRows.Begun begun =
          UploadRows.insert(transaction, repository, id, place, clock.instant(), by);
      if (begun.crowded()) {
        throw RegistryFailures.tooManyUploads(repository.text(), UploadRows.MOST);
      }
      if (begun.limited()) {
        Quotas.beforeUpload(transaction, begun.repository(), clock.instant());
      }
      return id;
    });
  }

  /**
   * How much of it is kept.
   *
   * @throws redoubt.core.Failure {@code registry.no-upload}
   */
  public long acknowledged(RepositoryName repository, UUID id) {
    return database
        .read(handle -> UploadRows.find(handle, repository, id))
        .orElseThrow(RegistryFailures::noUpload)
        .acknowledged();
  }

  /**
   * Takes a piece; what came before the client broke off is kept.
   *
   * @return bytes that are kept by now
   * @throws redoubt.core.Failure {@code registry.no-upload}, {@code registry.upload-is-written},
   *     {@code registry.out-of-order}, {@code registry.bad-range}, {@code registry.store-is-full},
   *     {@code registry.store-failed}, {@code web.incomplete}, {@code registry.storage-quota},
   *     {@code registry.pending-quota}
   */
  public long append(RepositoryName repository, UUID id, Incoming piece) {
    try (Writing writing = claim(repository, id, piece)) {
      writing.append(piece);
      return writing.release();
    }
  }

  /**
   * Takes the last piece, and makes the whole known as a blob of the repository.
   *
   * @throws redoubt.core.Failure as {@link #append}; {@code registry.digest-differs}, which ends
   *     the upload
   */
  public void finish(RepositoryName repository, UUID id, Digest digest, Incoming piece) {
    try (Writing writing = claim(repository, id, piece)) {
      writing.append(piece);
      if (!writing.digest(digest.algorithm()).equals(digest)) {
        end(writing);
        throw RegistryFailures.digestDiffers();
      }
      String stamp = writing.settle();
      Blob blob =
          new Blob(
              digest,
              writing.length(),
              writing.upload().place(),
              Optional.of(new Blob.Checked(stamp, clock.instant())));
      boolean ours = addNew(writing, blob) || addAgain(writing, blob);
      writing.done();
      if (!ours) {
        writing.remove();
      }
    }
  }

  /**
   * Begins an upload and finishes it. When that fails, the upload has ended: nobody knows its id.
   *
   * @throws redoubt.core.Failure as {@link #begin} and {@link #finish}
   */
  public void push(RepositoryName repository, String by, Digest digest, Incoming all) {
    UUID id = begin(repository, by);
    try {
      finish(repository, id, digest, all);
    } catch (RuntimeException e) {
      try {
        cancel(repository, id);
      } catch (RuntimeException kept) {
        LOG.debug("an upload ended before, or is kept for a day", kept);
      }
      throw e;
    }
  }

  private boolean addNew(Writing writing, Blob blob) {
    return database.statement(handle ->
        UploadRows.endAsNew(
            handle, writing.upload().id(), writing.writer(), blob, clock.instant()));
  }

  /**
   * Serves a blob whose content was there already.
   *
   * @return whether the content that was sent is kept, since the other was damaged or is gone
   */
  private boolean addAgain(Writing writing, Blob blob) {
    return database.transaction(transaction -> {
      if (!UploadRows.end(transaction, writing.upload().id(), writing.writer())) {
        throw RegistryFailures.noUpload();
      }
      return serve(transaction, writing.upload().repository(), blob);
    });
  }

  private boolean serve(Handle transaction, long repository, Blob blob) {
    BlobRows.lockLink(transaction, repository, blob.digest());
    boolean first = BlobRows.insert(transaction, blob, clock.instant());
    Optional<Place> damaged = first ? Optional.empty() : BlobRows.heal(transaction, blob);
    if (!first) {
      BlobRows.doom(transaction, damaged.orElse(blob.place()), clock.instant());
    }
    BlobRows.link(transaction, repository, blob.digest(), clock.instant());
    return first || damaged.isPresent();
  }

  /**
   * Ends an upload; what came is removed.
   *
   * @throws redoubt.core.Failure {@code registry.no-upload}, {@code registry.upload-is-written}
   */
  public void cancel(RepositoryName repository, UUID id) {
    try (Writing writing = claim(repository, id, Incoming.nothing())) {
      end(writing);
    }
  }

  private void end(Writing writing) {
    database.transaction(transaction -> {
      if (!UploadRows.end(transaction, writing.upload().id(), writing.writer())) {
        throw RegistryFailures.noUpload();
      }
      BlobRows.doom(transaction, writing.upload().place(), clock.instant());
      return true;
    });
    writing.done();
    writing.remove();
  }

  /**
   * Lets the repository serve a blob that another one serves, without sending it.
   *
   * @return whether the other one serves it
   */
  public boolean mount(RepositoryName repository, RepositoryName from, Digest digest) {
    return database.transaction(transaction -> {
      OptionalLong source = RepositoryRows.find(transaction, from);
      return source.isPresent()
          && BlobRows.isLinked(transaction, source.getAsLong(), digest)
          && link(transaction, repository, digest);
    });
  }

  /**
   * The same from any repository that somebody may read.
   *
   * @return whether one serves it
   */
  public boolean mount(RepositoryName repository, ReadRights readable, Digest digest) {
    return database.transaction(transaction ->
        BlobRows.isLinkedAnywhere(transaction, readable, digest)
            && link(transaction, repository, digest));
  }

  private boolean link(Handle transaction, RepositoryName repository, Digest digest) {
    long in = RepositoryRows.ensure(transaction, repository, clock.instant());
    BlobRows.lockLink(transaction, in, digest);
    if (!BlobRows.lockSound(transaction, digest)) {
      return false;
    }
    BlobRows.link(transaction, in, digest, clock.instant());
    return true;
  }

  private Writing claim(RepositoryName repository, UUID id, Incoming piece) {
    return Writing.claim(database, store, hashes, clock, repository, id, piece);
  }
}
