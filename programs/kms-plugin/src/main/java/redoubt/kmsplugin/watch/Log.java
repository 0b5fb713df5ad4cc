package redoubt.kmsplugin.watch;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The log: one JSON object a line, with {@code time}, {@code level} and {@code event}. Lines are
 * written by a thread of their own, in their order; those about single calls within a hundredth of
 * a second, so that many cost one write. These are dropped and counted when they come faster than
 * they can be written; no others are.
 */
public final class Log implements AutoCloseable {
  private static final int MOST_WAITING = 4096;
  private static final int MOST_TEXT = 256;
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int MICRO_DIGITS = 6;

  private final OutputStream out;
  private final InstantSource clock;
  private final LongAdder dropped = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition change = lock.newCondition();
  private StringBuilder waiting = new StringBuilder();
  private int lines;
  private boolean urgent;
  private boolean closing;
  private long second = Long.MIN_VALUE;
  private String secondText = "";
  private final Thread writer;

  public Log(OutputStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
    this.writer = Thread.ofPlatform().daemon().name("log").start(this::write);
  }

  /**
   * @param more names and values, in turn
   */
  public void info(String event, Object... more) {
    put("info", event, more);
  }

  public void warn(String event, Object... more) {
    put("warn", event, more);
  }

  /** A line about one call of the API server; may be dropped. */
  public void call(String event, Object... more) {
    lock.lock();
    try {
      if (lines >= MOST_WAITING) {
        dropped.increment();
        return;
      }
      append("info", event, more);
      if (lines == 1) {
        change.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many lines about calls were dropped. */
  public long dropped() {
    return dropped.sum();
  }

  /** Writes what waits. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      urgent = true;
      change.signal();
    } finally {
      lock.unlock();
    }
    try {
      writer.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void put(String level, String event, Object... more) {
    lock.lock();
    try {
      append(level, event, more);
      urgent = true;
      change.signal();
    } finally {
      lock.unlock();
    }
  }

  private void append(String level, String event, Object... more) {
    StringBuilder line = waiting;
    lines++;
    line.append("{\"time\":\"");
    time(line, clock.instant());
    line.append("\",\"level\":\"").append(level);
    line.append("\",\"event\":\"").append(event).append('"');
    for (int i = 0; i + 1 < more.length; i += 2) {
      line.append(",\"").append(more[i]).append("\":");
      Object value = more[i + 1];
      if (value instanceof Number || value instanceof Boolean) {
        line.append(value);
      } else {
        line.append('"').append(quoted(value.toString())).append('"');
      }
    }
    line.append("}\n");
  }

  /** ISO 8601 with microseconds; the seconds' text is made once a second. */
  private void time(StringBuilder line, Instant now) {
    if (now.getEpochSecond() != second) {
      second = now.getEpochSecond();
      String text = Instant.ofEpochSecond(second).toString();
      secondText = text.substring(0, text.length() - 1);
    }
    String micros = Integer.toString(now.getNano() / 1000);
    line.append(secondText).append('.');
    line.repeat('0', MICRO_DIGITS - micros.length()).append(micros).append('Z');
  }

  private static String quoted(String text) {
    String bounded = text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text;
    for (int i = 0; i < bounded.length(); i++) {
      char c = bounded.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c > '~') {
        return new String(JsonStringEncoder.getInstance().quoteAsString(bounded));
      }
    }
    return bounded;
  }

  private void write() {
    StringBuilder batch = new StringBuilder();
    while (true) {
      int count;
      lock.lock();
      try {
        while (lines == 0 && !closing) {
          change.await();
        }
        long left = GATHER_NANOS;
        while (!urgent && left > 0) {
          left = change.awaitNanos(left);
        }
        if (lines == 0) {
          return;
        }
        StringBuilder full = waiting;
        waiting = batch;
        batch = full;
        count = lines;
        lines = 0;
        urgent = closing;
      } catch (InterruptedException e) {
        return;
      } finally {
        lock.unlock();
      }
      try {
        out.write(batch.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
      } catch (IOException e) {
        dropped.add(count);
      }
      batch.setLength(0);
    }
  }
}
