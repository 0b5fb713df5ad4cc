package redoubt.server.faults;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import redoubt.crypto.Randomness;

/**
 * Callers that make, rotate and use keys as fast as they can, and remember every answer that said
 * "done". A call that failed may or may not have been done; it counts for nothing.
 */
final class Load {
  /** A wrap that was acknowledged. */
  record Wrapped(String key, String plaintext, String ciphertext) {}

  private static final Duration AFTER_A_FAILURE = Duration.ofMillis(20);

  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final Set<String> rotated = ConcurrentHashMap.newKeySet();
  private final Queue<Wrapped> wraps = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicInteger> acknowledged = new ConcurrentHashMap<>();
  private final AtomicInteger all = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final Queue<String> strange = new ConcurrentLinkedQueue<>();
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();

  /** Callers at work; closing lets each finish its call. */
  static final class Running implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ending;

    @Override
    public void close() {
      ending = true;
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  Running start(KeyCaller caller, int callers) {
    Running running = new Running();
    for (int i = 0; i < callers; i++) {
      running.threads.add(Thread.ofVirtual().start(() -> work(caller, running)));
    }
    return running;
  }

  private void work(KeyCaller caller, Running running) {
    String key = "";
    for (int turn = 0; !running.ending; turn++) {
      try {
        if (key.isEmpty() || turn % 24 == 0) {
          key = create(caller).orElse(key);
        } else if (turn % 24 == 12) {
          rotate(caller, key);
        } else {
          wrap(caller, key, turn % 4 == 1);
        }
      } catch (UncheckedIOException e) {
        pause();
      }
    }
  }

  private Optional<String> create(KeyCaller caller) {
    HttpResponse<String> answer = caller.create();
    if (!done(answer, 201)) {
      return Optional.empty();
    }
    String key = KeyCaller.idOf(answer);
    keys.add(key);
    acknowledge("kms.secrets.create", key);
    return Optional.of(key);
  }

  private void rotate(KeyCaller caller, String key) {
    HttpResponse<String> answer = caller.act(key, "rotate");
    if (answer.statusCode() != 409 && done(answer, 204)) {
      rotated.add(key);
      acknowledge("kms.secrets.rotate", key);
    }
  }

  private void wrap(KeyCaller caller, String key, boolean unwrapToo) {
    String plaintext = Base64.getEncoder().encodeToString(Randomness.bytes(32));
    HttpResponse<String> answer = caller.wrap(key, plaintext);
    if (!done(answer, 200)) {
      return;
    }
    Wrapped wrapped = new Wrapped(key, plaintext, KeyCaller.text(answer, "ciphertext"));
    wraps.add(wrapped);
    acknowledge("kms.secrets.wrap", key);
    if (unwrapToo && opens(caller, wrapped)) {
      acknowledge("kms.secrets.unwrap", key);
    }
  }

  private boolean opens(KeyCaller caller, Wrapped wrapped) {
    HttpResponse<String> answer = caller.unwrap(wrapped.key(), wrapped.ciphertext());
    if (!done(answer, 200)) {
      return false;
    }
    if (!KeyCaller.text(answer, "plaintext").equals(wrapped.plaintext())) {
      strange.add("a wrapped key opened to something else: " + wrapped.key());
    }
    return true;
  }

  private boolean done(HttpResponse<String> answer, int wanted) {
    if (answer.statusCode() == wanted) {
      return true;
    }
    String body = answer.body();
    boolean clear =
        answer.statusCode() == 503
            && body.startsWith("{")
            && !body.contains("Exception")
            && !body.contains("\\tat ");
    if (clear) {
      refused.incrementAndGet();
      if (refusals.size() < 1000) {
        refusals.add(body);
      }
    } else {
      strange.add(answer.statusCode() + " " + body);
    }
    pause();
    return false;
  }

  private void acknowledge(String action, String key) {
    acknowledged.computeIfAbsent(action + " " + key, name -> new AtomicInteger()).incrementAndGet();
    all.incrementAndGet();
  }

  private static void pause() {
    LockSupport.parkNanos(AFTER_A_FAILURE.toNanos());
  }

  /** How many calls were acknowledged. */
  int acknowledged() {
    return all.get();
  }

  /** How many calls were answered with a clear 503. */
  int refused() {
    return refused.get();
  }

  /** Bodies of the first of them. */
  List<String> refusals() {
    return List.copyOf(refusals);
  }

  /** Answers that were neither what was asked for nor a clear 503. */
  List<String> strange() {
    return List.copyOf(strange);
  }

  /** What was acknowledged and is not there: empty, or the server lied. */
  List<String> lost(KeyCaller caller) throws InterruptedException {
    Queue<String> lost = new ConcurrentLinkedQueue<>();
    List<Runnable> checks = new ArrayList<>();
    for (String key : keys) {
      checks.add(() -> {
        if (caller.get("/api/v2/keys/" + key + "/metadata").statusCode() != 200) {
          lost.add("key " + key);
        }
      });
    }
    for (String key : rotated) {
      checks.add(() -> {
        if (caller.versions(key) < 2) {
          lost.add("rotation of " + key);
        }
      });
    }
    for (Wrapped wrapped : wraps) {
      checks.add(() -> {
        HttpResponse<String> answer = caller.unwrap(wrapped.key(), wrapped.ciphertext());
        if (answer.statusCode() != 200
            || !KeyCaller.text(answer, "plaintext").equals(wrapped.plaintext())) {
          lost.add("wrapped by " + wrapped.key() + ": " + answer.body());
        }
      });
    }
    inParallel(checks);
    return List.copyOf(lost);
  }

  private static void inParallel(List<Runnable> checks) throws InterruptedException {
    Queue<Runnable> rest = new ConcurrentLinkedQueue<>(checks);
    Queue<Throwable> broken = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (Runnable check = rest.poll(); check != null; check = rest.poll()) {
                    check.run();
                  }
                } catch (RuntimeException | AssertionError e) {
                  broken.add(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!broken.isEmpty()) {
      throw new AssertionError("a check broke", broken.peek());
    }
  }

  /** Acknowledged calls that an export of the ledger does not have: empty, or the ledger lost. */
  List<String> missingIn(String ledgerExport) {
    Map<String, Integer> recorded = Recorded.calls(ledgerExport);
    List<String> missing = new ArrayList<>();
    acknowledged.forEach((call, times) -> {
      int found = recorded.getOrDefault(call, 0);
      if (found < times.get()) {
        missing.add(call + ": " + times + " acknowledged, " + found + " recorded");
      }
    });
    return missing;
  }

  /** How many keys, rotations and uses were acknowledged, for people. */
  String figures() {
    return all.get()
        + " acknowledged ("
        + keys.size()
        + " keys, "
        + rotated.size()
        + " rotations, "
        + wraps.size()
        + " wraps), "
        + refused.get()
        + " clearly refused";
  }
}
