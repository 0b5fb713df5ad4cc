package redoubt.registry.push;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.registry.RegistryFailures;
import redoubt.registry.content.ContentStore;
import redoubt.registry.sql.BlobRows;
import redoubt.registry.sql.RepositoryRows;
import redoubt.store.Database;

/** Blobs of repositories: found, read, unlinked. */
public final class Blobs {
  private static final Logger LOG = LoggerFactory.getLogger(Blobs.class);

  private final Database database;
  private final ContentStore store;
  private final InstantSource clock;

  public Blobs(Database database, ContentStore store, InstantSource clock) {
    this.database = database;
    this.store = store;
    this.clock = clock;
  }

  /**
   * A blob that the repository may serve, to be read.
   *
   * @throws redoubt.core.Failure {@code registry.no-blob}
   */
  public Blob require(RepositoryName repository, Digest digest) {
    return database
        .read(handle -> {
          OptionalLong in = RepositoryRows.find(handle, repository);
          return in.isEmpty()
              ? Optional.<Blob>empty()
              : BlobRows.find(handle, in.getAsLong(), digest);
        })
        .orElseThrow(RegistryFailures::noBlob);
  }

  /**
   * The same for who asks whether it has to be sent: from now on it stays for a day, for the
   * manifest that is to name it.
   *
   * @throws redoubt.core.Failure {@code registry.no-blob}
   */
  public Blob promise(RepositoryName repository, Digest digest) {
    Blob blob = require(repository, digest);
    boolean there =
        database.transaction(transaction -> {
          OptionalLong in = RepositoryRows.find(transaction, repository);
          return in.isPresent()
              && BlobRows.seen(transaction, in.getAsLong(), digest, clock.instant());
        });
    if (!there) {
      throw RegistryFailures.noBlob();
    }
    return blob;
  }

  /**
   * Opens its bytes.
   *
   * @throws redoubt.core.Failure {@code registry.no-blob}, {@code registry.store-failed}
   */
  public SeekableByteChannel open(Blob blob) {
    try {
      return store.open(blob.place());
    } catch (NoSuchFileException e) {
      LOG.error("the content store lacks {}, which is {}", blob.place(), blob.digest(), e);
      throw RegistryFailures.noBlob();
    } catch (IOException e) {
      throw RegistryFailures.storeFailed(e);
    }
  }

  /**
   * The repository serves it no more.
   *
   * @throws redoubt.core.Failure {@code registry.no-blob}, {@code registry.blob-is-used} by a
   *     manifest of the repository
   */
  public void unlink(RepositoryName repository, Digest digest) {
    database.transaction(transaction -> {
      OptionalLong in = RepositoryRows.find(transaction, repository);
      long uses =
          (in.isEmpty()
                  ? Optional.<Long>empty()
                  : BlobRows.lockUses(transaction, in.getAsLong(), digest))
              .orElseThrow(RegistryFailures::noBlob);
      if (uses > 0) {
        throw RegistryFailures.blobIsUsed();
      }
      BlobRows.unlink(transaction, in.orElseThrow(), digest, clock.instant());
      return true;
    });
  }
}
