package redoubt.core;

import java.time.Duration;

/**
 * Work that time does for a room. It must be idempotent: it can be cut off anywhere and is then run
 * again.
 */
public record BackgroundTask(String name, Duration every, Where where, Runnable work) {
  /** Which of the servers on one database run it. */
  public enum Where {
    /** One at a time: work on what they share. */
    ONE_SERVER,
    /** Each: work on what is its own, such as its certificate. */
    EACH_SERVER
  }

  /** Work on what all servers share. */
  public BackgroundTask(String name, Duration every, Runnable work) {
    this(name, every, Where.ONE_SERVER, work);
  }
}
