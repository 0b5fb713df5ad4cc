package redoubt.cli.key;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A server on a socket of this machine that answers as a test says, and remembers what it heard.
 */
final class ScriptedServer implements AutoCloseable {
  /**
   * @param status of HTTP
   * @param body JSON, or nothing
   */
  record Answer(int status, String body) {}

  private final ServerSocketChannel listening;
  private final Function<String, Answer> script;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  /**
   * @param script from method and path, with a space between
   */
  ScriptedServer(Path socket, Function<String, Answer> script) throws IOException {
    this.script = script;
    this.listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::accept);
  }

  /** Each call, in its order. */
  List<String> heard() {
    return List.copyOf(heard);
  }

  private void accept() {
    try {
      while (listening.isOpen()) {
        SocketChannel connection = listening.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private void serve(SocketChannel connection) {
    try (connection;
        InputStream in = new BufferedInputStream(Channels.newInputStream(connection));
        OutputStream out = Channels.newOutputStream(connection)) {
      for (String first = line(in); !first.isEmpty(); first = line(in)) {
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
          if (header.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
            length = Integer.parseInt(header.substring(15).strip());
          }
        }
        in.readNBytes(length);
        String call = first.substring(0, first.lastIndexOf(' '));
        out.write(answer(call));
        out.flush();
      }
    } catch (IOException e) {
      // The caller went away.
    }
  }

  private byte[] answer(String call) {
    boolean isToken = call.equals("POST /identity/token");
    if (!isToken) {
      heard.add(call);
    }
    Answer answer =
        isToken
            ? new Answer(200, "{\"access_token\":\"t\",\"expires_in\":3600}")
            : script.apply(call);
    String text =
        "HTTP/1.1 "
            + answer.status()
            + " Scripted\r\nContent-Type: application/json\r\nContent-Length: "
            + answer.body().getBytes(StandardCharsets.UTF_8).length
            + "\r\n\r\n"
            + answer.body();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = in.read(); read >= 0 && read != '\n'; read = in.read()) {
      if (read != '\r') {
        line.append((char) read);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
