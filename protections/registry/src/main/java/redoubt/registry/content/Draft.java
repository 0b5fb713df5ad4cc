package redoubt.registry.content;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What is being written at a place, by one writer. */
public interface Draft extends AutoCloseable {
  /** Writes all of it. */
  void append(ByteBuffer bytes) throws IOException;

  /** Bytes that are there. */
  long length();

  /**
   * Makes all of it durable: it survives the loss of power when this returns. May be repeated, but
   * not after it failed: what is there then is not known to be what was written.
   *
   * @param alive run from time to time while it takes long
   */
  void settle(Runnable alive) throws IOException;

  /** Keeps what is there. */
  @Override
  void close() throws IOException;
}
