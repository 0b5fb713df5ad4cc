package redoubt.registry.push;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.registry.RegistryFailures;
import redoubt.registry.content.ContentStore;
import redoubt.registry.sql.BlobRows;
import redoubt.registry.sql.RepositoryRows;
import redoubt.registry.sql.ServedRows;
import redoubt.store.Database;
import redoubt.web.Response;

/** Blobs of repositories: found, read, unlinked. */
public final class Blobs {
  private static final Logger LOG = LoggerFactory.getLogger(Blobs.class);

  /** How long it is believed that content did not change while its state did not. */
  private static final Duration CHECKED = Duration.ofHours(24);

  /** How often it is noted that a blob is looked for. */
  private static final Duration SEEN = Duration.ofHours(1);

  private final Database database;
  private final ContentStore store;
  private final Ledger ledger;
  private final InstantSource clock;

  public Blobs(Database database, ContentStore store, Ledger ledger, InstantSource clock) {
    this.database = database;
    this.store = store;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * A blob that the repository may serve, to be read.
   *
   * @throws redoubt.core.Failure {@code registry.no-blob}
   */
  public Blob require(RepositoryName repository, Digest digest) {
    return find(repository, digest).blob();
  }

  private ServedRows.Served find(RepositoryName repository, Digest digest) {
    return database
        .read(handle -> ServedRows.find(handle, repository, digest))
        .orElseThrow(RegistryFailures::noBlob);
  }

  /**
   * The same for who asks whether it has to be sent: from now on it stays for a day, for the
   * manifest that is to name it. One that was seen damaged is not there: so it is pushed again.
   *
   * @throws redoubt.core.Failure {@code registry.no-blob}
   */
  public Blob promise(RepositoryName repository, Digest digest) {
    ServedRows.Served served = find(repository, digest);
    Instant now = clock.instant();
    boolean there =
        now.isBefore(served.seen().plus(SEEN))
            || database.transaction(
                transaction -> ServedRows.seen(transaction, repository, digest, now));
    if (!there) {
      throw RegistryFailures.noBlob();
    }
    return sound(served.blob());
  }

  /**
   * The same for who cannot push, and so keeps nothing from ending.
   *
   * @throws redoubt.core.Failure {@code registry.no-blob}
   */
  public Blob glance(RepositoryName repository, Digest digest) {
    return sound(require(repository, digest));
  }

  private static Blob sound(Blob blob) {
    if (blob.checked().isEmpty()) {
      throw RegistryFailures.noBlob();
    }
    return blob;
  }

  /**
   * Its bytes, or a piece of them, for an answer. They are compared with the digest unless that was
   * done for this state of the content within a day: all of them as they are sent, or before a
   * piece is.
   *
   * @throws redoubt.core.Failure {@code registry.no-blob}, {@code registry.store-failed}, {@code
   *     registry.blob-is-damaged}
   */
  public Response.Body read(String tenant, Blob blob, long from, long length) {
    try {
      String stamp = store.stamp(blob.place());
      boolean checked = isChecked(blob, stamp);
      if (!checked && length == blob.size()) {
        return new Response.Sized(length, out -> readWhole(tenant, blob, stamp, out));
      }
      if (!checked) {
        check(tenant, blob, stamp);
      }
      if (!store.isLocal()) {
        return new Response.Sized(length, out -> readPiece(blob, from, length, out));
      }
      SeekableByteChannel bytes = store.open(blob.place());
      return new Response.FileRegion(() -> bytes, from, length);
    } catch (NoSuchFileException e) {
      lacking(blob, e);
      throw RegistryFailures.noBlob();
    } catch (IOException e) {
      boolean _ = unreadable(blob, e);
      throw RegistryFailures.storeFailed(e);
    }
  }

  private void readWhole(String tenant, Blob blob, String stamp, OutputStream out)
      throws IOException {
    try (InputStream bytes = Channels.newInputStream(store.open(blob.place()))) {
      CheckedReading.copy(bytes, blob, out);
      noteChecked(blob, stamp);
    } catch (CheckedReading.Damaged e) {
      damaged(tenant, blob);
      throw e;
    } catch (CheckedReading.Unreadable e) {
      boolean _ = unreadable(blob, e);
      throw e;
    }
  }

  private void readPiece(Blob blob, long from, long length, OutputStream out) throws IOException {
    try (SeekableByteChannel bytes = store.open(blob.place()).position(from)) {
      byte[] buffer = new byte[64 << 10];
      for (long left = length; left > 0; ) {
        int read = bytes.read(ByteBuffer.wrap(buffer, 0, (int) Math.min(left, buffer.length)));
        if (read < 0) {
          throw new IOException("less is there than the blob has");
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
  }

  private void check(String tenant, Blob blob, String stamp) throws IOException {
    try (InputStream bytes = Channels.newInputStream(store.open(blob.place()))) {
      CheckedReading.check(bytes, blob);
      noteChecked(blob, stamp);
    } catch (CheckedReading.Damaged e) {
      damaged(tenant, blob);
      throw RegistryFailures.blobIsDamaged();
    }
  }

  /**
   * Reads all of a blob and compares it with its digest; what does not fit, is not there or cannot
   * be read is noted, as when somebody reads it.
   *
   * @return whether it fits
   * @throws redoubt.core.Failure {@code registry.store-failed}, which says nothing of the blob
   */
  public boolean scrub(Blob blob) {
    try {
      check(Entry.SYSTEM, blob, store.stamp(blob.place()));
      return true;
    } catch (NoSuchFileException e) {
      lacking(blob, e);
      return false;
    } catch (IOException e) {
      if (unreadable(blob, e)) {
        return false;
      }
      throw RegistryFailures.storeFailed(e);
    } catch (Failure e) {
      if (e.code().equals("registry.blob-is-damaged")) {
        return false;
      }
      throw e;
    }
  }

  private boolean isChecked(Blob blob, String stamp) {
    return blob.checked()
        .filter(last -> last.stamp().equals(stamp))
        .filter(last -> clock.instant().isBefore(last.at().plus(CHECKED)))
        .isPresent();
  }

  private void noteChecked(Blob blob, String stamp) {
    Optional<Blob.Checked> now = Optional.of(new Blob.Checked(stamp, clock.instant()));
    database.transaction(transaction -> {
      BlobRows.checked(transaction, blob, now);
      return true;
    });
  }

  private void lacking(Blob blob, NoSuchFileException e) {
    LOG.error("the content store lacks {}, which is {}", blob.place(), blob.digest(), e);
    noteUnchecked(blob);
  }

  /**
   * Notes what cannot be read while the store itself can: then it is the blob's own content that is
   * lost.
   *
   * @return whether that is so
   */
  private boolean unreadable(Blob blob, IOException e) {
    try {
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
      store.requireThere();
    } catch (IOException away) {
      LOG.debug("nothing is known of {} while the store is away", blob.digest(), away);
      return false;
    }
    LOG.error("the content at {}, which is {}, cannot be read", blob.place(), blob.digest(), e);
    noteUnchecked(blob);
    return true;
  }

  /** So that it counts as not there for who asks whether to push it, and is healed by the push. */
  private void noteUnchecked(Blob blob) {
    database.transaction(transaction -> {
      BlobRows.checked(transaction, blob, Optional.empty());
      return true;
    });
  }

  private void damaged(String tenant, Blob blob) {
    LOG.error(
        "the content at {} does not fit {}, seen by the instance {}",
        blob.place(),
        blob.digest(),
        tenant);
    database.transaction(transaction -> {
      BlobRows.checked(transaction, blob, Optional.empty());
      ledger.append(
          transaction,
          List.of(
              Entry.refused(
                  clock.instant(),
                  tenant,
                  "registry",
                  "registry.blob.read",
                  blob.digest().toString(),
                  "registry.blob-is-damaged")));
      return true;
    });
  }

  /**
   * The repository serves it no more. What an image in the trash needs is kept for it, and may be
   * deleted in this way all the same.
   *
   * @throws redoubt.core.Failure {@code registry.no-blob}, {@code registry.blob-is-used} by a
   *     manifest of the repository
   */
  public void unlink(RepositoryName repository, Digest digest) {
    database.transaction(transaction -> {
      OptionalLong in = RepositoryRows.find(transaction, repository);
      BlobRows.Uses uses =
          (in.isEmpty()
                  ? Optional.<BlobRows.Uses>empty()
                  : BlobRows.lockUses(transaction, in.getAsLong(), digest))
              .orElseThrow(RegistryFailures::noBlob);
      if (uses.uses() > 0) {
        throw RegistryFailures.blobIsUsed();
      }
      if (uses.kept() > 0) {
        BlobRows.hide(transaction, in.orElseThrow(), digest);
      } else {
        BlobRows.unlink(transaction, in.orElseThrow(), digest, clock.instant());
      }
      return true;
    });
  }
}
