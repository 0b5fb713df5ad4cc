package redoubt.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import redoubt.crypto.ServerIdentity;

/** An HTTPS server on the loopback address that does as it is told, well or ill. */
public final class ScriptedHttps implements AutoCloseable {
  private final SSLServerSocket listening;
  private final Path ca;
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Done with each connection; ends with it. */
  @FunctionalInterface
  public interface Script {
    void play(Socket caller, OutputStream out) throws IOException;
  }

  public ScriptedHttps(Path directory, Script script) {
    try {
      ServerIdentity identity =
          ServerIdentity.in(directory, List.of("127.0.0.1"), Clock.systemUTC());
      this.ca = identity.caFile();
      this.listening =
          (SSLServerSocket)
              identity
                  .context()
                  .getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(() -> serve(script));
  }

  private void serve(Script script) {
    while (!listening.isClosed()) {
      try {
        Socket caller = listening.accept();
        connections.incrementAndGet();
        open.add(caller);
        Thread.ofVirtual()
            .start(() -> {
              try (caller) {
                script.play(caller, caller.getOutputStream());
              } catch (IOException e) {
                // The caller had enough.
              }
            });
      } catch (IOException e) {
        return;
      }
    }
  }

  /** Reads the head of a call without a body; false at the end. */
  public static boolean takeCall(Socket caller) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = caller.getInputStream().read();
      if (next < 0) {
        return false;
      }
      head.append((char) next);
    }
    return true;
  }

  public static byte[] answer(int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return ("HTTP/1.1 " + status + " X\r\nContent-Length: " + bytes.length + "\r\n\r\n" + body)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** One answer to every call. */
  public static Script always(int status, String body) {
    return (caller, out) -> {
      while (takeCall(caller)) {
        out.write(answer(status, body));
        out.flush();
      }
    };
  }

  /** Begins an answer and goes on with it, a little at a time, until the caller is gone. */
  public static Script endless(String beginning, String each) {
    return (caller, out) -> {
      boolean _ = takeCall(caller);
      out.write(beginning.getBytes(StandardCharsets.UTF_8));
      while (true) {
        out.write(each.getBytes(StandardCharsets.UTF_8));
        out.flush();
        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
      }
    };
  }

  public URI uri(String host) {
    return URI.create("https://" + host + ":" + listening.getLocalPort());
  }

  public int port() {
    return listening.getLocalPort();
  }

  public int connections() {
    return connections.get();
  }

  /** PEM. */
  public String authority() {
    try {
      return Files.readString(ca);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Trusts it. */
  public SSLContext trusting() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var in = Files.newInputStream(ca)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
