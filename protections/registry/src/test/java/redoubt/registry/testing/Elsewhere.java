package redoubt.registry.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A server on this machine that has what it is given, and keeps what it was asked and told. */
public final class Elsewhere implements AutoCloseable {
  /** What it was asked. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Heard(String line, Map<String, List<String>> headers, byte[] body) {}

  private final HttpServer server;
  private final Map<String, byte[]> content = new ConcurrentHashMap<>();
  private final Map<String, String> types = new ConcurrentHashMap<>();
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private volatile int status = 200;
  private volatile Duration pace = Duration.ZERO;

  public Elsewhere() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      heard.add(
          new Heard(
              exchange.getRequestMethod() + " " + path,
              Map.copyOf(exchange.getRequestHeaders()),
              exchange.getRequestBody().readAllBytes()));
      mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
      LockSupport.parkNanos(pace.toNanos());
      atOnce.decrementAndGet();
      byte[] bytes = content.get(path);
      if (status != 200 || (bytes == null && !exchange.getRequestMethod().equals("POST"))) {
        exchange.sendResponseHeaders(status == 200 ? 404 : status, -1);
        return;
      }
      String type = types.get(path);
      if (type != null) {
        exchange.getResponseHeaders().add("Content-Type", type);
      }
      if (bytes == null || exchange.getRequestMethod().equals("HEAD")) {
        if (bytes != null) {
          exchange
              .getResponseHeaders()
              .add("Docker-Content-Digest", redoubt.oci.Digest.of(bytes).toString());
        }
        exchange.sendResponseHeaders(200, -1);
      } else {
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  /** What a path has from now on. */
  public void put(String path, String type, byte[] bytes) {
    types.put(path, type);
    content.put(path, bytes);
  }

  /** What a path has no more. */
  public void remove(String path) {
    content.remove(path);
  }

  /** Answers so to everything from now on; 200 for what it has. */
  public void answer(int with) {
    status = with;
  }

  /** Takes so long for each answer from now on. */
  public void take(Duration time) {
    pace = time;
  }

  /** How many questions it thought about at once, at most. */
  public int mostAtOnce() {
    return mostAtOnce.get();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** All it was asked, in order. */
  public List<Heard> heard() {
    return heard;
  }

  /** The same as lines. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    heard.forEach(one -> lines.add(one.line()));
    return lines;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
