package redoubt.keys.life;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that never goes back: when the machine's clock does, it stands still until that has
 * caught up. What was too late once stays too late.
 */
public final class ForwardClock implements InstantSource {
  private final InstantSource clock;
  private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.MIN);

  public ForwardClock(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Instant instant() {
    Instant now = clock.instant();
    Instant seen = latest.get();
    if (!now.isAfter(seen)) {
      return seen;
    }
    return latest.accumulateAndGet(now, (a, b) -> a.isAfter(b) ? a : b);
  }
}
