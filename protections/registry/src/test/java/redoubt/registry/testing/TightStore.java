package redoubt.registry.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import redoubt.registry.content.ContentStore;
import redoubt.registry.content.Draft;
import redoubt.registry.content.Place;

/** A store on a disk with little room, which takes what still fits of a piece. */
public final class TightStore extends StoreOver {
  private final AtomicLong room;

  public TightStore(ContentStore store, long room) {
    super(store);
    this.room = new AtomicLong(room);
  }

  public void makeRoom(long more) {
    room.addAndGet(more);
  }

  @Override
  public Draft write(Place place, long length) throws IOException {
    return new DraftOver(store.write(place, length)) {
      @Override
      public void append(ByteBuffer bytes) throws IOException {
        int fits = (int) Math.min(bytes.remaining(), room.get());
        room.addAndGet(-fits);
        draft.append(bytes.slice(bytes.position(), fits));
        if (fits < bytes.remaining()) {
          throw new IOException("No space left on device");
        }
        bytes.position(bytes.limit());
      }
    };
  }
}
