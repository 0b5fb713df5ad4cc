package redoubt.registry.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;

/** Callers that wait for other registries, which may be slow on purpose. */
final class PeersTest {
  private static final int OF_TENANT = 256;

  @Test
  void aTenantsCallersLeaveRoomForOthers() throws Exception {
    WaitingRoom room = new WaitingRoom();
    CountDownLatch inside = new CountDownLatch(OF_TENANT);
    CountDownLatch answer = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> waiting = new ArrayList<>();
      for (int i = 0; i < OF_TENANT; i++) {
        waiting.add(
            callers.submit(() ->
                room.of(
                    "slow",
                    () -> {
                      inside.countDown();
                      answer.await();
                      return true;
                    })));
      }
      inside.await();
      assertThatThrownBy(() -> room.of("slow", () -> true))
          .isInstanceOfSatisfying(
              Failure.class,
              failure -> assertThat(failure.code()).isEqualTo("registry.upstream-busy"));
      assertThat(room.of("other", () -> "done")).isEqualTo("done");
      answer.countDown();
      for (Future<Boolean> one : waiting) {
        assertThat(one.get()).isTrue();
      }
    }
    assertThat(room.of("slow", () -> "done")).isEqualTo("done");
  }

  @Test
  void whoWaitsForAnotherCallerDoesSoWithinItsPatience() throws Exception {
    Flights flights = new Flights();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> first =
          callers.submit(() ->
              flights.alone(
                  "a",
                  Duration.ofMinutes(1),
                  () -> {
                    begun.countDown();
                    try {
                      end.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
      begun.await();
      AtomicInteger done = new AtomicInteger();
      assertThatThrownBy(() -> flights.alone("a", Duration.ofMillis(20), done::incrementAndGet))
          .isInstanceOfSatisfying(
              Failure.class,
              failure -> assertThat(failure.code()).isEqualTo("registry.upstream-waits"));
      flights.alone("b", Duration.ofMillis(20), done::incrementAndGet);
      end.countDown();
      first.get();
      flights.alone("a", Duration.ofMillis(20), done::incrementAndGet);
      assertThat(done).hasValue(2);
    }
  }
}
