package redoubt.kmsplugin.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import redoubt.core.Failure;
import redoubt.kmsplugin.keys.LocalKey;
import redoubt.kmsplugin.keys.LocalKeys;
import redoubt.kmsplugin.server.Lease;
import redoubt.kmsplugin.server.RootKeyServer;
import redoubt.kmsplugin.server.ServerSaysNo;
import redoubt.kmsplugin.server.ServerUnreachable;
import redoubt.kmsplugin.watch.Log;

/**
 * Asks the server for the lease, one question after the other, each waiting at the server until
 * something changes. A change is seen at once, a dead connection after eight seconds. What the
 * server says counts; that it says nothing changes nothing.
 */
public final class LeaseKeeper implements AutoCloseable {
  private static final Duration WAIT = Duration.ofSeconds(5);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** An answer without a change comes after {@link #WAIT}; more would be a server that spins. */
  private static final Duration LEAST_BETWEEN = Duration.ofMillis(50);

  private static final Duration KEEP_EVERY = Duration.ofSeconds(30);

  private final RootKeyServer server;
  private final LocalKeys keys;
  private final Standing standing;
  private final Optional<HostState> host;
  private final Log log;
  private final LongSupplier nanoTime;
  private final CountDownLatch tried = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private boolean heard;
  private long known;
  private boolean silent;
  private Duration pause = SHORTEST_PAUSE;
  private long keptAt;
  private long keptCount = -1;
  private final Duration recheck;
  private long recheckedAt;
  private final AtomicBoolean rechecking = new AtomicBoolean();
  private volatile boolean closing;

  /**
   * @param recheck how often keys in memory that other root keys wrapped are asked about
   */
  public LeaseKeeper(
      RootKeyServer server,
      LocalKeys keys,
      Standing standing,
      Optional<HostState> host,
      Duration recheck,
      Log log,
      LongSupplier nanoTime) {
    this.server = server;
    this.keys = keys;
    this.standing = standing;
    this.host = host;
    this.recheck = recheck;
    this.recheckedAt = nanoTime.getAsLong();
    this.log = log;
    this.nanoTime = nanoTime;
    this.thread = Thread.ofPlatform().daemon().name("lease").unstarted(this::run);
  }

  /** Starts asking. */
  public void start() {
    thread.start();
  }

  /**
   * When the server does not answer in time, goes on from what was kept before a restart, if there
   * is something and it is still good.
   */
  public void goOn(Duration patience) {
    if (host.isEmpty()) {
      return;
    }
    try {
      var _ = tried.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    host.get().read().ifPresent(this::resume);
  }

  /** Only while nothing was heard of the server: what it says counts more. */
  private synchronized void resume(HostState.Kept kept) {
    if (heard || kept.keys().isEmpty()) {
      kept.keys().forEach(LocalKey::close);
      return;
    }
    LocalKey sealing = kept.keys().getFirst();
    kept.keys().forEach(keys::restore);
    standing.resume(kept.lease(), sealing, kept.silence(), kept.left());
    log.warn(
        "resumed-from-host",
        "keyId",
        kept.lease().keyId(),
        "localKeys",
        kept.keys().size(),
        "secondsLeft",
        kept.left().toSeconds());
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      var _ = stopped.await(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closing) {
      long asked = nanoTime.getAsLong();
      Duration wait = ask();
      tried.countDown();
      Duration took = Duration.ofNanos(nanoTime.getAsLong() - asked);
      if (wait.isZero() && took.compareTo(LEAST_BETWEEN) < 0) {
        wait = LEAST_BETWEEN;
      }
      rest(wait);
    }
    stopped.countDown();
  }

  /** Asks once. Returns how long to wait before the next time. */
  private Duration ask() {
    try {
      Lease lease = server.lease(known, WAIT);
      boolean settled = accept(lease);
      spoken();
      if (settled) {
        pause = SHORTEST_PAUSE;
        return Duration.ZERO;
      }
    } catch (ServerSaysNo e) {
      if (e.isFinal()) {
        spoken();
        end("the server refuses the lease (HTTP " + e.status() + ")");
      } else {
        log.warn("lease-refused", "code", e.code(), "what", e.what());
      }
      known = 0;
    } catch (ServerUnreachable e) {
      unheard(e);
    } catch (RuntimeException e) {
      // Whatever broke here, the loop that ends leases must go on.
      log.warn("lease-failed", "what", e instanceof Failure f ? f.what() : e.getClass().getName());
    }
    Duration now = pause;
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    return now;
  }

  /**
   * Makes the lease hold. Only then its revision counts as known, so that what failed here is asked
   * for again.
   *
   * @return whether all that it says has been done
   */
  private synchronized boolean accept(Lease lease) {
    heard = true;
    if (!lease.isActive()) {
      end("the root key is " + lease.state());
      known = lease.revision();
      return true;
    }
    Optional<Standing.InForce> present = standing.inForce();
    if (standing.isOnGrace()
        && present.map(one -> one.lease().keyId().equals(lease.keyId())).orElse(false)) {
      // How much the kept key has sealed before is not known.
      standing.begin(lease, keys.make(lease.keyId(), lease.key()));
    } else if (present.isPresent() && present.get().lease().keyId().equals(lease.keyId())) {
      if (present.get().lease().equals(lease)) {
        standing.heard();
      } else {
        standing.begin(lease, present.get().key());
      }
    } else if (standing.isPast(lease.keyId())) {
      log.warn("key-id-came-back", "keyId", lease.keyId(), "revision", lease.revision());
      return false;
    } else {
      LocalKey key = keys.make(lease.keyId(), lease.key());
      standing.begin(lease, key);
      log.info(
          "lease-began",
          "keyId",
          lease.keyId(),
          "rootKey",
          lease.key(),
          "version",
          lease.version(),
          "revision",
          lease.revision());
    }
    known = lease.revision();
    recheckOthers(lease.key());
    keepOnHost();
    return true;
  }

  private synchronized void end(String why) {
    heard = true;
    if (standing.inForce().isPresent() || !standing.reason().equals(why)) {
      standing.end(why);
      log.warn("lease-ended", "reason", why);
    }
    host.ifPresent(HostState::destroy);
    keptCount = -1;
  }

  private void keepOnHost() {
    long count = keys.wrapCount() + keys.unwrapCount();
    Optional<Standing.InForce> present = standing.inForce();
    boolean due = count != keptCount || nanoTime.getAsLong() - keptAt > KEEP_EVERY.toNanos();
    if (host.isEmpty() || present.isEmpty() || !due) {
      return;
    }
    try {
      host.get().keep(present.get(), keys.all());
      keptAt = nanoTime.getAsLong();
      keptCount = count;
    } catch (Failure e) {
      log.warn("host-state-not-kept", "code", e.code(), "what", e.what());
    }
  }

  private void recheckOthers(String leased) {
    if (nanoTime.getAsLong() - recheckedAt < recheck.toNanos()
        || !rechecking.compareAndSet(false, true)) {
      return;
    }
    recheckedAt = nanoTime.getAsLong();
    Thread.ofVirtual()
        .name("recheck")
        .start(() -> {
          try {
            int zeroed = keys.recheck(leased);
            if (zeroed > 0) {
              log.warn("local-keys-refused", "count", zeroed);
            }
          } catch (Failure e) {
            log.warn("local-keys-not-rechecked", "code", e.code());
          } finally {
            rechecking.set(false);
          }
        });
  }

  private void spoken() {
    if (silent) {
      silent = false;
      log.info("server-back");
    }
  }

  private void unheard(ServerUnreachable e) {
    if (!silent && !closing) {
      silent = true;
      log.warn("server-silent", "what", e.what(), "leased", standing.inForce().isPresent());
    }
  }

  private void rest(Duration wait) {
    try {
      var _ = !wait.isZero() && stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing = true;
    }
  }
}
