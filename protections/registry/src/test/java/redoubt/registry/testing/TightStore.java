package redoubt.registry.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import redoubt.registry.content.ContentStore;
import redoubt.registry.content.Draft;
import redoubt.registry.content.Place;

/** A store on a disk with little room, which takes what still fits of a piece. */
public final class TightStore implements ContentStore {
  private final ContentStore store;
  private final AtomicLong room;

  public TightStore(ContentStore store, long room) {
    this.store = store;
    this.room = new AtomicLong(room);
  }

  public void makeRoom(long more) {
    room.addAndGet(more);
  }

  @Override
  public Draft write(Place place, long length) throws IOException {
    Draft draft = store.write(place, length);
    return new Draft() {
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

      @Override
      public long length() {
        return draft.length();
      }

      @Override
      public void settle(Runnable alive) throws IOException {
        draft.settle(alive);
      }

      @Override
      public void close() throws IOException {
        draft.close();
      }
    };
  }

  @Override
  public SeekableByteChannel open(Place place) throws IOException {
    return store.open(place);
  }

  @Override
  public boolean isLocal() {
    return store.isLocal();
  }

  @Override
  public String stamp(Place place) throws IOException {
    return store.stamp(place);
  }

  @Override
  public void remove(Place place) throws IOException {
    store.remove(place);
  }

  @Override
  public void walk(Consumer<Place> each) throws IOException {
    store.walk(each);
  }

  @Override
  public void tidy(Instant before) throws IOException {
    store.tidy(before);
  }

  @Override
  public Optional<String> id() throws IOException {
    return store.id();
  }

  @Override
  public String giveId(String id) throws IOException {
    return store.giveId(id);
  }

  @Override
  public String idPlace() {
    return store.idPlace();
  }
}
