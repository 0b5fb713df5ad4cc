package redoubt.kmsplugin.watch;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The log: one JSON object a line, with {@code time}, {@code level} and {@code event}. Lines are
 * written by a thread of their own, in their order. Lines about single calls are dropped and
 * counted when they come faster than they can be written; no others are.
 */
public final class Log implements AutoCloseable {
  private static final int MOST_WAITING = 4096;
  private static final int MOST_TEXT = 256;

  private final OutputStream out;
  private final InstantSource clock;
  private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final LongAdder dropped = new LongAdder();
  private final Thread writer;
  private volatile boolean closing;

  public Log(OutputStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
    this.writer = Thread.ofPlatform().daemon().name("log").start(this::write);
  }

  /**
   * @param more names and values, in turn
   */
  public void info(String event, Object... more) {
    put(line("info", event, more));
  }

  public void warn(String event, Object... more) {
    put(line("warn", event, more));
  }

  /** A line about one call of the API server; may be dropped. */
  public void call(String event, Object... more) {
    if (!waiting.offer(line("info", event, more))) {
      dropped.increment();
    }
  }

  /** How many lines about calls were dropped. */
  public long dropped() {
    return dropped.sum();
  }

  /** Writes what waits. */
  @Override
  public void close() {
    closing = true;
    try {
      writer.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void put(String line) {
    try {
      if (!waiting.offer(line, 1, TimeUnit.SECONDS)) {
        dropped.increment();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String line(String level, String event, Object... more) {
    StringBuilder line = new StringBuilder(192);
    line.append("{\"time\":\"").append(clock.instant()).append("\",\"level\":\"").append(level);
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
    return line.append("}\n").toString();
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
    List<String> batch = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    while (!closing || !waiting.isEmpty()) {
      try {
        String first = waiting.poll(50, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        waiting.drainTo(batch, 255);
        batch.forEach(text::append);
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
      } catch (IOException e) {
        dropped.add(batch.size());
      } catch (InterruptedException e) {
        return;
      }
      batch.clear();
      text.setLength(0);
    }
  }
}
