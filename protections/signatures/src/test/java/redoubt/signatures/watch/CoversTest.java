package redoubt.signatures.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.signatures.foreign.Cover;
import redoubt.signatures.sql.CoverRows;
import redoubt.signatures.sql.SignerRows;
import redoubt.signatures.testing.Room;

/** Covers that several managers set at once. */
final class CoversTest {
  private static final int MOST = 200;
  private static final int AT_ONCE = 8;

  private final Room room = new Room();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    threads.shutdownNow();
    room.close();
  }

  /** Code of the failure; empty when there was none. */
  private String set(String prefix) {
    try {
      Cover _ = room.covers().set(Room.TENANT, "manager", prefix, "team", Optional.empty());
      return "";
    } catch (Failure e) {
      return e.code();
    }
  }

  @Test
  void managersWhoSetCoversAtOnceStayWithinTheLimit() throws Exception {
    room.database()
        .transaction(transaction -> {
          for (int i = 0; i < MOST - 1; i++) {
            CoverRows.put(
                transaction,
                new Cover(
                    Room.TENANT,
                    "a" + i + ".test",
                    "team",
                    Optional.empty(),
                    room.clock().instant(),
                    "manager"));
          }
          return true;
        });
    CyclicBarrier together = new CyclicBarrier(AT_ONCE);
    List<Callable<String>> managers = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      String prefix = "b" + i + ".test";
      managers.add(() -> {
        int _ = together.await();
        return set(prefix);
      });
    }
    List<String> codes = new ArrayList<>();
    for (Future<String> one : threads.invokeAll(managers)) {
      codes.add(one.get());
    }
    assertThat(room.covers().list(Room.TENANT)).hasSize(MOST);
    assertThat(codes).containsOnlyOnce("").contains("signatures.limit");
  }

  @Test
  void aNamespaceThatEndsMeanwhileCoversNothing() throws Exception {
    CountDownLatch forgotten = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Future<Boolean> end =
        threads.submit(() ->
            room.database()
                .transaction(transaction -> {
                  SignerRows.forget(transaction, Room.TENANT, Optional.of("team"));
                  forgotten.countDown();
                  await(begun);
                  room.shelf().disown("team");
                  return true;
                }));
    await(forgotten);
    Future<String> set = threads.submit(() -> set("ghcr.io"));
    // Long enough for a cover that waits for nobody.
    try {
      String _ = set.get(500, TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      // It waits.
    }
    begun.countDown();
    assertThat(end.get()).isTrue();
    assertThat(set.get()).isEqualTo("signatures.no-namespace");
    assertThat(room.covers().list(Room.TENANT)).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
