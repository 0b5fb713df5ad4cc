package redoubt.cli.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One connection that speaks HTTP/1.1 (RFC 9112), one message after the other. */
final class Wire implements AutoCloseable {
  private static final int LONGEST_LINE = 16 * 1024;
  private static final int MOST_HEADERS = 200;

  private final Link link;
  private final String authority;
  private final InputStream in;
  private @Nullable Body last;
  private boolean reusable = true;

  Wire(Link link, String authority) throws IOException {
    this.link = link;
    this.authority = authority;
    this.in = new BufferedInputStream(link.in(), 16 * 1024);
  }

  /** Whether another message may be sent. */
  boolean isFree() {
    return reusable && (last == null || last.isEnded());
  }

  Reply exchange(
      String method,
      String path,
      Map<String, String> headers,
      Optional<byte[]> body,
      int timeoutMillis)
      throws IOException {
    send(method, path, headers, body);
    link.within(timeoutMillis);
    int status = status();
    Map<String, String> answer = headers();
    while (status >= 100 && status < 200) {
      status = status();
      answer = headers();
    }
    Body content = body(method, status, answer);
    last = content;
    reusable = !answer.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close");
    return new Reply(status, Map.copyOf(answer), content);
  }

  private void send(String method, String path, Map<String, String> headers, Optional<byte[]> body)
      throws IOException {
    StringBuilder head = new StringBuilder(512);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ").append(authority);
    headers.forEach((name, value) -> {
      if (!value.chars().allMatch(c -> c >= ' ' && c < 127)) {
        throw new IllegalArgumentException(
            "the header " + name + " has a character it cannot have");
      }
      head.append("\r\n").append(name).append(": ").append(value);
    });
    if (body.isPresent()
        || !(method.equals("GET") || method.equals("HEAD") || method.equals("DELETE"))) {
      head.append("\r\nContent-Length: ").append(body.map(bytes -> bytes.length).orElse(0));
    }
    head.append("\r\n\r\n");
    ByteArrayOutputStream message = new ByteArrayOutputStream(1024);
    message.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    body.ifPresent(message::writeBytes);
    OutputStream out = link.out();
    message.writeTo(out);
    out.flush();
  }

  private int status() throws IOException {
    String line = line(in, LONGEST_LINE);
    if (!line.matches("HTTP/1\\.[01] [1-9][0-9][0-9]( .*)?")) {
      throw new IOException("the answer is not HTTP");
    }
    return Integer.parseInt(line, 9, 12, 10);
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    int count = 0;
    for (String line = line(in, LONGEST_LINE); !line.isEmpty(); line = line(in, LONGEST_LINE)) {
      int colon = line.indexOf(':');
      if (colon <= 0 || ++count > MOST_HEADERS) {
        throw new IOException("the answer's headers cannot be read");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private Body body(String method, int status, Map<String, String> headers) throws IOException {
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return new Body.Sized(in, 0);
    }
    String length = headers.get("content-length");
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return new Body.Chunked(in);
    }
    if (length == null) {
      return new Body.UntilClosed(in);
    }
    if (!length.matches("[0-9]{1,18}")) {
      throw new IOException("the answer's length cannot be read");
    }
    return new Body.Sized(in, Long.parseLong(length));
  }

  /** A line without its end; a lone LF ends one too. */
  static String line(InputStream in, int longest) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the answer is cut off");
      }
      if (c == '\r') {
        continue;
      }
      if (line.length() >= longest) {
        throw new IOException("a line of the answer is too long");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      link.close();
    } catch (IOException e) {
      reusable = false;
    }
  }
}
