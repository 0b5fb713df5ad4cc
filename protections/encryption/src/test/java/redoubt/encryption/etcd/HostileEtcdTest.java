package redoubt.encryption.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.encryption.EndlessEtcd;
import redoubt.encryption.KeptObjects;

/** What is named as etcd and is somebody else, or does not end. */
final class HostileEtcdTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String SECRET = "220 the-secret-banner of somebody else\r\n";

  private static Failure scan(String endpoint, Outward outward, Duration time) {
    EtcdAddress address =
        new EtcdAddress(List.of(URI.create(endpoint)), Optional.empty(), Optional.empty());
    try (LiveEtcd etcd = LiveEtcd.at(address, outward, Deadline.in(time), SOON)) {
      return catchThrowableOfType(Failure.class, () -> etcd.scan(new KeptObjects()));
    }
  }

  private static Failure read(String endpoint, Outward outward) {
    EtcdAddress address =
        new EtcdAddress(List.of(URI.create(endpoint)), Optional.empty(), Optional.empty());
    try (EtcdKeys keys = EtcdKeys.at(address, outward, Deadline.in(SOON), List.of("/"))) {
      return catchThrowableOfType(Failure.class, () -> keys.read("/a"));
    }
  }

  private static ServerSocket listen() throws IOException {
    ServerSocket socket = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    socket.setSoTimeout(200);
    return socket;
  }

  private static boolean nobodyCame(ServerSocket socket) throws IOException {
    try {
      socket.accept().close();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1:",
        "http://127.0.0.1:",
        "https://localhost:",
        "http://localhost:"
      })
  void whereItIsNotAllowedNobodyIsConnectedTo(String beginning) throws IOException {
    try (ServerSocket socket = listen()) {
      String endpoint = beginning + socket.getLocalPort();
      assertThat(scan(endpoint, Outward.OTHER_MACHINES, SOON).code())
          .isEqualTo("encryption.address-refused");
      assertThat(read(endpoint, Outward.OTHER_MACHINES).code())
          .isEqualTo("encryption.address-refused");
      assertThat(nobodyCame(socket)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://169.254.169.254:80",
        "http://169.254.169.254:80",
        "http://10.255.255.1:2379"
      })
  void metadataIsNeverConnectedToNorAnybodyElseWithoutTls(String endpoint) {
    assertThat(scan(endpoint, Outward.THIS_MACHINE_TOO, SOON).code())
        .isEqualTo("encryption.address-refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "http"})
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void whatSomebodyElseSaysIsNotRepeated(String scheme) throws IOException {
    try (ServerSocket socket = listen()) {
      socket.setSoTimeout(0);
      Thread.ofVirtual().start(() -> greet(socket));
      String endpoint = scheme + "://127.0.0.1:" + socket.getLocalPort();
      for (Failure failure :
          List.of(
              scan(endpoint, Outward.THIS_MACHINE_TOO, SOON),
              read(endpoint, Outward.THIS_MACHINE_TOO))) {
        assertThat(failure.code()).isEqualTo("encryption.etcd-unreachable");
        assertThat(failure.what())
            .doesNotContain("secret", "banner", "Hex", "3232", "io.", "Exception")
            .hasSizeLessThan(120);
      }
    }
  }

  private static void greet(ServerSocket socket) {
    while (!socket.isClosed()) {
      try (Socket caller = socket.accept()) {
        caller.getOutputStream().write(SECRET.getBytes(StandardCharsets.US_ASCII));
        caller.getInputStream().skipNBytes(1);
      } catch (IOException e) {
        // The next caller.
      }
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void anEtcdWithoutEndIsReadUntilTheTimeIsOver() {
    try (EndlessEtcd endless = new EndlessEtcd(new byte[10], i -> "a")) {
      assertThat(
              scan(endless.endpoint().toString(), Outward.THIS_MACHINE_TOO, Duration.ofSeconds(3))
                  .code())
          .isEqualTo("encryption.took-too-long");
      assertThat(endless.calls()).isGreaterThan(2);
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void anEtcdThatHasMoreKeysThanItWasAskedForIsNone() {
    try (EndlessEtcd crowded = new EndlessEtcd(new byte[0], i -> "a", 300)) {
      String endpoint = crowded.endpoint().toString();
      for (Failure failure :
          List.of(
              scan(endpoint, Outward.THIS_MACHINE_TOO, SOON),
              read(endpoint, Outward.THIS_MACHINE_TOO))) {
        assertThat(failure.code()).isEqualTo("encryption.etcd-bad-answer");
        assertThat(failure.what()).contains("more keys than were asked for");
      }
    }
  }
}
