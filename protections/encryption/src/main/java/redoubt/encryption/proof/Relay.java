package redoubt.encryption.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way to the server that can be cut: to who goes by it, a server whose machine was switched off.
 * Bytes pass as they are, so TLS is between the two ends. On the loopback address.
 */
final class Relay implements AutoCloseable {
  private final InetSocketAddress target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final int port;
  private ServerSocket listening;

  private Relay(InetSocketAddress target, ServerSocket listening) {
    this.target = target;
    this.listening = listening;
    this.port = listening.getLocalPort();
  }

  static Relay to(URI server) {
    ServerSocket listening = listen(0);
    Relay relay = new Relay(new InetSocketAddress(server.getHost(), server.getPort()), listening);
    relay.serve(listening);
    return relay;
  }

  URI uri() {
    return URI.create("https://127.0.0.1:" + port);
  }

  /** From now on nobody answers, and what is under way breaks off. */
  void cut() {
    close(listening);
    sockets.forEach(Relay::close);
  }

  void mend() {
    listening = listen(port);
    serve(listening);
  }

  private static ServerSocket listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(ServerSocket socket) {
    Thread.ofVirtual()
        .name("proof-relay")
        .start(() -> {
          try {
            while (!socket.isClosed()) {
              join(socket.accept());
            }
          } catch (IOException e) {
            // It was cut.
          }
        });
  }

  private void join(Socket caller) {
    sockets.add(caller);
    Socket server = new Socket();
    sockets.add(server);
    Thread.ofVirtual()
        .start(() -> {
          try {
            server.connect(target, 5000);
            Thread back = Thread.ofVirtual().start(() -> pass(server, caller));
            pass(caller, server);
            back.join();
          } catch (IOException e) {
            // Whoever called sees it.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            drop(caller);
            drop(server);
          }
        });
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of them is gone.
    } finally {
      close(from);
      close(to);
    }
  }

  private void drop(Socket socket) {
    sockets.remove(socket);
    close(socket);
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // It is closed as far as it can be.
    }
  }

  @Override
  public void close() {
    cut();
  }
}
