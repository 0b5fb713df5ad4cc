package redoubt.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;

class ServerIdentityTest {
  @TempDir Path directory;
  private Instant now = Instant.now().minus(Duration.ofDays(1));

  @Test
  void clientsThatTrustTheAuthorityConnectByEveryName() throws Exception {
    ServerIdentity identity = identity("redoubt.example");
    for (String name : List.of("localhost", "127.0.0.1", "::1", "redoubt.example")) {
      assertThat(shownTo(name, identity, trustOf(identity))).isEqualTo(identity.certificate());
    }
  }

  @Test
  void clientsRefuseItUnderAnotherName() {
    ServerIdentity identity = identity();
    assertThatThrownBy(() -> shownTo("elsewhere.example", identity, trustOf(identity)))
        .isInstanceOf(javax.net.ssl.SSLHandshakeException.class);
  }

  @Test
  void isUsedAgainAfterARestart() {
    X509Certificate first = identity().certificate();
    assertThat(identity().certificate()).isEqualTo(first);
  }

  @Test
  void isMadeAnewWhenItIsToListenOnAnotherName() throws Exception {
    ServerIdentity first = identity();
    SSLContext trust = trustOf(first);
    ServerIdentity second = identity("other.example");
    assertThat(second.certificate()).isNotEqualTo(first.certificate());
    assertThat(shownTo("other.example", second, trust)).isEqualTo(second.certificate());
  }

  @Test
  void aRenewedCertificateIsShownWithoutARestart() throws Exception {
    now = Instant.now().minus(Duration.ofDays(65));
    ServerIdentity identity = identity();
    SSLContext context = identity.context();
    X509Certificate first = identity.certificate();
    assertThat(identity.renewIfDue()).isFalse();
    now = Instant.now();
    assertThat(identity.renewIfDue()).isTrue();
    assertThat(identity.certificate()).isNotEqualTo(first);
    assertThat(shownTo("localhost", context, trustOf(identity))).isEqualTo(identity.certificate());
  }

  @Test
  void clientsThatTrustAnOldAuthorityTrustItsRenewal() throws Exception {
    now = Instant.now().minus(Duration.ofDays(3400));
    SSLContext trust = trustOf(identity());
    now = Instant.now();
    ServerIdentity later = identity();
    assertThat(later.authority().getNotAfter().toInstant())
        .isAfter(now.plus(Duration.ofDays(3600)));
    assertThat(shownTo("localhost", later, trust)).isEqualTo(later.certificate());
  }

  @Test
  void keysAreForTheOwnerOnly() throws Exception {
    identity();
    for (String file : List.of("tls/ca.key", "tls/server.pem")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file))))
          .isEqualTo("rw-------");
    }
    assertThat(Files.readString(directory.resolve("ca.pem"))).doesNotContain("PRIVATE");
  }

  @Test
  void refusesAKeyThatOthersCanRead() throws Exception {
    identity();
    Files.setPosixFilePermissions(
        directory.resolve("tls/ca.key"), PosixFilePermissions.fromString("rw-r--r--"));
    assertFails("crypto.unsafe-file");
  }

  @Test
  void refusesAnAuthorityWhoseKeyIsLost() throws Exception {
    identity();
    Files.delete(directory.resolve("tls/ca.key"));
    assertFails("crypto.damaged-identity");
  }

  @Test
  void refusesAForeignAuthority() throws Exception {
    identity();
    Path other = directory.resolve("other");
    ServerIdentity.in(other, List.of(), () -> now);
    Files.copy(
        other.resolve("ca.pem"),
        directory.resolve("ca.pem"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertFails("crypto.damaged-identity");
  }

  @Test
  void replacesADamagedServerCertificate() throws Exception {
    X509Certificate first = identity().certificate();
    Files.writeString(directory.resolve("tls/server.pem"), "rubbish");
    assertThat(identity().certificate()).isNotEqualTo(first);
  }

  private ServerIdentity identity(String... hosts) {
    return ServerIdentity.in(directory, List.of(hosts), () -> now);
  }

  private void assertFails(String code) {
    assertThatThrownBy(this::identity)
        .isInstanceOfSatisfying(Failure.class, it -> assertThat(it.code()).isEqualTo(code));
  }

  /** What a client does that has the file ca.pem. */
  private static SSLContext trustOf(ServerIdentity identity) throws Exception {
    return Authorities.in(identity.caFile()).context();
  }

  private static X509Certificate shownTo(String name, ServerIdentity identity, SSLContext trust)
      throws Exception {
    return shownTo(name, identity.context(), trust);
  }

  private static X509Certificate shownTo(String name, SSLContext server, SSLContext trust)
      throws Exception {
    try (SSLServerSocket listening =
        (SSLServerSocket)
            server
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try (SSLSocket accepted = (SSLSocket) listening.accept()) {
              accepted.startHandshake();
              accepted.getInputStream().read();
            } catch (java.io.IOException e) {
              // The client's end tells.
            }
          });
      try (java.net.Socket plain =
              new java.net.Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
          SSLSocket client =
              (SSLSocket)
                  trust
                      .getSocketFactory()
                      .createSocket(plain, name, listening.getLocalPort(), true)) {
        SSLParameters parameters = client.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        client.setSSLParameters(parameters);
        client.startHandshake();
        return (X509Certificate) client.getSession().getPeerCertificates()[0];
      }
    }
  }
}
