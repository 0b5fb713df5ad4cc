package redoubt.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Answers the rehearsal's calls on a unix socket, one connection after the other. */
final class LocalStandIn implements AutoCloseable {
  private final ServerSocketChannel listening;
  private final UnaryOperator<String> body;

  private LocalStandIn(ServerSocketChannel listening, UnaryOperator<String> body) {
    this.listening = listening;
    this.body = body;
  }

  /**
   * @param body the JSON for a path
   */
  static LocalStandIn at(Path socket, UnaryOperator<String> body) throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(socket));
    LocalStandIn standIn = new LocalStandIn(listening, body);
    Thread.ofPlatform().daemon().start(standIn::serve);
    return standIn;
  }

  private void serve() {
    while (listening.isOpen()) {
      try (SocketChannel connection = listening.accept()) {
        converse(connection);
      } catch (IOException e) {
        // The client went away, or the rehearsal is over.
      }
    }
  }

  private void converse(SocketChannel connection) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Channels.newInputStream(connection), StandardCharsets.ISO_8859_1));
    for (String request = in.readLine(); request != null; request = in.readLine()) {
      String path = request.split(" ", 3)[1].replaceFirst("\\?.*", "");
      long length = 0;
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.startsWith("Content-Length: ")) {
          length = Long.parseLong(line.substring("Content-Length: ".length()));
        }
      }
      for (long read = 0; read < length; read++) {
        in.read();
      }
      String json = body.apply(path);
      String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
      connection.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
