package redoubt.admission.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Answers of a moment ago. What is older than {@code fresh} is looked up anew, by one who asks
 * while the others wait for it. When it cannot be, the last answer holds until it is {@code kept}
 * old.
 */
public final class Recent<K, V> {
  private final Duration fresh;
  private final Duration kept;
  private final int most;
  private final InstantSource clock;
  private final Map<K, Answer<V>> answers = new ConcurrentHashMap<>();
  private final Map<K, CompletableFuture<V>> underWay = new ConcurrentHashMap<>();

  /**
   * @param most answers that are remembered
   */
  public Recent(Duration fresh, Duration kept, int most, InstantSource clock) {
    this.fresh = fresh;
    this.kept = kept;
    this.most = most;
    this.clock = clock;
  }

  private record Answer<V>(V value, Instant at) {}

  /**
   * @param lookup fails when nothing can be said
   */
  public V of(K key, Supplier<V> lookup) {
    Answer<V> last = answers.get(key);
    if (last != null && isYoung(last, fresh)) {
      return last.value();
    }
    // Not under a lock of the map: a lookup takes as long as the database does.
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> other = underWay.putIfAbsent(key, mine);
    if (other != null) {
      return joined(other);
    }
    try {
      V value = lookup.get();
      remember(key, value);
      mine.complete(value);
      return value;
    } catch (RuntimeException e) {
      if (last != null && isYoung(last, kept)) {
        mine.complete(last.value());
        return last.value();
      }
      mine.completeExceptionally(e);
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

  private void remember(K key, V value) {
    if (answers.size() >= most) {
      answers.values().removeIf(one -> !isYoung(one, fresh));
    }
    if (answers.size() >= most) {
      answers.clear();
    }
    answers.put(key, new Answer<>(value, clock.instant()));
  }

  private boolean isYoung(Answer<V> answer, Duration age) {
    return clock.instant().isBefore(answer.at().plus(age));
  }
}
