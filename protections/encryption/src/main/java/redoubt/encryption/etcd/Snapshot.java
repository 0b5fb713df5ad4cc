package redoubt.encryption.etcd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import redoubt.core.Failure;
import redoubt.encryption.bolt.BoltFile;
import redoubt.encryption.bolt.Bucket;
import redoubt.encryption.bolt.SnapshotFailures;
import redoubt.kms.proto.Malformed;

/**
 * A snapshot file, or etcd's own {@code member/snap/db}. etcd keeps one entry for each revision of
 * each key until it compacts them; read from the newest backwards, the first entry of a key is the
 * one that counts. The checksum is verified by a second thread meanwhile.
 */
public final class Snapshot implements ObjectSource {
  private static final byte[] KEYS = "key".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] META = "meta".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STORAGE_VERSION =
      "storageVersion".getBytes(StandardCharsets.US_ASCII);
  private static final String KNOWN_STORAGE = "3.";

  private final BoltFile file;
  private final Bucket keys;
  private final String name;

  private Snapshot(BoltFile file, Bucket keys, String name) {
    this.file = file;
    this.keys = keys;
    this.name = name;
  }

  /**
   * @throws Failure {@code encryption.snapshot-…}
   */
  public static Snapshot open(Path path) {
    BoltFile file = BoltFile.open(path);
    boolean opened = false;
    try {
      Bucket keys =
          file.root()
              .bucket(KEYS)
              .orElseThrow(() ->
                  SnapshotFailures.foreign("it is a bbolt file without etcd's bucket of keys"));
      checkVersion(file.root());
      Path last = path.getFileName();
      opened = true;
      return new Snapshot(file, keys, last == null ? path.toString() : last.toString());
    } catch (InternalError e) {
      throw SnapshotFailures.changing(e);
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  private static void checkVersion(Bucket root) {
    Optional<String> version =
        root.bucket(META)
            .flatMap(meta -> meta.value(STORAGE_VERSION))
            .filter(bytes -> bytes.byteSize() <= 64)
            .map(bytes ->
                new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII));
    if (version.isPresent() && !version.get().startsWith(KNOWN_STORAGE)) {
      throw SnapshotFailures.newer("etcd storage version " + version.get());
    }
  }

  @Override
  public Scan scan(ObjectSink sink) {
    FutureTask<Optional<String>> checksum = new FutureTask<>(file::verifyChecksum);
    Thread.ofPlatform().daemon().name("snapshot-checksum").start(checksum);
    long revision;
    try (SeenKeys seen = new SeenKeys()) {
      Newest newest = new Newest(seen, sink);
      keys.descending(newest);
      revision = newest.revision();
      if (revision == 0) {
        sink.begin(0);
      }
    } catch (InternalError e) {
      result(checksum);
      throw SnapshotFailures.changing(e);
    } catch (Failure broken) {
      // When the checksum is wrong too, that says more.
      result(checksum);
      throw broken;
    }
    Optional<String> sha256 = result(checksum);
    return new Scan(
        "snapshot",
        name,
        revision,
        sha256,
        sha256.isPresent()
            ? List.of()
            : List.of("The file has no checksum: a change of it would not be noticed."));
  }

  private static Optional<String> result(FutureTask<Optional<String>> checksum) {
    try {
      return checksum.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Failure failure) {
        throw failure;
      }
      throw new IllegalStateException("the checksum was not read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading a snapshot", e);
    }
  }

  @Override
  public void close() {
    file.close();
  }

  /** Hands over of each key what its newest revision says. */
  private static final class Newest implements Bucket.Visitor {
    private static final ValueLayout.OfLong BIG_ENDIAN =
        ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int REVISION = 17;

    private final SeenKeys seen;
    private final ObjectSink sink;
    private long highest;
    private long main = Long.MAX_VALUE;
    private long sub = Long.MAX_VALUE;

    Newest(SeenKeys seen, ObjectSink sink) {
      this.seen = seen;
      this.sink = sink;
    }

    /** The newest revision in the file; 0 when it has none. */
    long revision() {
      return highest;
    }

    @Override
    public void entry(MemorySegment key, MemorySegment value) {
      boolean tombstone = isTombstone(key);
      long thisMain = key.get(BIG_ENDIAN, 0);
      long thisSub = key.get(BIG_ENDIAN, 9);
      boolean older = thisMain < main || (thisMain == main && thisSub < sub);
      if (thisMain < 0 || thisSub < 0 || !older) {
        throw SnapshotFailures.damaged("its revisions are not in order");
      }
      main = thisMain;
      sub = thisSub;
      if (highest == 0) {
        highest = main;
        sink.begin(main);
      }
      KeyValue pair = decode(value);
      if (seen.add(pair.key()) && !tombstone) {
        if (pair.modRevision() != main) {
          throw SnapshotFailures.damaged("an object bears another revision than its place");
        }
        sink.object(new StoredObject(pair.key(), pair.value(), main));
      }
    }

    private static boolean isTombstone(MemorySegment key) {
      long length = key.byteSize();
      if ((length != REVISION && length != REVISION + 1)
          || key.get(ValueLayout.JAVA_BYTE, 8) != '_'
          || (length > REVISION && key.get(ValueLayout.JAVA_BYTE, REVISION) != 't')) {
        throw SnapshotFailures.damaged("a revision has another form than etcd's");
      }
      return length > REVISION;
    }

    private static KeyValue decode(MemorySegment value) {
      try {
        return KeyValue.decode(value);
      } catch (Malformed e) {
        throw SnapshotFailures.damaged("an entry is no key and value, " + e.rule(), e);
      }
    }
  }
}
