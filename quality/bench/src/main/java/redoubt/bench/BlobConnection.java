package redoubt.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/**
 * A kept-alive HTTP/1.1 connection without TLS that costs little beside the server it measures:
 * bodies are sent as they lie in memory, and those that come are counted and thrown away.
 */
final class BlobConnection implements AutoCloseable {
  /** Status, Location, and how many bytes followed. */
  record Answer(int status, String location, long bytes) {}

  private static final int BUFFER = 256 << 10;

  private final URI server;
  private final String authorization;
  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER).limit(0);

  BlobConnection(URI server, String authorization) throws IOException {
    this.server = server;
    this.authorization = authorization;
    this.channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** Sends a request whose body is these pieces, and reads the answer. */
  Answer call(String method, String target, ByteBuffer... body) throws IOException {
    long length = 0;
    ByteBuffer[] all = new ByteBuffer[body.length + 1];
    for (int i = 0; i < body.length; i++) {
      all[i + 1] = body[i].duplicate();
      length += body[i].remaining();
    }
    String path = target.startsWith("http") ? target.replaceFirst("^https?://[^/]*", "") : target;
    all[0] =
        ByteBuffer.wrap(
            (method
                    + " "
                    + path
                    + " HTTP/1.1\r\nHost: "
                    + server.getAuthority()
                    + "\r\n"
                    + authorization
                    + "Content-Type: "
                    + (target.contains("/manifests/")
                        ? "application/vnd.oci.image.manifest.v1+json"
                        : "application/octet-stream")
                    + "\r\nContent-Length: "
                    + length
                    + "\r\n\r\n")
                .getBytes(US_ASCII));
    long left = all[0].remaining() + length;
    while (left > 0) {
      left -= channel.write(all);
    }
    return answer();
  }

  private Answer answer() throws IOException {
    int status = Integer.parseInt(line().split(" ", -1)[1]);
    String location = "";
    long length = 0;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String name = header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
      String value = header.substring(header.indexOf(':') + 1).strip();
      switch (name) {
        case "location" -> location = value;
        case "content-length" -> length = Long.parseLong(value);
        case "transfer-encoding" -> chunked = value.equals("chunked");
        default -> {}
      }
    }
    if (!chunked) {
      skip(length);
      return new Answer(status, location, length);
    }
    long sum = 0;
    for (long piece = piece(); piece > 0; piece = piece()) {
      skip(piece);
      line();
      sum += piece;
    }
    line();
    return new Answer(status, location, sum);
  }

  private long piece() throws IOException {
    return Long.parseLong(line(), 16);
  }

  private void fill() throws IOException {
    in.clear();
    if (channel.read(in) < 0) {
      throw new EOFException("the server ended the connection");
    }
    in.flip();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      if (!in.hasRemaining()) {
        fill();
      }
      char next = (char) in.get();
      if (next == '\n') {
        return line.toString();
      }
      if (next != '\r') {
        line.append(next);
      }
    }
  }

  private void skip(long bytes) throws IOException {
    for (long left = bytes; left > 0; ) {
      if (!in.hasRemaining()) {
        fill();
      }
      int now = (int) Math.min(left, in.remaining());
      in.position(in.position() + now);
      left -= now;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
