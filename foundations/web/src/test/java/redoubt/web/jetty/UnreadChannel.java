package redoubt.web.jetty;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A file that may be handed on by the system, but is not read. */
final class UnreadChannel extends FileChannel {
  private static final Phaser OPEN = new Phaser(1);

  private final FileChannel file;
  private final AtomicLong transferred;

  UnreadChannel(Path path, AtomicLong transferred) throws IOException {
    this.file = FileChannel.open(path, StandardOpenOption.READ);
    this.transferred = transferred;
    int _ = OPEN.register();
  }

  /** Waits until all that were opened are closed. */
  static void awaitAllClosed() throws InterruptedException, TimeoutException {
    int _ = OPEN.awaitAdvanceInterruptibly(OPEN.arrive(), 20, TimeUnit.SECONDS);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
    int _ = OPEN.arriveAndDeregister();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    long sent = file.transferTo(position, count, target);
    transferred.addAndGet(sent);
    return sent;
  }

  @Override
  public MemorySegment map(MapMode mode, long offset, long size, Arena arena) throws IOException {
    return file.map(mode, offset, size, arena);
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public long position() throws IOException {
    return file.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    FileChannel _ = file.position(position);
    return this;
  }

  private static UnsupportedOperationException read() {
    return new UnsupportedOperationException("it is not to be read");
  }

  @Override
  public int read(ByteBuffer into) {
    throw read();
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) {
    throw read();
  }

  @Override
  public int read(ByteBuffer into, long position) {
    throw read();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw read();
  }

  @Override
  public int write(ByteBuffer from) {
    throw read();
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) {
    throw read();
  }

  @Override
  public int write(ByteBuffer from, long position) {
    throw read();
  }

  @Override
  public FileChannel truncate(long size) {
    throw read();
  }

  @Override
  public void force(boolean metadata) {
    throw read();
  }

  @Override
  public long transferFrom(ReadableByteChannel from, long position, long count) {
    throw read();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw read();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw read();
  }
}
