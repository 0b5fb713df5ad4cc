package redoubt.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import redoubt.crypto.Randomness;
import redoubt.encryption.census.Census;
import redoubt.encryption.census.Expectation;
import redoubt.encryption.census.Report;
import redoubt.encryption.envelope.StorageKey;
import redoubt.encryption.etcd.Snapshot;
import redoubt.testkit.etcd.ApiServerObjects;
import redoubt.testkit.etcd.ApiServerObjects.Seed;
import redoubt.testkit.etcd.BoltWriter;
import redoubt.testkit.etcd.BoltWriter.Entry;

/**
 * The encryption ledger of a snapshot with a million live objects, a tenth of them written twice,
 * in 200 namespaces under 5 seeds; beside it, a bare sequential read of the same file.
 */
final class StoredObjects {
  private static final int OBJECTS = 1_000_000;
  private static final int BYTES = 600;

  private StoredObjects() {}

  static void measure(Path directory, int rounds) throws IOException {
    Files.createDirectories(directory);
    for (int objects : new int[] {OBJECTS / 10, OBJECTS}) {
      Path file = directory.resolve("objects-" + objects + ".db");
      BoltWriter.write(file, 4096, entries(objects));
      for (int round = 0; round < rounds; round++) {
        long bare = bareRead(file);
        long anonymous = memory("RssAnon");
        long start = System.nanoTime();
        Report report = take(file);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (report.objects() != objects) {
          throw new IllegalStateException("counted " + report.objects());
        }
        System.out.printf(
            "encryption ledger, %,d objects (%,d MB): %,.0f objects/s; bare read %.2f s, ledger"
                + " %.2f s; memory besides the file's pages %,d MB, %+d MB%n",
            objects,
            Files.size(file) >> 20,
            objects / seconds,
            bare / 1e9,
            seconds,
            memory("RssAnon") >> 10,
            (memory("RssAnon") - anonymous) >> 10);
      }
      Files.delete(file);
    }
  }

  private static Report take(Path file) {
    Expectation expectation =
        new Expectation(Expectation.SECRETS, Optional.of("key-0"), new TreeSet<>());
    try (Snapshot snapshot = Snapshot.open(file)) {
      return Census.of(expectation, StorageKey.anyPrefix(), InstantSource.system()).take(snapshot);
    }
  }

  private static long bareRead(Path file) throws IOException {
    long start = System.nanoTime();
    byte[] piece = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(file)) {
      while (in.read(piece) >= 0) {
        // Nothing but the reading is measured.
      }
    }
    return System.nanoTime() - start;
  }

  /** In kB, as the kernel counts it. */
  private static long memory(String what) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.US_ASCII).stream()
        .filter(line -> line.startsWith(what + ":"))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0L);
  }

  private static Iterator<Entry> entries(int objects) {
    List<Seed> seeds = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      seeds.add(Seed.random("redoubt", "key-" + i % 2));
    }
    byte[] data = Randomness.bytes(BYTES);
    int rewritten = objects / 10;
    return IntStream.range(0, objects + rewritten)
        .mapToObj(i -> {
          String key = "/registry/secrets/namespace-" + i % 200 + "/secret-" + i % objects;
          return Entry.put(i + 2L, key, ApiServerObjects.kmsV2(seeds.get(i % 5), 1, data));
        })
        .iterator();
  }
}
