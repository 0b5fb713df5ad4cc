package redoubt.encryption.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redoubt.encryption.FairPlaces;

/** Which migrations go on at once, and that each has its turn. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class RoundTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private static Migration migration(String tenant, int number) {
    return new Migration(
        tenant,
        new UUID(1, number),
        new UUID(2, number),
        Migration.State.RUNNING,
        new Aim(false, 1, List.of("secrets"), Instant.EPOCH),
        new Way(Means.REWRITING, Optional.empty()),
        0,
        Optional.empty(),
        0,
        Counts.NONE,
        0,
        Optional.empty(),
        Instant.EPOCH,
        "somebody",
        Instant.EPOCH);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(LONG.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void migrationsOfOneTenantLeavePlacesToOthers() {
    List<Migration> running = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 20; i++) {
      running.add(migration("greedy", i));
    }
    Migration modest = migration("modest", 100);
    running.add(modest);
    CountDownLatch modestWasThere = new CountDownLatch(1);
    AtomicInteger now = new AtomicInteger();
    List<Integer> atOnce = new CopyOnWriteArrayList<>();
    new Round(
            new FairPlaces(4, 2),
            () -> running,
            (migration, _) -> {
              running.remove(migration);
              if (migration.equals(modest)) {
                modestWasThere.countDown();
              } else {
                atOnce.add(now.incrementAndGet());
                boolean _ = await(modestWasThere);
                now.decrementAndGet();
              }
              return false;
            })
        .go(LONG);
    assertThat(modestWasThere.getCount()).isZero();
    assertThat(running).isEmpty();
    assertThat(atOnce).hasSize(20).allMatch(count -> count <= 2);
  }

  @Test
  void afterATurnOthersHaveTheirs() {
    List<Migration> running =
        new ArrayList<>(List.of(migration("a", 1), migration("a", 2), migration("b", 3)));
    Set<Migration> had = ConcurrentHashMap.newKeySet();
    new Round(
            new FairPlaces(1, 1),
            () -> had.size() == running.size() ? List.of() : running,
            (migration, _) -> {
              had.add(migration);
              return true;
            })
        .go(LONG);
    assertThat(had).hasSize(3);
  }
}
