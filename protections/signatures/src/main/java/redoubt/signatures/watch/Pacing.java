package redoubt.signatures.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import redoubt.core.Failure;

/**
 * Two questions to one registry at a time; one that did not answer, or wants to be left alone,
 * rests for a minute.
 */
final class Pacing {
  private static final int AT_A_TIME = 2;
  private static final int MOST_HOSTS = 1000;
  private static final Duration REST = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final Map<String, Semaphore> places = new ConcurrentHashMap<>();
  private final Map<String, Instant> resting = new ConcurrentHashMap<>();

  Pacing(InstantSource clock) {
    this.clock = clock;
  }

  /** Runs it, unless the registry rests or has its questions; returns whether it did. */
  boolean run(String host, Runnable question) {
    Instant rests = resting.get(host);
    if (rests != null && clock.instant().isBefore(rests)) {
      return false;
    }
    Semaphore place = places.computeIfAbsent(host, _ -> new Semaphore(AT_A_TIME));
    if (!place.tryAcquire()) {
      return false;
    }
    try {
      question.run();
      resting.remove(host);
      return true;
    } finally {
      place.release();
    }
  }

  /** When it may be asked again. */
  Instant until(String host) {
    Instant rests = resting.getOrDefault(host, Instant.MIN);
    Instant soon = clock.instant().plus(SOON);
    return rests.isAfter(soon) ? rests : soon;
  }

  /** A question to it failed. */
  void failed(String host, Failure failure) {
    if (failure.kind() == Failure.Kind.UNAVAILABLE || failure.kind() == Failure.Kind.TOO_MANY) {
      if (resting.size() > MOST_HOSTS) {
        resting.clear();
      }
      resting.put(host, clock.instant().plus(REST));
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
