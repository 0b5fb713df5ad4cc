package redoubt.registry.notices;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.outward.AddressRefused;
import redoubt.outward.HttpPeer;
import redoubt.outward.Outside;
import redoubt.outward.Pace;
import redoubt.registry.events.Event;
import redoubt.registry.events.Listener;
import redoubt.registry.sql.WebhookRows;
import redoubt.seal.Vault;
import redoubt.store.Database;
import redoubt.web.Json;

/**
 * Tells webhooks what happens. What is to be told is written down first, so that no end of a server
 * loses it; who is told may be told twice, and knows it by the event's id. A webhook is told one
 * thing at a time, and one that fails is left alone for longer each time, whatever waits for it. Of
 * a tenant two are told at a time by each server, so that those who do not answer take no other
 * tenant's turn.
 */
public final class Notices implements Listener, AutoCloseable {
  /** Most tries of one thing: the last one some eight hours after the first. */
  public static final int TRIES = 8;

  /** What waited for so long is given up. */
  public static final Duration GIVEN_UP = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
  private static final String TYPE = "application/vnd.docker.distribution.events.v2+json";
  private static final int WORKERS = 16;
  private static final int MOST_OF_TENANT = 2;
  private static final int MOST_WAITING = 10_000;
  private static final Duration LOOKING = Duration.ofSeconds(2);
  private static final Duration TIME = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofHours(4);

  /** A webhook that fails again and again is asked so often all the same. */
  private static final Duration LONGEST_REST = Duration.ofMinutes(15);

  private static final Duration KEPT = Duration.ofDays(7);

  private final Database database;
  private final Vault vault;
  private final Outside outside;
  private final InstantSource clock;
  private final Semaphore work = new Semaphore(0);
  private final Map<String, Integer> underWay = new HashMap<>();
  private final List<Thread> workers;
  private volatile boolean closed;

  public Notices(Database database, Vault vault, Outside outside, InstantSource clock) {
    this.database = database;
    this.vault = vault;
    this.outside = outside;
    this.clock = clock;
    this.workers =
        Stream.generate(() -> Thread.ofVirtual().name("registry-webhooks").unstarted(this::tell))
            .limit(WORKERS)
            .toList();
    workers.forEach(Thread::start);
  }

  @Override
  public String name() {
    return "webhooks";
  }

  @Override
  public void heard(Event event) {
    List<Webhook> all =
        database
            .read(handle -> WebhookRows.of(handle, event.instance(), event.repository().first()))
            .stream()
            .filter(webhook -> webhook.kinds().contains(event.kind()))
            .toList();
    if (all.isEmpty()) {
      return;
    }
    String body = new String(Json.bytes(envelope(event)), StandardCharsets.UTF_8);
    database.transaction(transaction -> {
      for (Webhook webhook : all) {
        WebhookRows.add(
            transaction,
            webhook.id(),
            event.id(),
            event.kind().name().toLowerCase(Locale.ROOT),
            body,
            clock.instant(),
            MOST_WAITING);
      }
      return true;
    });
    work.release();
  }

  /**
   * CNCF distribution, "Notifications": an envelope of events; {@code target} is what it is about.
   */
  private static Map<String, Object> envelope(Event event) {
    Map<String, Object> target = new LinkedHashMap<>();
    target.put("digest", event.digest().toString());
    target.put("repository", event.repository().text());
    event.tag().ifPresent(tag -> target.put("tag", tag.text()));
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("id", event.id().toString());
    told.put("timestamp", event.at().toString());
    told.put("action", event.kind().name().toLowerCase(Locale.ROOT));
    told.put("target", target);
    told.put("actor", Map.of("name", event.actor()));
    return Map.of("events", List.of(told));
  }

  private void tell() {
    while (!closed) {
      try {
        boolean _ = work.tryAcquire(LOOKING.toMillis(), TimeUnit.MILLISECONDS);
        while (!closed && tellOne()) {
          // Until nothing is due.
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("webhooks could not be told: {}", e.toString());
      }
    }
  }

  private boolean tellOne() {
    Optional<Turn> turn = begin();
    turn.ifPresent(begun -> {
      try {
        tell(begun);
      } finally {
        ended(begun.taken().instance());
      }
    });
    return turn.isPresent();
  }

  private Optional<Turn> begin() {
    synchronized (underWay) {
      List<String> busy =
          underWay.entrySet().stream()
              .filter(tenant -> tenant.getValue() >= MOST_OF_TENANT)
              .map(Map.Entry::getKey)
              .toList();
      Optional<Turn> turn = database.transaction(transaction -> turn(transaction, busy));
      turn.ifPresent(begun -> {
        int _ = underWay.merge(begun.taken().instance(), 1, Integer::sum);
      });
      return turn;
    }
  }

  private void ended(String instance) {
    synchronized (underWay) {
      Integer _ = underWay.computeIfPresent(instance, (_, count) -> count > 1 ? count - 1 : null);
    }
    work.release();
  }

  private record Turn(WebhookRows.Turn taken, Webhook webhook, Notice notice) {}

  private Optional<Turn> turn(Handle transaction, List<String> busy) {
    Instant now = clock.instant();
    return WebhookRows.turn(transaction, busy, now, PATIENCE)
        .flatMap(taken -> {
          Optional<Turn> turn =
              WebhookRows.find(transaction, taken.webhook())
                  .flatMap(webhook ->
                      WebhookRows.take(transaction, taken, now)
                          .map(notice -> new Turn(taken, webhook, notice)));
          if (turn.isEmpty()) {
            // Another server told it what was due while this one waited for its turn.
            WebhookRows.end(transaction, taken, taken.failures(), now);
          }
          return turn;
        });
  }

  private void tell(Turn turn) {
    Notice notice = turn.notice();
    byte[] body = notice.body().getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers;
    try {
      headers = headers(turn.webhook(), notice, body);
    } catch (Failure e) {
      notTold(turn, e);
      return;
    }
    String said = send(turn.webhook(), headers, body);
    Instant now = clock.instant();
    boolean taken = said.matches("status 2[0-9][0-9]");
    Notice.State state =
        taken
            ? Notice.State.TAKEN
            : notice.tries() >= TRIES ? Notice.State.DEAD : Notice.State.WAITING;
    Instant again = now.plus(pause(notice.tries(), LONGEST));
    int failures = taken ? 0 : turn.taken().failures() + 1;
    Instant rest = taken ? now : now.plus(pause(failures, LONGEST_REST));
    database.transaction(transaction -> {
      WebhookRows.end(transaction, turn.taken(), failures, rest);
      WebhookRows.ended(transaction, notice, state, again, said);
      return true;
    });
  }

  /** What guards its key is away: that is no try, since nobody was called. */
  private void notTold(Turn turn, Failure failure) {
    Instant again = clock.instant().plus(PATIENCE);
    database.transaction(transaction -> {
      WebhookRows.end(transaction, turn.taken(), turn.taken().failures(), again);
      WebhookRows.notTried(transaction, turn.notice(), again, failure.code());
      return true;
    });
  }

  /** Four times as long each time. */
  private static Duration pause(int failures, Duration longest) {
    Duration pause = FIRST.multipliedBy(1L << Math.min(2 * (failures - 1), 20));
    return pause.compareTo(longest) < 0 ? pause : longest;
  }

  private Map<String, String> headers(Webhook webhook, Notice notice, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", TYPE);
    headers.put("User-Agent", "redoubt");
    headers.put("X-Redoubt-Event", notice.kind());
    headers.put("X-Redoubt-Delivery", notice.event().toString());
    if (webhook.signed()) {
      headers.put("X-Redoubt-Signature", "sha256=" + signature(webhook, body));
    }
    return headers;
  }

  /** What came of it, in words of ours. */
  private String send(Webhook webhook, Map<String, String> headers, byte[] body) {
    try {
      int status =
          outside.ask(
              new Outside.Question("POST", webhook.url(), headers, Optional.empty(), body, false),
              0,
              new Pace(Deadline.in(TIME), TIME, TIME),
              answer -> answer.status());
      return "status " + status;
    } catch (HttpPeer.Late e) {
      return "no answer in time";
    } catch (AddressRefused e) {
      return "the address is none that is connected to";
    } catch (IOException e) {
      return "no answer";
    } catch (Failure e) {
      return e.code();
    }
  }

  private String signature(Webhook webhook, byte[] body) {
    try (SecretBytes key = vault.open(Webhooks.name(webhook.id())).orElseThrow(Webhooks::keyGone)) {
      return key.use(bytes -> {
        try {
          Mac mac = Mac.getInstance("HmacSHA256");
          mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
          return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
          throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
      });
    }
  }

  /** Gives up what waits for a day, and forgets what was told, or given up, a week ago. */
  public void tidy() {
    Instant now = clock.instant();
    int _ =
        database.transaction(transaction -> WebhookRows.giveUp(transaction, now.minus(GIVEN_UP)));
    int _ = database.transaction(transaction -> WebhookRows.forget(transaction, now.minus(KEPT)));
  }

  /** What is not told by now is told by another server, or after the next start. */
  @Override
  public void close() {
    closed = true;
    work.release(WORKERS);
    for (Thread worker : workers) {
      try {
        worker.join(Duration.ofSeconds(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
