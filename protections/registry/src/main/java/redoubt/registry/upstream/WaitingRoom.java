package redoubt.registry.upstream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import redoubt.core.Failure;

/** Callers that wait for other registries: so few that all other calls have room beside them. */
final class WaitingRoom {
  private static final int MOST = 1024;
  private static final int MOST_OF_TENANT = 256;

  /** What somebody waits for. */
  @FunctionalInterface
  interface Work<T, E extends Exception> {
    T done() throws E;
  }

  private final Semaphore all = new Semaphore(MOST);
  private final Map<String, Integer> waiting = new ConcurrentHashMap<>();

  /**
   * Does what others wait for.
   *
   * @throws Failure {@code registry.upstream-busy}
   */
  <T, E extends Exception> T of(String tenant, Work<T, E> work) throws E {
    if (!all.tryAcquire()) {
      throw UpstreamFailures.busy();
    }
    int now = waiting.merge(tenant, 1, Integer::sum);
    try {
      if (now > MOST_OF_TENANT) {
        throw UpstreamFailures.busy();
      }
      return work.done();
    } finally {
      waiting.computeIfPresent(tenant, (_, count) -> count > 1 ? count - 1 : null);
      all.release();
    }
  }
}
