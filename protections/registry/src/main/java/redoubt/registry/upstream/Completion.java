package redoubt.registry.upstream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.registry.Namespace;
import redoubt.registry.sql.AwaitedRows;
import redoubt.registry.sql.NamespaceRows;
import redoubt.store.Database;

/**
 * Fetches what lacks of images that somebody pulled who had a part of them. One blob at a time of a
 * tenant, four of all; tenants and their namespaces take turns, and an image that cannot be had is
 * left alone for longer each time, so that no registry that is slow or down keeps the others from
 * being asked.
 */
public final class Completion implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

  /** After that nobody is pulling any more. */
  private static final Duration PULLED = Duration.ofMinutes(2);

  private static final int LOOKED_AT = 200;
  private static final int TENANTS_AT_ONCE = 4;

  /** Who is fetched for begins nothing more after that, so that the next may. */
  private static final Duration TURN = Duration.ofSeconds(20);

  private static final Duration FIRST_REST = Duration.ofMinutes(2);
  private static final Duration LONGEST_REST = Duration.ofHours(1);

  private final Database database;
  private final Upstreams upstreams;
  private final Mirror mirror;
  private final InstantSource clock;
  private final Semaphore free = new Semaphore(TENANTS_AT_ONCE);
  private final Map<String, Thread> turns = new ConcurrentHashMap<>();
  private volatile boolean closed;

  public Completion(Database database, Upstreams upstreams, Mirror mirror, InstantSource clock) {
    this.database = database;
    this.upstreams = upstreams;
    this.mirror = mirror;
    this.clock = clock;
  }

  /**
   * Gives every tenant a turn that has images which lack something. It returns when all are done,
   * and after twenty seconds at the latest; a blob that is on its way then goes on.
   */
  public void run() {
    Instant now = clock.instant();
    Map<String, List<AwaitedRows.Lacking>> tenants = new LinkedHashMap<>();
    for (AwaitedRows.Lacking lacking :
        database.read(handle -> AwaitedRows.lacking(handle, now.minus(PULLED), now, LOOKED_AT))) {
      tenants.computeIfAbsent(lacking.tenant(), _ -> new ArrayList<>()).add(lacking);
    }
    Deadline deadline = Deadline.in(TURN);
    try {
      List<Thread> begun = new ArrayList<>();
      for (Map.Entry<String, List<AwaitedRows.Lacking>> tenant : tenants.entrySet()) {
        if (!turns.containsKey(tenant.getKey())) {
          if (!free.tryAcquire(deadline.left(TURN).toMillis(), TimeUnit.MILLISECONDS)) {
            break;
          }
          begun.add(begin(tenant.getKey(), tenant.getValue()));
        }
      }
      for (Thread turn : begun) {
        boolean _ = turn.join(deadline.left(TURN));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Thread begin(String tenant, List<AwaitedRows.Lacking> all) {
    Thread turn =
        Thread.ofVirtual()
            .name("registry-completion")
            .unstarted(() -> {
              try {
                turn(all);
              } catch (RuntimeException e) {
                LOG.warn("images of {} are not whole yet: {}", tenant, e.toString());
              } finally {
                turns.remove(tenant);
                free.release();
              }
            });
    turns.put(tenant, turn);
    turn.start();
    return turn;
  }

  private record Image(String repository, Digest manifest) {}

  private void turn(List<AwaitedRows.Lacking> all) {
    Deadline deadline = Deadline.in(TURN);
    Set<String> away = new HashSet<>();
    Set<Image> resting = new HashSet<>();
    for (AwaitedRows.Lacking lacking : all) {
      if (closed || deadline.isOver()) {
        return;
      }
      Image image = new Image(lacking.repository().text(), lacking.manifest());
      if (away.contains(lacking.namespace()) || resting.contains(image)) {
        continue;
      }
      try {
        fetch(lacking);
      } catch (Failure e) {
        if (closed) {
          return;
        }
        LOG.info("{} is not whole yet: {}", lacking.repository(), e.code());
        rest(lacking);
        resting.add(image);
        if (Peers.isAway(e)) {
          away.add(lacking.namespace());
        }
      }
    }
  }

  private void fetch(AwaitedRows.Lacking lacking) {
    Optional<Namespace> namespace =
        database.read(handle -> NamespaceRows.find(handle, lacking.namespace()));
    Optional<Upstream> upstream = upstreams.of(lacking.namespace());
    if (namespace.isPresent() && upstream.isPresent() && !mirror.rests(upstream.get())) {
      mirror.blob(
          new Pull(upstream.get(), namespace.get(), lacking.repository(), false),
          lacking.blob().digest());
    }
  }

  private void rest(AwaitedRows.Lacking lacking) {
    Duration pause = FIRST_REST.multipliedBy(1L << Math.min(lacking.failures(), 10));
    Duration rest = pause.compareTo(LONGEST_REST) < 0 ? pause : LONGEST_REST;
    database.transaction(transaction -> {
      AwaitedRows.rest(transaction, lacking, clock.instant().plus(rest));
      return true;
    });
  }

  /** Begins nothing more. What is on its way then is fetched anew after the next start. */
  @Override
  public void close() {
    closed = true;
    for (Thread turn : turns.values()) {
      try {
        boolean _ = turn.join(Duration.ofSeconds(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
