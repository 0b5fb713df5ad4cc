package redoubt.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import redoubt.core.Failure;
import redoubt.crypto.Authorities;

/** Opens TLS 1.3 or 1.2 connections whose far end has proved its name. */
final class Tls {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int HANDSHAKE_MILLIS = 15_000;

  private Tls() {}

  /**
   * @throws Failure {@code cli.server-unreachable}, {@code cli.untrusted-server}, {@code
   *     cli.unusable-ca} or {@code cli.no-tls}
   */
  static Link connect(Target target) {
    return new TlsLink(socket(target));
  }

  private record TlsLink(SSLSocket socket) implements Link {
    @Override
    public InputStream in() throws IOException {
      return socket.getInputStream();
    }

    @Override
    public OutputStream out() throws IOException {
      return socket.getOutputStream();
    }

    @Override
    public void within(int millis) throws IOException {
      socket.setSoTimeout(millis);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static SSLSocket socket(Target target) {
    SSLSocketFactory factory = context(target.ca()).getSocketFactory();
    try {
      return handshake(factory, target, true);
    } catch (SSLHandshakeException e) {
      if (isDistrust(e)) {
        throw untrusted(target, e);
      }
      return connectPlainly(factory, target);
    } catch (IOException e) {
      throw unreachable(target, e);
    }
  }

  /** A server that knows no X25519 gets everything that the platform can offer. */
  private static SSLSocket connectPlainly(SSLSocketFactory factory, Target target) {
    try {
      return handshake(factory, target, false);
    } catch (SSLHandshakeException e) {
      throw isDistrust(e) ? untrusted(target, e) : noTls(target, e);
    } catch (IOException e) {
      throw unreachable(target, e);
    }
  }

  private static SSLSocket handshake(SSLSocketFactory factory, Target target, boolean quick)
      throws IOException {
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(address(target), target.port()), CONNECT_MILLIS);
      plain.setTcpNoDelay(true);
      plain.setSoTimeout(HANDSHAKE_MILLIS);
      SSLSocket socket =
          (SSLSocket) factory.createSocket(plain, target.host(), target.port(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      if (quick) {
        parameters.setNamedGroups(new String[] {"x25519"});
      }
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  /** Literal addresses are not looked up. */
  private static InetAddress address(Target target) throws UnknownHostException {
    return InetAddress.getByName(target.host());
  }

  private static SSLContext context(Optional<Path> ca) {
    try {
      if (ca.isEmpty()) {
        return SSLContext.getDefault();
      }
      return Authorities.in(ca.get()).context();
    } catch (NoSuchFileException e) {
      throw unusable(ca.orElseThrow(), "is not there", e);
    } catch (IOException | CertificateException e) {
      throw unusable(ca.orElseThrow(), "cannot be read as PEM certificates", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  private static boolean isDistrust(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || cause instanceof CertPathBuilderException) {
        return true;
      }
    }
    return false;
  }

  private static Failure unusable(Path ca, String why, Exception cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "cli.unusable-ca",
        "The authority's certificate " + ca + " " + why + ".",
        "Name the server's ca.pem with --ca FILE or REDOUBT_CA.",
        cause);
  }

  private static Failure untrusted(Target target, Exception cause) {
    String authority =
        target
            .ca()
            .map(file -> "The certificate of " + target + " does not fit " + file + ".")
            .orElse(
                "The certificate of " + target + " is from no authority that this machine trusts.");
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "cli.untrusted-server",
        authority,
        "Take ca.pem from that server's data directory and name it with --ca FILE; if you have it"
            + " already, use a host name that the certificate carries.",
        cause);
  }

  private static Failure noTls(Target target, Exception cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "cli.no-tls",
        "No TLS connection with " + target + " came about.",
        "Check that this is the HTTPS port of a Redoubt server.",
        cause);
  }

  static Failure unreachable(Target target, IOException cause) {
    if (cause instanceof SSLException) {
      return noTls(target, cause);
    }
    String why =
        switch (cause) {
          case UnknownHostException e -> "There is no host " + target.host() + ".";
          case SocketException e when target.socket().isPresent() ->
              "Nothing answers at " + target + ".";
          case ConnectException e -> "Nothing answers at " + target + ".";
          case SocketTimeoutException e -> target + " does not answer in time.";
          default -> "The connection with " + target + " broke.";
        };
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "cli.server-unreachable",
        why,
        "Start the server with ./redoubt up, or name another with --server URL.",
        cause);
  }
}
