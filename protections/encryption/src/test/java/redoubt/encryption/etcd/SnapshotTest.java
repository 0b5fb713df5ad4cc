package redoubt.encryption.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Failure;
import redoubt.crypto.Hash;
import redoubt.encryption.KeptObjects;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.Peers;
import redoubt.testkit.etcd.BoltWriter;
import redoubt.testkit.etcd.BoltWriter.Entry;

/** Snapshot files: what counts in them, and what is wrong with bad ones. */
final class SnapshotTest {
  @TempDir private Path directory;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private Path write(int pageSize, List<Entry> entries) {
    Path file = directory.resolve("snapshot.db");
    BoltWriter.write(file, pageSize, entries.iterator());
    return file;
  }

  private static Map<String, String> read(Path file) {
    KeptObjects objects = new KeptObjects();
    try (Snapshot snapshot = Snapshot.open(file)) {
      snapshot.scan(objects);
    }
    return objects.texts();
  }

  private static void assertRefused(Path file, String code) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("encryption." + code));
  }

  private static List<Entry> many(int count) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      entries.add(Entry.put(i, "/registry/secrets/default/s" + i, bytes("value " + i)));
    }
    return entries;
  }

  @Test
  void theNewestRevisionOfAKeyCounts() {
    Path file =
        write(4096, List.of(Entry.put(2, "/a", bytes("old")), Entry.put(3, "/a", bytes("new"))));
    assertThat(read(file)).isEqualTo(Map.of("/a", "new"));
  }

  @Test
  void aDeletedKeyIsGoneAndARecreatedOneIsBack() {
    Path file =
        write(
            4096,
            List.of(
                Entry.put(2, "/gone", bytes("x")),
                Entry.put(3, "/back", bytes("first")),
                Entry.tombstone(4, "/gone"),
                Entry.tombstone(5, "/back"),
                Entry.put(6, "/back", bytes("second"))));
    assertThat(read(file)).isEqualTo(Map.of("/back", "second"));
  }

  @Test
  void anEmptyStoreHasNoObjects() {
    assertThat(read(write(4096, List.of()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 4096, 16384, 65536})
  void everyPageSizeIsRead(int pageSize) {
    assertThat(read(write(pageSize, many(3000))))
        .hasSize(3000)
        .containsEntry("/registry/secrets/default/s77", "value 77");
  }

  @Test
  void valuesLongerThanAPageAreWhole() {
    String large = "v".repeat(100_000);
    Path file =
        write(
            4096,
            List.of(Entry.put(2, "/small", bytes("s")), Entry.put(3, "/large", bytes(large))));
    assertThat(read(file)).isEqualTo(Map.of("/small", "s", "/large", large));
  }

  @Test
  void anyHistoryEndsInWhatAMapWouldHold() {
    Random random = new Random(7);
    for (int round = 0; round < 20; round++) {
      Map<String, String> expected = new TreeMap<>();
      List<Entry> entries = new ArrayList<>();
      for (int revision = 2; revision < 500; revision++) {
        String key = "/k" + random.nextInt(60);
        if (random.nextInt(3) == 0) {
          entries.add(Entry.tombstone(revision, key));
          expected.remove(key);
        } else {
          entries.add(Entry.put(revision, key, bytes("v" + revision)));
          expected.put(key, "v" + revision);
        }
      }
      assertThat(read(write(1024, entries))).isEqualTo(expected);
    }
  }

  @Test
  @NeedsPeer(value = "etcdctl", why = "that etcd takes the files of the test kit for its own")
  void etcdTakesOurFilesForItsOwn() throws IOException, InterruptedException {
    Path file = write(4096, many(100_000));
    ProcessBuilder builder =
        new ProcessBuilder(
            Peers.find("etcdctl").orElseThrow().toString(), "snapshot", "status", file.toString());
    builder.environment().put("ETCDCTL_API", "3");
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains(", 100000, 100000, ");
    assertThat(read(file)).hasSize(100_000);
  }

  @Test
  void aTruncatedFileIsRefusedWhereverItEnds() throws IOException {
    byte[] whole = Files.readAllBytes(write(4096, many(500)));
    for (int length :
        new int[] {
          0, whole.length - 1, whole.length - 31, whole.length - 33, whole.length / 2, 5000, 8192
        }) {
      Path cut = Files.write(directory.resolve("cut.db"), Arrays.copyOf(whole, length));
      assertRefused(cut, "snapshot-truncated");
    }
  }

  @Test
  void aFlippedBitIsNoticedWhereverItIs() throws IOException {
    byte[] whole = Files.readAllBytes(write(4096, many(300)));
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      byte[] flipped = whole.clone();
      flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      Path file = Files.write(directory.resolve("flipped.db"), flipped);
      assertThatThrownBy(() -> read(file))
          .isInstanceOfSatisfying(
              Failure.class,
              failure -> assertThat(failure.code()).startsWith("encryption.snapshot-"));
    }
  }

  @Test
  void aChangedValueWithoutChecksumIsReadAndSaid() throws IOException {
    byte[] whole = Files.readAllBytes(write(4096, many(3)));
    Path file = Files.write(directory.resolve("db"), Arrays.copyOf(whole, whole.length - 32));
    try (Snapshot snapshot = Snapshot.open(file)) {
      Scan scan = snapshot.scan(new KeptObjects());
      assertThat(scan.sha256()).isEmpty();
      assertThat(scan.notes()).singleElement().asString().contains("no checksum");
    }
  }

  @Test
  void otherFilesAreNamedForWhatTheyAre() throws IOException {
    Path file = directory.resolve("other");
    assertRefused(Files.writeString(file, "hello"), "snapshot-foreign");
    assertRefused(Files.write(file, new byte[100_000]), "snapshot-foreign");
    byte[] sqlite = Arrays.copyOf(bytes("SQLite format 3\0"), 8192);
    assertRefused(Files.write(file, sqlite), "snapshot-foreign");
    assertRefused(directory.resolve("missing"), "snapshot-unreadable");
    assertRefused(directory, "snapshot-unreadable");
  }

  @Test
  void aNewerFormatIsRefusedAsNewer() throws IOException {
    byte[] whole = Files.readAllBytes(write(4096, many(3)));
    for (int meta : new int[] {0, 4096}) {
      byte[] page = Arrays.copyOfRange(whole, meta, meta + 4096);
      ByteBuffer fields = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
      fields.putInt(20, 3).putLong(72, BoltWriter.checksum(page));
      System.arraycopy(page, 0, whole, meta, 4096);
    }
    assertRefused(Files.write(directory.resolve("newer.db"), whole), "snapshot-newer");
  }

  @Test
  void theOtherMetaPageServesWhenOneIsBroken() throws IOException {
    Path file = write(16384, many(50));
    byte[] whole = Files.readAllBytes(file);
    for (int meta : new int[] {0, 16384}) {
      byte[] broken = whole.clone();
      broken[meta + 40] ^= 1;
      seal(broken);
      assertThat(read(Files.write(directory.resolve("broken.db"), broken))).hasSize(50);
    }
  }

  /** Hostile: the checksum at the end is right, the structure is not. */
  @Test
  void aTreeThatLeadsBackToItselfEnds() throws IOException {
    byte[] whole = Files.readAllBytes(write(1024, many(2000)));
    int branch = (whole.length - 32) / 1024 - 1;
    ByteBuffer file = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(file.getShort(branch * 1024 + 8)).as("flags of a branch").isEqualTo((short) 1);
    for (long target : new long[] {branch, branch - 1, 4, 0, -1, Long.MAX_VALUE, 1L << 40}) {
      byte[] hostile = whole.clone();
      int count = file.getShort(branch * 1024 + 10);
      for (int i = 0; i < count; i++) {
        ByteBuffer.wrap(hostile)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(branch * 1024 + 16 + i * 16 + 8, target);
      }
      seal(hostile);
      assertRefused(Files.write(directory.resolve("hostile.db"), hostile), "snapshot-damaged");
    }
  }

  /** Any four bytes of the structure replaced: an answer or a clear failure, and soon. */
  @Test
  void anyChangedStructureEndsInAClearFailureOrAnAnswer() throws IOException {
    byte[] whole = Files.readAllBytes(write(1024, many(200)));
    Random random = new Random(3);
    int[] telling = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x10000, 255};
    for (int i = 0; i < 1000; i++) {
      byte[] hostile = whole.clone();
      ByteBuffer.wrap(hostile)
          .putInt(
              2048 + random.nextInt(whole.length - 2048 - 40),
              telling[random.nextInt(telling.length)]);
      seal(hostile);
      Path file = Files.write(directory.resolve("hostile.db"), hostile);
      try {
        assertThat(read(file).size()).isLessThanOrEqualTo(200);
      } catch (Failure failure) {
        assertThat(failure.code())
            .isIn("encryption.snapshot-damaged", "encryption.snapshot-foreign");
      }
    }
  }

  private static void seal(byte[] snapshot) {
    byte[] hash = Hash.sha256(Arrays.copyOf(snapshot, snapshot.length - 32));
    System.arraycopy(hash, 0, snapshot, snapshot.length - 32, 32);
  }
}
