package redoubt.server.browser;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that goes, but is late until it has caught up: what was done meanwhile is the past. */
final class LateClock implements InstantSource {
  private final AtomicReference<Duration> late;

  LateClock(Duration late) {
    this.late = new AtomicReference<>(late);
  }

  @Override
  public Instant instant() {
    return InstantSource.system().instant().minus(late.get());
  }

  void catchUp(Duration by) {
    late.updateAndGet(duration -> duration.minus(by));
  }
}
