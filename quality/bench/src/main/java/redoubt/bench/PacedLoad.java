package redoubt.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redoubt.testkit.HttpsCaller;

/**
 * Callers who each send one POST again and again when its turn comes, over a connection of their
 * own. Times are taken from when a call was due, so that a late one is not forgotten.
 */
final class PacedLoad {
  /** Times in milliseconds. */
  record Result(double perSecond, double p50, double p99) {}

  private PacedLoad() {}

  /**
   * @param perSecond of all callers together
   */
  static Result post(String url, Path ca, String body, int callers, int perSecond, int seconds)
      throws IOException, InterruptedException {
    URI target = URI.create(url);
    SSLSocketFactory sockets = HttpsCaller.contextTrusting(ca).getSocketFactory();
    byte[] call = call(target, body);
    List<SSLSocket> connections = new ArrayList<>();
    try {
      for (int i = 0; i < callers; i++) {
        SSLSocket socket = (SSLSocket) sockets.createSocket(target.getHost(), target.getPort());
        socket.setTcpNoDelay(true);
        socket.startHandshake();
        connections.add(socket);
      }
      return run(connections, call, perSecond, seconds);
    } finally {
      for (SSLSocket socket : connections) {
        socket.close();
      }
    }
  }

  private static byte[] call(URI target, String body) {
    return ("POST "
            + target.getRawPath()
            + " HTTP/1.1\r\nHost: "
            + target.getAuthority()
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.getBytes(UTF_8).length
            + "\r\n\r\n"
            + body)
        .getBytes(UTF_8);
  }

  private static Result run(List<SSLSocket> connections, byte[] call, int perSecond, int seconds)
      throws InterruptedException {
    long pause = 1_000_000_000L * connections.size() / perSecond;
    int[] micros = new int[perSecond * (seconds + 1) * 2];
    AtomicInteger count = new AtomicInteger();
    AtomicReference<@Nullable Exception> failed = new AtomicReference<>();
    long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < connections.size(); i++) {
      SSLSocket socket = connections.get(i);
      long first = start + pause * i / connections.size();
      callers.add(
          Thread.startVirtualThread(() -> {
            try {
              for (long due = first; due < end; due += pause) {
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                exchange(socket, call);
                micros[count.getAndIncrement()] = (int) ((System.nanoTime() - due) / 1_000);
              }
            } catch (IOException | InterruptedException | RuntimeException e) {
              failed.set(e);
            }
          }));
    }
    for (Thread caller : callers) {
      caller.join();
    }
    Exception why = failed.get();
    if (why != null) {
      throw new IllegalStateException("a call failed", why);
    }
    int calls = count.get();
    int[] sorted = Arrays.copyOf(micros, calls);
    Arrays.sort(sorted);
    return new Result(
        calls / (double) seconds, sorted[calls / 2] / 1e3, sorted[(int) (calls * 0.99)] / 1e3);
  }

  private static void exchange(SSLSocket socket, byte[] call) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(call);
    out.flush();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[16 << 10];
    int length = 0;
    int head = -1;
    long whole = -1;
    while (head < 0 || length < whole) {
      int read = in.read(buffer, length, buffer.length - length);
      if (read < 0) {
        throw new IOException("the connection ended");
      }
      length += read;
      if (head < 0) {
        String text = new String(buffer, 0, length, UTF_8);
        head = text.indexOf("\r\n\r\n");
        if (head >= 0) {
          if (!text.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("answered " + text.lines().findFirst().orElse(""));
          }
          whole = head + 4 + contentLength(text.substring(0, head));
        }
      }
    }
  }

  private static long contentLength(String head) throws IOException {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
        .map(line -> Long.parseLong(line.substring(15).strip()))
        .findFirst()
        .orElseThrow(() -> new IOException("no length"));
  }
}
