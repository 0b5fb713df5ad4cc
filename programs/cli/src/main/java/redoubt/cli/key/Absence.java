package redoubt.cli.key;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import redoubt.cli.Terminal;
import redoubt.cli.http.Api;
import redoubt.core.Failure;

/**
 * The time that a key is away for a rehearsal. Whatever ends it, an error or Ctrl-C, the key is
 * given back; what gives it back when the process ends stays armed until the server said that the
 * key is back.
 */
final class Absence implements AutoCloseable {
  private static final int ATTEMPTS = 5;
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final Api api;
  private final String key;
  private final Terminal terminal;
  private final Object oneCall = new Object();
  private final Thread atExit = new Thread(this::leave, "give-back");
  private volatile boolean leaving;
  private boolean back;

  /**
   * @param key path of the key in our API; it is away already
   */
  Absence(Api api, String key, Terminal terminal) {
    this.api = api;
    this.key = key;
    this.terminal = terminal;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Asks the server something, unless the process ends: then the key goes back first. */
  <T> T asking(Supplier<T> question) {
    synchronized (oneCall) {
      if (!leaving) {
        return question.get();
      }
    }
    while (true) {
      // Until the process is gone.
      LockSupport.park(this);
    }
  }

  /** The server said that the rehearsal is over. */
  void over() {
    synchronized (oneCall) {
      back = true;
    }
  }

  private void leave() {
    leaving = true;
    synchronized (oneCall) {
      giveBack();
    }
  }

  private boolean giveBack() {
    if (back) {
      return true;
    }
    terminal.err().println("\nredoubt: giving the key back");
    for (int attempt = 1; !back; attempt++) {
      try {
        api.delete(key + "/rehearsal");
        back = true;
      } catch (Failure e) {
        if (attempt == ATTEMPTS) {
          terminal
              .err()
              .println(
                  "redoubt: the key could not be given back: "
                      + e.what()
                      + " The rehearsal ends by itself; to end it now: redoubt key delete KEY --end");
          return false;
        }
        LockSupport.parkNanos(BETWEEN.toNanos());
      }
    }
    return true;
  }

  @Override
  public void close() {
    synchronized (oneCall) {
      if (giveBack()) {
        disarm();
      }
    }
  }

  private void disarm() {
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process ends already; the hook finds that the key is back.
    }
  }
}
