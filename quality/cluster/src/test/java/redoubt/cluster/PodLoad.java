package redoubt.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import redoubt.testkit.node.ApiServer;

/** People who go on creating pods, one after another, whatever they are answered. */
final class PodLoad implements AutoCloseable {
  private static final AtomicInteger ID = new AtomicInteger();

  private final AdmissionLife life;
  private final List<Kind> kinds;
  private final ConcurrentLinkedQueue<Try> tries = new ConcurrentLinkedQueue<>();
  private final AtomicInteger number = new AtomicInteger();
  private final ExecutorService people;
  private volatile String phase = "before";
  private volatile boolean ended;

  /**
   * @param good whether it may run
   */
  record Kind(String name, String image, boolean good) {}

  /**
   * @param phase in which it began and ended
   */
  record Try(String phase, Kind kind, int status, String text, long millis) {}

  PodLoad(AdmissionLife life, int people, List<Kind> kinds) {
    this.life = life;
    this.kinds = kinds;
    this.people = Executors.newFixedThreadPool(people);
    for (int i = 0; i < people; i++) {
      this.people.execute(this::work);
    }
  }

  private void work() {
    while (!ended) {
      int mine = number.getAndIncrement();
      Kind kind = kinds.get(mine % kinds.size());
      String began = phase;
      long start = System.nanoTime();
      ApiServer.Answer answer = life.create("load-" + ID.incrementAndGet(), kind.image());
      long millis = (System.nanoTime() - start) / 1_000_000;
      if (began.equals(phase)) {
        tries.add(new Try(began, kind, answer.status(), answer.text(), millis));
      }
    }
  }

  void phase(String next) {
    phase = next;
  }

  List<Try> of(String phase, boolean good) {
    return tries.stream()
        .filter(one -> one.phase().equals(phase) && one.kind().good() == good)
        .toList();
  }

  /** Until a phase has so many answers to each kind. */
  boolean has(String phase, int each) {
    return kinds.stream()
        .allMatch(kind ->
            tries.stream()
                    .filter(one -> one.phase().equals(phase) && one.kind().equals(kind))
                    .limit(each)
                    .count()
                >= each);
  }

  /** How many of each kind had which answer in each phase. */
  String told() {
    Map<String, Integer> counts = new TreeMap<>();
    List<Try> all = new ArrayList<>(tries);
    for (Try one : all) {
      counts.merge(one.phase() + ": " + one.kind().name() + " " + one.status(), 1, Integer::sum);
    }
    return counts.toString();
  }

  @Override
  public void close() {
    ended = true;
    people.shutdown();
    try {
      if (!people.awaitTermination(2, TimeUnit.MINUTES)) {
        people.shutdownNow();
      }
    } catch (InterruptedException e) {
      people.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
