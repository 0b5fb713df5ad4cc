package redoubt.kmsplugin.lease;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;
import redoubt.kmsplugin.keys.LocalKey;
import redoubt.kmsplugin.keys.LocalKeys;
import redoubt.kmsplugin.server.Lease;

/**
 * What holds at the moment: a lease with the local key that seals under it, or the reason why there
 * is none. Key id and local key change together, in one step. A key id that gave way to another
 * never comes back. Once a lease ended, all keys are zeroed.
 */
public final class Standing {
  /** A lease in force and the key that seals under it. */
  public record InForce(Lease lease, LocalKey key) {}

  private final LocalKeys keys;
  private final LongSupplier nanoTime;
  private final long writeNanos;
  private final Set<String> past = new HashSet<>();
  private @Nullable String lastKeyId;
  private volatile @Nullable InForce inForce;
  private volatile String reason = "the server has not answered yet";
  private volatile long heardAt;
  private volatile long graceEnds;
  private volatile boolean onGrace;

  /**
   * @param write how long Status and Encrypt go on without a word from the server; empty for as
   *     long as the process lives
   */
  public Standing(LocalKeys keys, Optional<Duration> write, LongSupplier nanoTime) {
    this.keys = keys;
    this.nanoTime = nanoTime;
    this.writeNanos = write.map(Duration::toNanos).orElse(Long.MAX_VALUE);
    this.heardAt = nanoTime.getAsLong();
  }

  /**
   * What to encrypt with.
   *
   * @throws Failure {@code plugin.no-lease}
   */
  public InForce forWriting() {
    InForce present = forReading();
    if (writeNanos != Long.MAX_VALUE && silence() > writeNanos) {
      throw noLease("the server has not answered for longer than --write-lease allows");
    }
    return present;
  }

  /**
   * Whether there may be decrypted.
   *
   * @throws Failure {@code plugin.no-lease}
   */
  public InForce forReading() {
    InForce present = inForce;
    if (present == null) {
      throw noLease(reason);
    }
    if (onGrace && nanoTime.getAsLong() - graceEnds > 0) {
      end("the time of --offline-grace is over");
      throw noLease(reason);
    }
    return present;
  }

  /** Without looking at the time. */
  public Optional<InForce> inForce() {
    return Optional.ofNullable(inForce);
  }

  /** How long the server has been silent, in nanoseconds. */
  public long silence() {
    return nanoTime.getAsLong() - heardAt;
  }

  /** Whether the lease comes from before a restart and the server was not heard since. */
  public boolean isOnGrace() {
    return onGrace;
  }

  /** Why there is no lease; of no meaning while there is one. */
  public String reason() {
    return reason;
  }

  /** Whether that key id gave way to another before. */
  synchronized boolean isPast(String keyId) {
    return past.contains(keyId);
  }

  /** The server answered that all is as it was. */
  synchronized void heard() {
    heardAt = nanoTime.getAsLong();
    onGrace = false;
  }

  /** Puts a lease into force. The key before stays in memory for decrypting. */
  synchronized void begin(Lease lease, LocalKey key) {
    heard();
    put(lease, key);
  }

  private synchronized void put(Lease lease, LocalKey key) {
    String last = lastKeyId;
    if (last != null && !last.equals(lease.keyId())) {
      past.add(last);
    }
    lastKeyId = lease.keyId();
    keys.sealsNow(key);
    inForce = new InForce(lease, key);
  }

  /**
   * Puts a lease from before a restart into force.
   *
   * @param silence how long ago the server was last heard; writing goes on counting from then
   * @param left for how long
   */
  synchronized void resume(Lease lease, LocalKey key, Duration silence, Duration left) {
    long now = nanoTime.getAsLong();
    heardAt = now - silence.toNanos();
    graceEnds = now + left.toNanos();
    onGrace = true;
    put(lease, key);
  }

  /** A fresh local key under the lease that is in force, if it still is. */
  public synchronized void renew(InForce expected, LocalKey key) {
    if (expected.equals(inForce)) {
      keys.sealsNow(key);
      inForce = new InForce(expected.lease(), key);
    }
  }

  /** Ends the lease: from now on every call fails, and no key is left. */
  synchronized void end(String why) {
    reason = why;
    inForce = null;
    onGrace = false;
    keys.clear();
  }

  /** Ends the lease because the process ends. */
  public void stop() {
    end("the plugin is stopping");
  }

  private static Failure noLease(String why) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "plugin.no-lease",
        "The root key may not be used: " + why + ".",
        "Look at the root key's state on the server, and at the plugin's log.");
  }
}
