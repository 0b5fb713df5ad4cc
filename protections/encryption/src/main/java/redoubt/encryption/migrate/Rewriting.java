package redoubt.encryption.migrate;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import redoubt.core.Failure;
import redoubt.encryption.kube.KubeApi;
import redoubt.encryption.kube.KubeRefused;
import redoubt.encryption.kube.KubeResource;

/** Rewrites a page of stored objects. */
final class Rewriting {
  private static final int PAGE = 250;

  /** A page has to be over while an API server is visited, at a slow rate too. */
  private static final int SECONDS = 20;

  private static final int AT_ONCE = 8;

  private Rewriting() {}

  static Migration page(KubeApi api, KubeResource resource, Migration at, InstantSource clock) {
    KubeApi.Page page;
    try {
      page = api.list(resource, size(at.rate(), PAGE), at.from());
    } catch (KubeRefused refused) {
      if (refused.status() == 410 && at.from().isPresent()) {
        return at.again(clock.instant());
      }
      throw refused;
    }
    Counts counts = rewrite(api, resource, page.items(), at.rate());
    return at.after(counts, page.next(), page.remaining(), clock.instant());
  }

  /** As many objects as can be written at a rate while an API server is visited. */
  static int size(int rate, int most) {
    return rate == 0 ? most : Math.clamp((long) rate * SECONDS, 1, most);
  }

  /** All, several at once; fails when any failed, after the others were done. */
  private static Counts rewrite(
      KubeApi api, KubeResource resource, List<KubeApi.Stored> items, int rate) {
    Pace pace = new Pace(rate);
    Semaphore places = new Semaphore(AT_ONCE);
    Map<KubeApi.Rewritten, Long> counts = new EnumMap<>(KubeApi.Rewritten.class);
    List<Future<KubeApi.Rewritten>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (KubeApi.Stored item : items) {
        pace.await();
        places.acquireUninterruptibly();
        answers.add(
            threads.submit(() -> {
              try {
                return api.rewrite(resource, item);
              } finally {
                places.release();
              }
            }));
      }
    }
    for (Future<KubeApi.Rewritten> answer : answers) {
      try {
        counts.merge(answer.get(), 1L, Long::sum);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Failure failure
            ? failure
            : new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return new Counts(
        counts.getOrDefault(KubeApi.Rewritten.DONE, 0L),
        counts.getOrDefault(KubeApi.Rewritten.BY_OTHERS, 0L),
        counts.getOrDefault(KubeApi.Rewritten.GONE, 0L),
        counts.getOrDefault(KubeApi.Rewritten.UNCHANGED, 0L));
  }
}
