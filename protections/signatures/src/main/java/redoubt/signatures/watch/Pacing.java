package redoubt.signatures.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import redoubt.core.Failure;

/**
 * Two questions of a tenant to one registry at a time, and three to all, so that registries that
 * hang hold up their own tenant alone; one that did not answer a tenant, or wants to be left alone,
 * rests for a minute from that tenant's questions.
 */
final class Pacing {
  private static final int AT_A_TIME = 2;
  private static final int OF_TENANT = 3;
  private static final int MOST_HOSTS = 10_000;
  private static final Duration REST = Duration.ofMinutes(1);
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private final InstantSource clock;
  private final Map<Way, Integer> under = new HashMap<>();
  private final Map<Way, Instant> resting = new ConcurrentHashMap<>();

  /** Whose questions to whom. */
  record Way(String instance, String host) {}

  Pacing(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Begins a question, unless the registry rests, or it or the tenant has as many as may be;
   * whoever began one ends it.
   */
  boolean begin(Way way) {
    Instant rests = resting.get(way);
    if (rests != null && clock.instant().isBefore(rests)) {
      return false;
    }
    synchronized (under) {
      int ofTenant =
          under.entrySet().stream()
              .filter(one -> one.getKey().instance().equals(way.instance()))
              .mapToInt(Map.Entry::getValue)
              .sum();
      if (ofTenant >= OF_TENANT || under.getOrDefault(way, 0) >= AT_A_TIME) {
        return false;
      }
      Integer _ = under.merge(way, 1, Integer::sum);
      return true;
    }
  }

  void end(Way way) {
    synchronized (under) {
      Integer _ = under.computeIfPresent(way, (_, there) -> there == 1 ? null : there - 1);
    }
  }

  /** When it may be asked again. */
  Instant until(Way way) {
    Instant rests = resting.getOrDefault(way, Instant.MIN);
    Instant soon = clock.instant().plus(SOON);
    return rests.isAfter(soon) ? rests : soon;
  }

  /** It answered. */
  void answered(Way way) {
    resting.remove(way);
  }

  /** A question to it failed. */
  void failed(Way way, Failure failure) {
    boolean away =
        failure.kind() == Failure.Kind.UNAVAILABLE || failure.kind() == Failure.Kind.TOO_MANY;
    if (away && (failure.code().startsWith("oci.") || failure.code().startsWith("signatures."))) {
      Instant now = clock.instant();
      if (resting.size() > MOST_HOSTS) {
        resting.values().removeIf(now::isAfter);
      }
      resting.put(way, now.plus(REST));
    }
  }

  /** Doubles with each failure, up to an hour. */
  static Duration pause(Duration first, int failures) {
    Duration doubled = first.multipliedBy(1L << Math.min(failures, 10));
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  /** What people are told of a failure. */
  static String said(Failure failure) {
    return failure.code() + ": " + failure.getMessage();
  }
}
