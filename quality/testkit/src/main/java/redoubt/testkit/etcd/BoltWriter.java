package redoubt.testkit.etcd;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import redoubt.crypto.Hash;

/**
 * Writes a snapshot as etcd does, of any page size, from entries that come in order: one bucket
 * {@code key}, its leaves, the branches over them, the meta pages, and the SHA-256 at the end.
 * {@code etcdctl snapshot status} is its judge.
 */
public final class BoltWriter {
  private static final int HEADER = 16;
  private static final int ELEMENT = 16;
  private static final int LEAF = 2;
  private static final int BRANCH = 1;
  private static final int FREELIST = 16;

  private final int pageSize;
  private final OutputStream out;
  private long next = 4;

  private BoltWriter(int pageSize, OutputStream out) {
    this.pageSize = pageSize;
    this.out = out;
  }

  /** One entry of the bucket. */
  @SuppressWarnings("ArrayRecordComponent") // Written to a file, compared by nobody.
  public record Entry(byte[] key, byte[] value) {
    /** A revision of an object, as etcd's store has it. */
    public static Entry put(long revision, String key, byte[] value) {
      return new Entry(
          revision(revision, false), KeyValues.encode(key, revision, revision, 1, value));
    }

    public static Entry tombstone(long revision, String key) {
      return new Entry(revision(revision, true), KeyValues.tombstone(key));
    }

    private static byte[] revision(long main, boolean tombstone) {
      ByteBuffer bytes = ByteBuffer.allocate(tombstone ? 18 : 17);
      bytes.putLong(main).put((byte) '_').putLong(0);
      if (tombstone) {
        bytes.put((byte) 't');
      }
      return bytes.array();
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // Written to a file, compared by nobody.
  private record Child(byte[] firstKey, long page) {}

  /** Writes a snapshot of the entries, which are in order. */
  public static void write(Path file, int pageSize, Iterator<Entry> entries) {
    Path body = file.resolveSibling(file.getFileName() + ".body");
    try {
      long root;
      long pages;
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(body), 1 << 20)) {
        BoltWriter writer = new BoltWriter(pageSize, out);
        root = writer.tree(entries);
        pages = writer.next;
      }
      MessageDigest digest = Hash.newSha256();
      try (OutputStream whole = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
        DigestOutputStream hashed = new DigestOutputStream(whole, digest);
        hashed.write(meta(pageSize, 0, pages));
        hashed.write(meta(pageSize, 1, pages));
        hashed.write(freelist(pageSize));
        hashed.write(buckets(pageSize, root));
        Files.copy(body, hashed);
        whole.write(digest.digest());
      }
      Files.delete(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long tree(Iterator<Entry> entries) throws IOException {
    List<Child> level = new ArrayList<>();
    List<Entry> page = new ArrayList<>();
    int used = HEADER;
    while (entries.hasNext()) {
      Entry entry = entries.next();
      int needed = ELEMENT + entry.key.length + entry.value.length;
      if (!page.isEmpty() && used + needed > pageSize) {
        level.add(new Child(page.getFirst().key, leaf(page, used)));
        page.clear();
        used = HEADER;
      }
      page.add(entry);
      used += needed;
    }
    level.add(new Child(page.isEmpty() ? new byte[0] : page.getFirst().key, leaf(page, used)));
    while (level.size() > 1) {
      level = branches(level);
    }
    return level.getFirst().page;
  }

  private long leaf(List<Entry> entries, int used) throws IOException {
    ByteBuffer page = page(next, LEAF, entries.size(), used);
    int data = HEADER + entries.size() * ELEMENT;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      int element = HEADER + i * ELEMENT;
      page.putInt(element, 0).putInt(element + 4, data - element);
      page.putInt(element + 8, entry.key.length).putInt(element + 12, entry.value.length);
      page.put(data, entry.key).put(data + entry.key.length, entry.value);
      data += entry.key.length + entry.value.length;
    }
    return append(page);
  }

  private List<Child> branches(List<Child> children) throws IOException {
    List<Child> level = new ArrayList<>();
    int most = (pageSize - HEADER) / (ELEMENT + 18);
    for (int from = 0; from < children.size(); from += most) {
      List<Child> part = children.subList(from, Math.min(children.size(), from + most));
      ByteBuffer page = page(next, BRANCH, part.size(), pageSize);
      int data = HEADER + part.size() * ELEMENT;
      for (int i = 0; i < part.size(); i++) {
        Child child = part.get(i);
        int element = HEADER + i * ELEMENT;
        page.putInt(element, data - element).putInt(element + 4, child.firstKey.length);
        page.putLong(element + 8, child.page).put(data, child.firstKey);
        data += child.firstKey.length;
      }
      level.add(new Child(part.getFirst().firstKey, append(page)));
    }
    return level;
  }

  private ByteBuffer page(long number, int flags, int count, int used) {
    int pages = Math.max(1, (used + pageSize - 1) / pageSize);
    return header(ByteBuffer.allocate(pages * pageSize), number, flags, count)
        .putInt(12, pages - 1);
  }

  private static ByteBuffer header(ByteBuffer page, long number, int flags, int count) {
    return page.order(ByteOrder.LITTLE_ENDIAN)
        .putLong(0, number)
        .putShort(8, (short) flags)
        .putShort(10, (short) count);
  }

  private long append(ByteBuffer page) throws IOException {
    byte[] bytes = new byte[page.capacity()];
    page.get(0, bytes);
    out.write(bytes);
    long number = next;
    next += page.capacity() / pageSize;
    return number;
  }

  private static byte[] freelist(int pageSize) {
    return header(ByteBuffer.allocate(pageSize), 2, FREELIST, 0).array();
  }

  /** The root: its one entry is the bucket of all keys. */
  private static byte[] buckets(int pageSize, long root) {
    byte[] name = "key".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer page = header(ByteBuffer.allocate(pageSize), 3, LEAF, 1);
    page.putInt(HEADER, 1).putInt(HEADER + 4, ELEMENT);
    page.putInt(HEADER + 8, name.length).putInt(HEADER + 12, 16);
    page.put(HEADER + ELEMENT, name).putLong(HEADER + ELEMENT + name.length, root);
    return page.array();
  }

  private static byte[] meta(int pageSize, int number, long pages) {
    ByteBuffer page = header(ByteBuffer.allocate(pageSize), number, 4, 0);
    page.putInt(16, 0xED0CDAED).putInt(20, 2).putInt(24, pageSize);
    page.putLong(32, 3).putLong(48, 2).putLong(56, pages).putLong(64, 10 - number);
    page.putLong(72, checksum(page.array()));
    return page.array();
  }

  /** FNV-1a, 64 bits, of a meta page's fields. */
  public static long checksum(byte[] page) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 16; i < 72; i++) {
      hash = (hash ^ (page[i] & 0xFF)) * 0x100000001B3L;
    }
    return hash;
  }
}
