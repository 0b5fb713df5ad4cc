package redoubt.registry.push;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.registry.RegistryFailures;
import redoubt.registry.content.ContentStore;
import redoubt.registry.content.Draft;
import redoubt.registry.content.Place;
import redoubt.registry.sql.BlobRows;
import redoubt.store.Database;

/**
 * One call that writes to an upload. It holds the claim, and renews it while bytes come in; when
 * the claim was lost, it stops. Who takes over a claim that ran out goes on at another place, so
 * that a writer that was only asleep cannot write into what is acknowledged.
 */
final class Writing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writing.class);

  private final Database database;
  private final ContentStore store;
  private final Hashes hashes;
  private final InstantSource clock;
  private final Claim claim;
  private @Nullable Draft draft;
  private @Nullable MessageDigest hash;
  private boolean over;
  private boolean doubted;
  private boolean refused;

  private Writing(
      Database database, ContentStore store, Hashes hashes, InstantSource clock, Claim claim) {
    this.database = database;
    this.store = store;
    this.hashes = hashes;
    this.clock = clock;
    this.claim = claim;
  }

  static Writing claim(
      Database database,
      ContentStore store,
      Hashes hashes,
      InstantSource clock,
      RepositoryName repository,
      UUID id,
      Incoming piece) {
    Writing writing =
        new Writing(
            database,
            store,
            hashes,
            clock,
            new Claim(database, clock, repository, id, piece.announced()));
    try {
      writing.open();
      return writing;
    } catch (RuntimeException e) {
      writing.close();
      throw e;
    }
  }

  private void open() {
    Upload upload = claim.upload();
    stored(() -> {
      Optional<MessageDigest> begun = hashes.take(upload.id(), upload.acknowledged());
      if (upload.writtenUntil().isPresent()) {
        takeOver();
        // The copy is what counts, and not what was once sent.
        begun = Optional.empty();
      } else {
        draft = store.write(upload.place(), upload.acknowledged());
      }
      hash =
          begun.orElseGet(
              () -> upload.acknowledged() == 0 ? Digest.Algorithm.SHA256.start() : null);
    });
  }

  /**
   * Copies what is acknowledged to another place, and goes on there. Until that is done the upload
   * stays where it was, to be taken over by whoever tries next.
   */
  private void takeOver() throws IOException {
    Place former = claim.upload().place();
    Place place = Place.fresh();
    // The place has a name in the database before anything lies there.
    database.transaction(transaction -> {
      BlobRows.doom(transaction, place, clock.instant());
      return true;
    });
    Draft copy = store.write(place, 0);
    try {
      copy(former, copy);
      claim.move(place);
    } catch (IOException | RuntimeException e) {
      copy.close();
      throw e;
    }
    draft = copy;
  }

  private void copy(Place former, Draft copy) throws IOException {
    long acknowledged = claim.upload().acknowledged();
    if (acknowledged == 0) {
      // Nobody may ever have written there.
      return;
    }
    try (InputStream from = Channels.newInputStream(store.open(former))) {
      byte[] buffer = new byte[64 << 10];
      for (long left = acknowledged; left > 0; ) {
        claim.renew();
        int read = from.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
        if (read == 0) {
          throw new IOException("less is there than was acknowledged");
        }
        copy.append(ByteBuffer.wrap(buffer, 0, read));
        left -= read;
      }
    }
  }

  Upload upload() {
    return claim.upload();
  }

  UUID writer() {
    return claim.writer();
  }

  long length() {
    return open(draft).length();
  }

  void append(Incoming piece) {
    long acknowledged = claim.upload().acknowledged();
    if (piece.from().orElse(acknowledged) != acknowledged) {
      throw RegistryFailures.outOfOrder(acknowledged);
    }
    stored(() -> {
      long came = piece.source().to(this::append);
      if (piece.length().orElse(came) != came) {
        refused = true;
        throw RegistryFailures.badRange();
      }
    });
  }

  private void append(ByteBuffer bytes) throws IOException {
    claim.require(open(draft).length() + bytes.remaining());
    MessageDigest begun = hash;
    // Of a write that fails nobody knows how much came of it: all is hashed anew then.
    hash = null;
    ByteBuffer written = bytes.duplicate();
    open(draft).append(bytes);
    if (begun != null) {
      begun.update(written);
      hash = begun;
    }
  }

  /** The digest of all that is there. */
  Digest digest(Digest.Algorithm algorithm) {
    MessageDigest begun = hash;
    hash = null;
    if (begun != null && algorithm == Digest.Algorithm.SHA256) {
      return algorithm.end(begun);
    }
    MessageDigest anew = algorithm.start();
    stored(() -> {
      try (InputStream in = Channels.newInputStream(store.open(claim.upload().place()))) {
        byte[] buffer = new byte[64 << 10];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          claim.renew();
          anew.update(buffer, 0, read);
        }
      }
    });
    return algorithm.end(anew);
  }

  /**
   * Makes all of it durable, and says the state of what is there then. When that fails, the next
   * writer goes on at another place: a kernel forgets what it could not write and says of the same
   * file the next time that all is well (fsync(2), "EIO").
   */
  String settle() {
    String[] stamp = new String[1];
    stored(() -> {
      doubted = true;
      open(draft).settle(claim::renew);
      doubted = false;
      stamp[0] = store.stamp(claim.upload().place());
    });
    return stamp[0];
  }

  /** Gives the claim back, and says how much is kept. */
  long release() {
    long length = length();
    over = true;
    claim.release(length);
    MessageDigest begun = hash;
    if (begun != null) {
      hashes.keep(claim.upload().id(), begun, length);
    }
    return length;
  }

  /** The upload has ended. */
  void done() {
    over = true;
  }

  /** Removes the bytes of a place that is doomed, at once rather than when it is swept. */
  void remove() {
    try {
      Place place = claim.upload().place();
      store.remove(place);
      database.transaction(transaction -> {
        BlobRows.spare(transaction, place);
        return true;
      });
    } catch (IOException | Failure e) {
      LOG.debug("what lies at a doomed place is removed later", e);
    }
  }

  /** Keeps what came when the call ends in the middle, but nothing of a piece that is refused. */
  @Override
  public void close() {
    Draft open = draft;
    try {
      if (!over) {
        if (open == null || doubted) {
          claim.giveUp();
        } else if (refused) {
          claim.release(claim.upload().acknowledged());
        } else {
          release();
        }
      }
    } catch (RuntimeException e) {
      LOG.debug("an upload is kept as far as it was acknowledged before", e);
    } finally {
      if (open != null) {
        try {
          open.close();
        } catch (IOException e) {
          LOG.warn("a draft did not close", e);
        }
      }
    }
  }

  private static <T> T open(@Nullable T part) {
    return Objects.requireNonNull(part, "the upload is open");
  }

  /** What reads from a client or the content store. */
  private interface Work {
    void run() throws IOException;
  }

  private void stored(Work work) {
    try {
      work.run();
    } catch (IOException e) {
      LOG.error("the content store failed", e);
      throw isFull(e) ? RegistryFailures.storeIsFull() : RegistryFailures.storeFailed(e);
    }
  }

  private static boolean isFull(IOException e) {
    String why = String.valueOf(e.getMessage());
    return why.contains("No space left") || why.contains("quota exceeded");
  }
}
