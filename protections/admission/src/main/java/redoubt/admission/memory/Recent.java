package redoubt.admission.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers of a moment ago. What is older than {@code fresh} is looked up anew, by one who asks
 * while the others wait for it, and so is what changed meanwhile. When it cannot be, the last
 * answer holds until it is {@code kept} old.
 */
public final class Recent<K, V> {
  private static final int SHELVES = 4_096;

  private final Duration fresh;
  private final Duration kept;
  private final int most;
  private final InstantSource clock;
  private final Function<K, ?> about;
  private final AtomicLongArray changes = new AtomicLongArray(SHELVES);
  private final Map<K, Answer<V>> answers = new ConcurrentHashMap<>();
  private final Map<K, UnderWay<V>> underWay = new ConcurrentHashMap<>();

  /**
   * @param most answers that are remembered
   * @param about what {@link #changed} is told of
   */
  public Recent(
      Duration fresh, Duration kept, int most, InstantSource clock, Function<K, ?> about) {
    this.fresh = fresh;
    this.kept = kept;
    this.most = most;
    this.clock = clock;
    this.about = about;
  }

  /**
   * @param change how many changes were known of when it was looked up
   */
  private record Answer<V>(V value, Instant at, long change) {}

  private record UnderWay<V>(CompletableFuture<V> value, long change) {}

  /** What is asked about it from here on is looked up anew. */
  public void changed(Object what) {
    changes.incrementAndGet(shelf(what));
  }

  /** The same of everything. */
  public void changed() {
    for (int shelf = 0; shelf < SHELVES; shelf++) {
      changes.incrementAndGet(shelf);
    }
  }

  private static int shelf(Object what) {
    return Math.floorMod((what.hashCode() * 0x9E3779B9) >>> 16, SHELVES);
  }

  /**
   * @param lookup fails when nothing can be said
   */
  public V of(K key, Supplier<V> lookup) {
    long change = changes.get(shelf(about.apply(key)));
    Answer<V> last = answers.get(key);
    if (last != null && last.change() == change && isYoung(last, fresh)) {
      return last.value();
    }
    // Not under a lock of the map: a lookup takes as long as the database does.
    UnderWay<V> mine = new UnderWay<>(new CompletableFuture<>(), change);
    UnderWay<V> other = underWay.putIfAbsent(key, mine);
    if (other != null && other.change() == change) {
      return joined(other.value());
    }
    try {
      V value = lookup.get();
      remember(key, value, change);
      mine.value().complete(value);
      return value;
    } catch (RuntimeException e) {
      if (last != null && isYoung(last, kept)) {
        mine.value().complete(last.value());
        return last.value();
      }
      mine.value().completeExceptionally(e);
      throw e;
    } finally {
      underWay.remove(key, mine);
    }
  }

  /** What another thread finds out; it fails as that one does. */
  public static <V> V joined(CompletableFuture<V> other) {
    try {
      return other.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void remember(K key, V value, long change) {
    if (answers.size() >= most) {
      answers.values().removeIf(one -> !isYoung(one, fresh));
    }
    if (answers.size() >= most) {
      answers.clear();
    }
    Answer<V> answer = new Answer<>(value, clock.instant(), change);
    answers.merge(key, answer, (there, mine) -> there.change() > change ? there : mine);
  }

  private boolean isYoung(Answer<V> answer, Duration age) {
    return clock.instant().isBefore(answer.at().plus(age));
  }
}
