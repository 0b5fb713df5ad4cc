package redoubt.registry.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import redoubt.registry.content.ContentStore;
import redoubt.registry.content.Draft;
import redoubt.registry.content.Place;

/** Another store, of which something is different. */
abstract class StoreOver implements ContentStore {
  final ContentStore store;

  StoreOver(ContentStore store) {
    this.store = store;
  }

  /** Another draft, of which something is different. */
  abstract static class DraftOver implements Draft {
    final Draft draft;

    DraftOver(Draft draft) {
      this.draft = draft;
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
      draft.append(bytes);
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
  public void requireThere() throws IOException {
    store.requireThere();
  }

  @Override
  public void remove(Place place) throws IOException {
    store.remove(place);
  }

  @Override
  public void walk(Consumer<Place> each, Consumer<String> strangers) throws IOException {
    store.walk(each, strangers);
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
