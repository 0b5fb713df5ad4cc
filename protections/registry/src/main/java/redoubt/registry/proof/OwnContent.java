package redoubt.registry.proof;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import redoubt.oci.Digest;
import redoubt.registry.content.ContentStore;
import redoubt.registry.content.Draft;
import redoubt.registry.content.Place;
import redoubt.registry.proof.sql.OwnBlobRows;
import redoubt.registry.sql.BlobRows;
import redoubt.store.Database;

/** The content of images that proofs push: random, so that it is nobody else's. */
public final class OwnContent implements Disk {
  private static final int MOST_BYTES = 1 << 20;

  private final Database database;
  private final ContentStore store;
  private final InstantSource clock;

  /** Places that are of no use any more, or will be when the visit ends. */
  private final Queue<Place> changed = new ConcurrentLinkedQueue<>();

  public OwnContent(Database database, ContentStore store, InstantSource clock) {
    this.database = database;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public void turnBit(Digest digest, int at) {
    Place place =
        database
            .read(handle -> OwnBlobRows.place(handle, digest))
            .orElseThrow(() -> new IllegalStateException("the proof's own blob is not there"));
    try {
      byte[] content;
      try (InputStream bytes = Channels.newInputStream(store.open(place))) {
        content = bytes.readNBytes(MOST_BYTES);
      }
      content[at] ^= 1;
      changed.add(place);
      try (Draft draft = store.write(place, 0)) {
        draft.append(ByteBuffer.wrap(content));
        draft.settle(() -> {});
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Notes where uploads of a namespace lie that is about to be removed. */
  public void leave(String namespace) {
    changed.addAll(database.read(handle -> OwnBlobRows.uploads(handle, namespace)));
  }

  /** Removes what no repository serves any more, without the time that others have to come back. */
  public void end(Collection<Digest> digests) {
    for (Place place :
        database.transaction(
            transaction -> OwnBlobRows.end(transaction, digests, clock.instant()))) {
      sweep(place);
    }
    for (Place place = changed.poll(); place != null; place = changed.poll()) {
      Place left = place;
      if (database.read(handle -> OwnBlobRows.isDoomed(handle, left))) {
        sweep(left);
      }
    }
  }

  private void sweep(Place place) {
    try {
      store.remove(place);
    } catch (IOException e) {
      // The place is doomed: the collector tries again.
      return;
    }
    boolean _ = database.transaction(transaction -> BlobRows.spare(transaction, place));
  }
}
