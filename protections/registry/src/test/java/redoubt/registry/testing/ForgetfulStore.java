package redoubt.registry.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import redoubt.registry.content.Draft;
import redoubt.registry.content.FileStore;
import redoubt.registry.content.Place;

/**
 * A store on a disk that fails to keep something once: its first bytes are lost, that is said once,
 * and to be settled again the same file is well (fsync(2)).
 */
public final class ForgetfulStore extends StoreOver {
  private static final int LOST = 4096;

  private final FileStore files;
  private final AtomicBoolean failing = new AtomicBoolean(true);

  public ForgetfulStore(FileStore files) {
    super(files);
    this.files = files;
  }

  @Override
  public Draft write(Place place, long length) throws IOException {
    return new DraftOver(store.write(place, length)) {
      @Override
      public void settle(Runnable alive) throws IOException {
        if (failing.getAndSet(false)) {
          try (FileChannel file = FileChannel.open(files.file(place), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate((int) Math.min(LOST, file.size())), 0);
          }
          throw new IOException("Input/output error");
        }
        draft.settle(alive);
      }
    };
  }
}
