package redoubt.crypto;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import redoubt.core.Failure;

/**
 * Who the server is to its callers: a local authority ({@code ca.pem}, which clients trust) and a
 * certificate for the names it listens on. Made at first start, used again afterwards, renewed a
 * month before it ends; connections made after a renewal see the new certificate, without a
 * restart.
 *
 * <p>Files: {@code DIR/ca.pem} (public), {@code DIR/tls/ca.key} and {@code DIR/tls/server.pem}
 * (0600). The authority's certificate is renewed under its old key, so that a client that trusts
 * the old one trusts the new one.
 */
public final class ServerIdentity {
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
  private static final Duration AUTHORITY_RENEWAL = Duration.ofDays(365);
  private static final Duration SERVER_LIFE = Duration.ofDays(90);
  private static final Duration SERVER_RENEWAL = Duration.ofDays(30);
  private static final List<String> ALWAYS = List.of("localhost", "127.0.0.1", "::1");
  private static final int MOST_BYTES = 64 * 1024;

  private final Path directory;
  private final Set<String> names;
  private final InstantSource clock;
  private final SwappableKeys keys = new SwappableKeys();
  private volatile X509Certificate authority;

  private ServerIdentity(Path directory, Set<String> names, InstantSource clock) {
    this.directory = directory;
    this.names = names;
    this.clock = clock;
    PrivateFiles.createDirectory(directory);
    PrivateFiles.createDirectory(directory.resolve("tls"));
    this.authority = ensureAuthority().certificate();
    ensureServer();
  }

  /**
   * @param hosts further names and addresses that clients use, such as the host listened on
   * @throws Failure {@code crypto.damaged-identity} when the files there cannot be used
   */
  public static ServerIdentity in(Path directory, List<String> hosts, InstantSource clock) {
    Set<String> names = new LinkedHashSet<>();
    ALWAYS.forEach(name -> names.add(canonical(name)));
    for (String host : hosts) {
      String bare =
          host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
      names.add(canonical(bare));
    }
    return new ServerIdentity(directory, names, clock);
  }

  /** A context for servers; the certificate it shows changes with {@link #renewIfDue}. */
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, null, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  /** What clients have to trust. */
  public Path caFile() {
    return directory.resolve("ca.pem");
  }

  public X509Certificate authority() {
    return authority;
  }

  /** What the server shows at the moment. */
  public X509Certificate certificate() {
    return keys.certificate();
  }

  /**
   * Renews what is about to end; cheap when nothing is due. Call it daily.
   *
   * @return whether the server's certificate was renewed
   */
  public synchronized boolean renewIfDue() {
    X509Certificate before = keys.certificate();
    authority = ensureAuthority().certificate();
    ensureServer();
    return !before.equals(keys.certificate());
  }

  private Certificates.Identity ensureAuthority() {
    Optional<byte[]> keyFile = PrivateFiles.read(directory.resolve("tls/ca.key"), MOST_BYTES);
    Optional<byte[]> certificateFile = Certificates.readPublic(caFile(), MOST_BYTES);
    if (keyFile.isEmpty() && certificateFile.isPresent()) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "crypto.damaged-identity",
          "There is " + caFile() + " but not its key tls/ca.key.",
          "Bring the key back, or remove ca.pem to make a new authority that clients have to trust anew.");
    }
    java.security.KeyPair pair;
    if (keyFile.isEmpty()) {
      pair = Certificates.newKeyPair();
      PrivateFiles.writeNew(directory.resolve("tls/ca.key"), Certificates.pem(pair));
      // Of two servers that start at once, one's key is there first.
      pair =
          Certificates.parseKeyPair(
              PrivateFiles.read(directory.resolve("tls/ca.key"), MOST_BYTES).orElseThrow());
    } else {
      pair = Certificates.parseKeyPair(keyFile.get());
    }
    Instant now = clock.instant();
    if (certificateFile.isPresent()) {
      X509Certificate certificate = Certificates.parseCertificate(certificateFile.get());
      if (!certificate.getPublicKey().equals(pair.getPublic())) {
        throw new Failure(
            Failure.Kind.UNAVAILABLE,
            "crypto.damaged-identity",
            caFile() + " and tls/ca.key do not belong together.",
            "Bring both back from one backup.");
      }
      if (lasts(certificate, now, AUTHORITY_RENEWAL)) {
        return new Certificates.Identity(pair, certificate);
      }
    }
    X509Certificate certificate = Certificates.authority(pair, now, now.plus(AUTHORITY_LIFE));
    PrivateFiles.writePublic(caFile(), Certificates.pem(certificate));
    return new Certificates.Identity(pair, certificate);
  }

  private void ensureServer() {
    Path file = directory.resolve("tls/server.pem");
    Instant now = clock.instant();
    Optional<Certificates.Identity> present =
        PrivateFiles.read(file, MOST_BYTES)
            .flatMap(Certificates::parseIdentity)
            .filter(identity ->
                lasts(identity.certificate(), now, SERVER_RENEWAL)
                    && Certificates.names(identity.certificate()).containsAll(names)
                    && Certificates.isIssuedBy(identity.certificate(), authority));
    Certificates.Identity identity =
        present.orElseGet(() -> {
          java.security.KeyPair pair = Certificates.newKeyPair();
          Certificates.Identity made =
              new Certificates.Identity(
                  pair,
                  Certificates.server(pair, names, ensureAuthority(), now, now.plus(SERVER_LIFE)));
          PrivateFiles.write(file, Certificates.pem(made));
          return made;
        });
    keys.swap(identity.pair().getPrivate(), identity.certificate(), authority);
  }

  private static boolean lasts(X509Certificate certificate, Instant now, Duration margin) {
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && now.plus(margin).isBefore(certificate.getNotAfter().toInstant());
  }

  private static String canonical(String host) {
    if (!host.matches("[A-Za-z0-9.:_-]{1,253}")) {
      throw new Failure(
          Failure.Kind.INVALID,
          "crypto.bad-host",
          "The server cannot have a certificate for the name it is to listen on.",
          "Listen on a host name or an IP address.");
    }
    return Certificates.canonical(host);
  }
}
