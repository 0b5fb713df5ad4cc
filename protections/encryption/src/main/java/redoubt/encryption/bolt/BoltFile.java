package redoubt.encryption.bolt;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.crypto.Hash;

/**
 * A bbolt file, or a snapshot that etcd made of one: the same, with the SHA-256 of all before it as
 * its last 32 bytes. Mapped into memory; the pages that are read stay in the system's cache and
 * take nothing from the heap. The segments it hands out die when it is closed.
 */
public final class BoltFile implements AutoCloseable {
  private static final int CHECKSUM = 32;

  /** etcd's own rule: pages have no remainder, so one of 32 is a checksum. */
  private static final int REMAINDER = 512;

  private static final int PIECE = 1 << 20;

  private final FileChannel channel;
  private final Arena arena;
  private final long content;
  private final long size;
  private final Bucket root;

  private BoltFile(FileChannel channel, Arena arena, long content, long size, Bucket root) {
    this.channel = channel;
    this.arena = arena;
    this.content = content;
    this.size = size;
    this.root = root;
  }

  /**
   * @throws Failure {@code encryption.snapshot-unreadable}, {@code -foreign}, {@code -newer},
   *     {@code -truncated} or {@code -damaged}
   */
  public static BoltFile open(Path file) {
    FileChannel channel = null;
    Arena arena = Arena.ofShared();
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      long size = channel.size();
      MemorySegment whole = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
      Meta meta = Meta.newest(whole);
      long content = contentSize(size, meta);
      Pages pages = new Pages(whole.asSlice(0, content), meta);
      BoltFile opened = new BoltFile(channel, arena, content, size, Bucket.at(pages, meta.root()));
      channel = null;
      return opened;
    } catch (IOException | UnsupportedOperationException e) {
      throw SnapshotFailures.unreadable(file, e);
    } catch (InternalError e) {
      throw SnapshotFailures.changing(e);
    } finally {
      if (channel != null) {
        close(channel);
        arena.close();
      }
    }
  }

  private static long contentSize(long size, Meta meta) {
    if (meta.pages() < 2 || meta.pages() > Long.MAX_VALUE / meta.pageSize()) {
      throw SnapshotFailures.damaged("it counts " + meta.pages() + " pages");
    }
    long needed = meta.pages() * meta.pageSize();
    if (size < needed) {
      throw SnapshotFailures.truncated(size + " bytes are there of " + needed);
    }
    long remainder = size % REMAINDER;
    if (remainder == 0) {
      return size;
    }
    if (remainder != CHECKSUM) {
      throw SnapshotFailures.truncated("it ends in the middle of its checksum or of a page");
    }
    return size - CHECKSUM;
  }

  /** The bucket in which all buckets are. */
  public Bucket root() {
    return root;
  }

  /** Length of the whole file in bytes. */
  public long size() {
    return size;
  }

  /** Whether etcd put a checksum at the end; etcd's own live file has none. */
  public boolean hasChecksum() {
    return content != size;
  }

  /**
   * Reads the whole file and compares the checksum at its end; returns it in hexadecimal. Safe
   * beside readers of the buckets.
   *
   * @return empty when the file has none
   * @throws Failure {@code encryption.snapshot-altered}
   */
  public Optional<String> verifyChecksum() {
    if (!hasChecksum()) {
      return Optional.empty();
    }
    try {
      MessageDigest digest = Hash.newSha256();
      ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
      for (long at = 0; at < content; ) {
        piece.clear().limit((int) Math.min(PIECE, content - at));
        at += read(piece, at);
        digest.update(piece.flip());
      }
      ByteBuffer expected = ByteBuffer.allocate(CHECKSUM);
      for (long at = content; expected.hasRemaining(); ) {
        at += read(expected, at);
      }
      byte[] actual = digest.digest();
      if (!MessageDigest.isEqual(actual, expected.array())) {
        throw SnapshotFailures.altered();
      }
      return Optional.of(HexFormat.of().formatHex(actual));
    } catch (IOException e) {
      throw SnapshotFailures.changing(e);
    }
  }

  private int read(ByteBuffer into, long at) throws IOException {
    int read = channel.read(into, at);
    if (read < 0) {
      throw new IOException("the file ended");
    }
    return read;
  }

  @Override
  public void close() {
    close(channel);
    arena.close();
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
