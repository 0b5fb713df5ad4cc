package redoubt.crypto.hsm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;
import redoubt.crypto.Hash;
import redoubt.crypto.PrivateFiles;

/**
 * A connection to one token, shared by all that use it. Built at first use, and anew after it was
 * lost, at most once a second. A wrong PIN is tried once and not again until the PIN file changes,
 * so that the token does not lock itself.
 */
public final class HsmToken implements AutoCloseable {
  private static final int WORKERS = 8;
  private static final int MOST_WAITING = 2048;
  private static final long BETWEEN_ATTEMPTS_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_PIN_BYTES = 255;

  /** Work with a session. */
  @FunctionalInterface
  interface Operation<T extends @Nullable Object> {
    T with(Session session) throws Pkcs11Error;
  }

  /** One of the connection's sessions and the handles of keys that are known there. */
  record Session(Pkcs11 library, long slot, long handle, ConcurrentHashMap<String, Long> keys) {}

  private record Connection(
      Pkcs11 library, int generation, List<Session> all, ArrayBlockingQueue<Session> free) {}

  private final HsmSettings settings;
  private final ThreadPoolExecutor workers;
  private final AtomicReference<@Nullable Connection> connection = new AtomicReference<>();
  private int lostGeneration;
  private @Nullable Failure lastFailure;
  private long lastAttempt;
  private boolean closed;
  private byte @Nullable [] refusedPin;

  public HsmToken(HsmSettings settings) {
    this.settings = settings;
    this.workers =
        new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("hsm-", 0).factory());
    workers.allowCoreThreadTimeOut(true);
  }

  /** Why the token cannot be used at the moment; empty when it can. */
  public Optional<Failure> health() {
    try {
      call(session -> {
        session.library().tokenLabel(session.slot());
        return session.library().find(session.handle(), Attributes.find("-"));
      });
      return Optional.empty();
    } catch (Failure e) {
      return Optional.of(e);
    }
  }

  /**
   * Runs the operation with a session that is logged in; once more with a fresh connection when
   * this one turns out to be lost.
   */
  <T extends @Nullable Object> T call(Operation<T> operation) {
    Future<T> answer;
    try {
      answer = workers.submit(() -> run(operation));
    } catch (RejectedExecutionException e) {
      throw HsmFailures.unavailable("too many calls are waiting for it", e);
    }
    try {
      return answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(false);
      throw HsmFailures.unavailable("it did not answer within " + settings.timeout(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw HsmFailures.unavailable("the wait for it was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Failure failure) {
        throw failure;
      }
      throw HsmFailures.unavailable("its library failed", e.getCause());
    }
  }

  private <T extends @Nullable Object> T run(Operation<T> operation) throws InterruptedException {
    for (boolean again = true; ; again = false) {
      Connection mine = connect();
      mine.library().lock().readLock().lock();
      try {
        Session session = mine.free().take();
        try {
          return operation.with(session);
        } finally {
          mine.free().add(session);
        }
      } catch (Pkcs11Error e) {
        connection.compareAndSet(mine, null);
        if (!again) {
          throw HsmFailures.unavailable(String.valueOf(e.getMessage()), e);
        }
      } finally {
        mine.library().lock().readLock().unlock();
      }
    }
  }

  private synchronized Connection connect() throws InterruptedException {
    Connection present = connection.get();
    if (present != null) {
      return present;
    }
    Failure failed = lastFailure;
    if (failed != null && (closed || System.nanoTime() - lastAttempt < BETWEEN_ATTEMPTS_NANOS)) {
      throw new Failure(failed.kind(), failed.code(), failed.what(), failed.remedy(), failed);
    }
    try {
      Connection fresh = build();
      lastFailure = null;
      connection.set(fresh);
      return fresh;
    } catch (Pkcs11Error e) {
      lastFailure = HsmFailures.unavailable(String.valueOf(e.getMessage()), e);
      throw lastFailure;
    } catch (Failure e) {
      lastFailure = e;
      throw e;
    } finally {
      lastAttempt = System.nanoTime();
    }
  }

  private Connection build() throws Pkcs11Error, InterruptedException {
    Pkcs11 library;
    try {
      library = Pkcs11.load(settings.library());
    } catch (IllegalArgumentException e) {
      throw HsmFailures.unavailable("its library " + settings.library() + " cannot be loaded", e);
    }
    if (!library.lock().writeLock().tryLock(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
      throw HsmFailures.unavailable("an earlier call has not come back", null);
    }
    try {
      // Another token of the same library may have begun anew since our connection was lost.
      boolean restarted = library.generation() == lostGeneration;
      if (restarted) {
        library.restart();
      }
      Optional<Long> found = slot(library);
      if (found.isEmpty() && !restarted) {
        // A library need not notice tokens that came after it began.
        library.restart();
        found = slot(library);
      }
      lostGeneration = library.generation();
      long slot =
          found.orElseThrow(() ->
              HsmFailures.unavailable(
                  "it has no token with the label " + settings.tokenLabel(), null));
      ConcurrentHashMap<String, Long> keys = new ConcurrentHashMap<>();
      List<Session> sessions = new ArrayList<>();
      try {
        for (int i = 0; i < WORKERS; i++) {
          sessions.add(new Session(library, slot, library.openSession(slot), keys));
        }
        login(library, sessions.getFirst().handle());
      } catch (Pkcs11Error | RuntimeException e) {
        closeAll(sessions);
        throw e;
      }
      return new Connection(
          library, lostGeneration, sessions, new ArrayBlockingQueue<>(WORKERS, false, sessions));
    } finally {
      library.lock().writeLock().unlock();
    }
  }

  private Optional<Long> slot(Pkcs11 functions) throws Pkcs11Error {
    byte[] label = settings.tokenLabel().getBytes(StandardCharsets.UTF_8);
    byte[] wanted = Arrays.copyOf(label, 32);
    Arrays.fill(wanted, Math.min(32, label.length), 32, (byte) ' ');
    List<Long> found = new ArrayList<>();
    for (long slot : functions.slotsWithToken()) {
      try {
        if (Arrays.equals(wanted, functions.tokenLabel(slot))) {
          found.add(slot);
        }
      } catch (Pkcs11Error e) {
        // Another token that is gone does not keep us from ours.
      }
    }
    if (found.size() > 1) {
      throw HsmFailures.unavailable(
          "it has more than one token with the label " + settings.tokenLabel(), null);
    }
    return found.stream().findFirst();
  }

  private void login(Pkcs11 functions, long session) throws Pkcs11Error {
    byte[] pin =
        PrivateFiles.read(settings.pinFile(), MOST_PIN_BYTES)
            .orElseThrow(() ->
                HsmFailures.unavailable(
                    "the PIN file " + settings.pinFile() + " is not there", null));
    byte[] trimmed = Arrays.copyOf(pin, lengthWithoutLineEnd(pin));
    byte[] digest = Hash.sha256(trimmed);
    try {
      if (Arrays.equals(digest, refusedPin)) {
        throw HsmFailures.unavailable("it refused the PIN in " + settings.pinFile(), null);
      }
      functions.login(session, trimmed);
      refusedPin = null;
    } catch (Pkcs11Error e) {
      if (e.isBadPin()) {
        refusedPin = digest;
        throw HsmFailures.unavailable("it refused the PIN in " + settings.pinFile(), e);
      }
      if (e.code() != Pkcs11Error.USER_ALREADY_LOGGED_IN) {
        throw e;
      }
    } finally {
      Arrays.fill(pin, (byte) 0);
      Arrays.fill(trimmed, (byte) 0);
    }
  }

  private static int lengthWithoutLineEnd(byte[] text) {
    int end = text.length;
    while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r')) {
      end--;
    }
    return end;
  }

  private static void closeAll(List<Session> sessions) {
    for (Session session : sessions) {
      try {
        session.library().closeSession(session.handle());
      } catch (Pkcs11Error e) {
        // It ended with the connection.
      }
    }
  }

  /** Waits for calls under way and ends the sessions. */
  @Override
  public synchronized void close() {
    workers.shutdown();
    closed = true;
    lastFailure = HsmFailures.unavailable("the server is stopping", null);
    Connection last = connection.getAndSet(null);
    if (last != null) {
      ReentrantReadWriteLock.WriteLock lock = last.library().lock().writeLock();
      lock.lock();
      try {
        if (last.library().generation() == last.generation()) {
          closeAll(last.all());
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
