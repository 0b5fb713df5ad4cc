package redoubt.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import redoubt.testkit.Peers;

/**
 * Pushes and pulls of blobs, beside Debian's docker-registry: each in a process of its own, without
 * TLS, with the same clients and in turns. Ours asks for a token, makes durable what it
 * acknowledges and keeps its books in PostgreSQL; docker-registry does none of it, so that its
 * pushes are also told with what it takes to bring them to the disk (sync) in the end.
 */
final class Registries {
  private static final int CLIENTS = 16;
  private static final long MOST_BYTES = 3L << 30;
  private static final int KEPT = 64;

  /** One call of a client; says how many bytes it moved. */
  private interface Work {
    void with(BlobConnection connection, int client) throws Exception;
  }

  /** Calls a second; in milliseconds what they took, and what of the server's CPU each cost. */
  private record Rate(double perSecond, double p50, double p99, double withSync, double cpu) {}

  private Registries() {}

  static void measure(Path root, Path directory, int seconds, int rounds, List<Integer> megabytes)
      throws Exception {
    if (!Peers.isThere("docker-registry")) {
      System.out.println("registry: not measured, docker-registry is not installed");
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "registry: %d clients, keep-alive, no TLS; medians of %d rounds of %d s or %d GB%n",
        CLIENTS,
        rounds,
        seconds,
        MOST_BYTES >> 30);
    for (int size : megabytes) {
      Path place = directory.resolve("size" + size);
      try (MeasuredRegistry ours = MeasuredRegistry.ours(root, place.resolve("ours"));
          MeasuredRegistry theirs = MeasuredRegistry.theirs(place.resolve("theirs"))) {
        Side our = new Side(ours, size);
        Side their = new Side(theirs, size);
        our.round(true, seconds);
        their.round(true, seconds);
        our.round(false, seconds);
        their.round(false, seconds);
        List<Rate> ourPushes = new ArrayList<>();
        List<Rate> theirPushes = new ArrayList<>();
        List<Rate> ourPulls = new ArrayList<>();
        List<Rate> theirPulls = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
          ourPushes.add(our.round(true, seconds));
          theirPushes.add(their.round(true, seconds));
          ourPulls.add(our.round(false, seconds));
          theirPulls.add(their.round(false, seconds));
        }
        report("push", size, ourPushes, theirPushes);
        report("pull", size, ourPulls, theirPulls);
      }
      Bench.delete(place);
    }
  }

  private static void report(String what, int size, List<Rate> ours, List<Rate> theirs) {
    Rate our = median(ours);
    Rate their = median(theirs);
    System.out.printf(
        Locale.ROOT,
        "%s %3d MB  %8.1f/s (p50 %.1f, p99 %.1f ms, CPU %.2f ms)  docker-registry %8.1f/s (p50"
            + " %.1f, p99 %.1f ms, CPU %.2f ms)  ratio %.2f",
        what,
        size,
        our.perSecond(),
        our.p50(),
        our.p99(),
        our.cpu(),
        their.perSecond(),
        their.p50(),
        their.p99(),
        their.cpu(),
        our.perSecond() / their.perSecond());
    if (what.equals("push")) {
      System.out.printf(
          Locale.ROOT,
          "; on the disk %.1f/s and %.1f/s: %.2f",
          our.withSync(),
          their.withSync(),
          our.withSync() / their.withSync());
    }
    System.out.println();
  }

  private static Rate median(List<Rate> rates) {
    List<Rate> sorted = new ArrayList<>(rates);
    sorted.sort((one, other) -> Double.compare(one.perSecond(), other.perSecond()));
    return sorted.get(sorted.size() / 2);
  }

  /** One registry, and what was pushed to it. */
  private static final class Side {
    private final MeasuredRegistry registry;
    private final Content content;
    private final int megabytes;
    private final Queue<String> pushed = new ConcurrentLinkedQueue<>();
    private final AtomicLong turn = new AtomicLong();

    Side(MeasuredRegistry registry, int megabytes) throws Exception {
      this.registry = registry;
      this.megabytes = megabytes;
      this.content = new Content(megabytes << 20);
    }

    Rate round(boolean push, int seconds) throws Exception {
      List<String> there = List.copyOf(pushed);
      Work work =
          push
              ? this::push
              : (connection, client) ->
                  pull(connection, there.get((int) (turn.getAndIncrement() % there.size())));
      return run(push ? MOST_BYTES / ((long) megabytes << 20) : Long.MAX_VALUE, seconds, work);
    }

    private void push(BlobConnection connection, int client) throws Exception {
      Content.One one = content.another();
      String repository = "/v2/" + MeasuredRegistry.repository(client);
      BlobConnection.Answer begun = connection.call("POST", repository + "/blobs/uploads/");
      expect(202, begun);
      String to = begun.location();
      expect(
          201,
          connection.call(
              "PUT",
              to + (to.contains("?") ? "&" : "?") + "digest=" + one.digest(),
              one.body(),
              one.end()));
      if (pushed.size() < KEPT) {
        pushed.add(repository + "/blobs/" + one.digest());
      }
    }

    private void pull(BlobConnection connection, String blob) throws IOException {
      BlobConnection.Answer answer = connection.call("GET", blob);
      expect(200, answer);
      if (answer.bytes() != (long) megabytes << 20) {
        throw new IOException(registry.name() + " sent " + answer.bytes() + " bytes");
      }
    }

    private void expect(int status, BlobConnection.Answer answer) throws IOException {
      if (answer.status() != status) {
        throw new IOException(registry.name() + " answered " + answer.status());
      }
    }

    private Rate run(long most, int seconds, Work work) throws Exception {
      sync();
      AtomicLong left = new AtomicLong(most);
      CountDownLatch ready = new CountDownLatch(CLIENTS);
      List<Future<List<Long>>> clients = new ArrayList<>();
      List<Long> nanos = new ArrayList<>();
      double before = registry.cpuMillis();
      long start = System.nanoTime();
      try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
        for (int i = 0; i < CLIENTS; i++) {
          int client = i;
          clients.add(
              threads.submit(() -> {
                try (BlobConnection connection = registry.connect()) {
                  ready.countDown();
                  ready.await();
                  List<Long> took = new ArrayList<>();
                  while (System.nanoTime() - start < seconds * 1_000_000_000L
                      && left.getAndDecrement() > 0) {
                    long from = System.nanoTime();
                    work.with(connection, client);
                    took.add(System.nanoTime() - from);
                  }
                  return took;
                }
              }));
        }
        for (Future<List<Long>> client : clients) {
          nanos.addAll(client.get());
        }
      }
      double took = (System.nanoTime() - start) / 1e9;
      sync();
      double durable = (System.nanoTime() - start) / 1e9;
      Collections.sort(nanos);
      return new Rate(
          nanos.size() / took,
          nanos.get(nanos.size() / 2) / 1e6,
          nanos.get((int) (nanos.size() * 0.99)) / 1e6,
          nanos.size() / durable,
          (registry.cpuMillis() - before) / nanos.size());
    }

    /** What earlier rounds left to be written would slow down the next one. */
    private static void sync() throws IOException, InterruptedException {
      new ProcessBuilder("sync").start().waitFor();
    }
  }
}
