package redoubt.keys.material;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import redoubt.crypto.SecretBytes;
import redoubt.testkit.MovableClock;

class RootCacheTest {
  private final MovableClock clock = MovableClock.atNoon();
  private final RootCache cache = new RootCache(clock, Duration.ofMinutes(5), 3);
  private final List<SecretBytes> loaded = new ArrayList<>();

  @Test
  void loadsOnceWhileItKeeps() {
    use("a");
    clock.advance(Duration.ofMinutes(5).minusMillis(1));
    use("a");
    assertThat(loaded).hasSize(1);
  }

  @Test
  void zeroesWhatWasKeptLongEnough() {
    use("a");
    clock.advance(Duration.ofMinutes(5));
    cache.sweep();
    assertThat(isZeroed(loaded.getFirst())).isTrue();
    assertThat(cache.size()).isZero();
  }

  @Test
  void loadsAgainWhatWasKeptLongEnoughThoughUsedAllTheTime() {
    for (int minute = 0; minute < 11; minute++) {
      use("a");
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(loaded).hasSize(3);
    assertThat(loaded.subList(0, 2)).allMatch(RootCacheTest::isZeroed);
  }

  @Test
  void doesNotKeepForEverWhenTheClockGoesBack() {
    use("a");
    clock.advance(Duration.ofDays(-1));
    cache.sweep();
    assertThat(isZeroed(loaded.getFirst())).isTrue();
  }

  @Test
  void keepsNoMoreThanItMay() {
    for (String name : List.of("a", "b", "c", "d")) {
      use(name);
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(cache.size()).isEqualTo(3);
    assertThat(isZeroed(loaded.getFirst())).isTrue();
    assertThat(isZeroed(loaded.get(1))).isFalse();
  }

  @Test
  void forgetsAllVersionsOfAKeyAndNoOther() {
    use("a");
    use("b");
    cache.forget("tenant", name("a").key());
    assertThat(isZeroed(loaded.get(0))).isTrue();
    assertThat(isZeroed(loaded.get(1))).isFalse();
  }

  @Test
  void zeroesOnClose() {
    use("a");
    cache.close();
    assertThat(isZeroed(loaded.getFirst())).isTrue();
  }

  @Test
  void doesNotZeroUnderTheHandsOfARunningCall() {
    boolean[] whole = new boolean[1];
    cache.use(
        name("a"),
        this::load,
        secret -> {
          cache.forget("tenant", name("a").key());
          whole[0] = !isZeroed(secret);
          return 0;
        });
    assertThat(whole[0]).isTrue();
    assertThat(isZeroed(loaded.getFirst())).isTrue();
  }

  @Test
  void ofManyWhoAskAtOnceOneLoads() throws Exception {
    AtomicInteger loads = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        all.add(
            executor.submit(() -> {
              start.await();
              return cache.use(
                  name("a"),
                  () -> {
                    loads.incrementAndGet();
                    return SecretBytes.random(32);
                  },
                  SecretBytes::length);
            }));
      }
      start.countDown();
      for (Future<Integer> each : all) {
        assertThat(each.get()).isEqualTo(32);
      }
    }
    assertThat(loads).hasValue(1);
  }

  @Test
  void aLoadThatFailsIsTriedAgain() {
    assertThatThrownBy(() ->
            cache.use(
                name("a"),
                () -> {
                  throw new IllegalStateException("not now");
                },
                SecretBytes::length))
        .hasMessage("not now");
    use("a");
    assertThat(loaded).hasSize(1);
  }

  private void use(String name) {
    cache.use(name(name), this::load, SecretBytes::length);
  }

  private SecretBytes load() {
    SecretBytes secret = SecretBytes.random(32);
    loaded.add(secret);
    return secret;
  }

  private static MaterialName name(String name) {
    UUID id = UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return new MaterialName("tenant", id, id);
  }

  /** A zeroed secret lends itself no more. */
  private static boolean isZeroed(SecretBytes secret) {
    try {
      return secret.use(bytes -> {
        for (byte b : bytes) {
          if (b != 0) {
            return false;
          }
        }
        return true;
      });
    } catch (IllegalStateException closed) {
      return true;
    }
  }
}
