package redoubt.outward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Deadline;
import redoubt.core.Outward;
import redoubt.testkit.ScriptedHttps;

/** A call has an end and a size, whatever the other side does, and goes nowhere else. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class HttpPeerTest {
  private static final Duration TIME = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  @TempDir Path directory;

  private static HttpPeer peer(ScriptedHttps server, String host, String name) throws Exception {
    return peer(server, host, name, Outward.THIS_MACHINE_TOO);
  }

  private static HttpPeer peer(ScriptedHttps server, String host, String name, Outward outward)
      throws Exception {
    return new HttpPeer(outward, new HttpPeer.Target(host, server.port(), name), server.trusting());
  }

  private static String get(HttpPeer peer, Duration time) throws IOException {
    return peer.call(
        new HttpPeer.Call("GET", "/a?b=c", Map.of("Accept", "*/*"), new byte[0]),
        100_000,
        Deadline.in(time),
        (status, body) ->
            status + " " + new String(body.readAllBytes(), StandardCharsets.US_ASCII));
  }

  private void assertFails(
      ScriptedHttps.Script script, Duration time, Class<? extends Throwable> with)
      throws Exception {
    try (ScriptedHttps server = new ScriptedHttps(directory, script);
        HttpPeer peer = peer(server, "127.0.0.1", "127.0.0.1")) {
      long before = System.nanoTime();
      assertThatThrownBy(() -> get(peer, time)).isInstanceOf(with);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
    }
  }

  @Test
  void callsShareAConnection() throws Exception {
    try (ScriptedHttps server = new ScriptedHttps(directory, ScriptedHttps.always(200, "good"));
        HttpPeer peer = peer(server, "127.0.0.1", "127.0.0.1")) {
      for (int i = 0; i < 20; i++) {
        assertThat(get(peer, TIME)).isEqualTo("200 good");
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void aConnectionThatTheServerClosedMeanwhileIsMadeAnew() throws Exception {
    ScriptedHttps.Script once =
        (caller, out) -> {
          if (ScriptedHttps.takeCall(caller)) {
            out.write(ScriptedHttps.answer(404, "once"));
            out.flush();
          }
        };
    try (ScriptedHttps server = new ScriptedHttps(directory, once);
        HttpPeer peer = peer(server, "127.0.0.1", "127.0.0.1")) {
      for (int i = 1; i <= 5; i++) {
        assertThat(get(peer, TIME)).isEqualTo("404 once");
        assertThat(server.connections()).isEqualTo(i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void whereItIsNotAllowedNobodyIsConnectedTo(String host) throws Exception {
    try (ScriptedHttps server = new ScriptedHttps(directory, ScriptedHttps.always(200, "good"));
        HttpPeer peer = peer(server, host, "127.0.0.1", Outward.OTHER_MACHINES)) {
      assertThatThrownBy(() -> get(peer, TIME)).isInstanceOf(AddressRefused.class);
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void theCertificateHasToNameTheServer() throws Exception {
    try (ScriptedHttps server = new ScriptedHttps(directory, ScriptedHttps.always(200, "good"));
        HttpPeer wrong = peer(server, "127.0.0.1", "other.example");
        HttpPeer right = peer(server, "localhost", "127.0.0.1")) {
      assertThatThrownBy(() -> get(wrong, TIME)).isInstanceOf(IOException.class);
      assertThat(get(right, TIME)).isEqualTo("200 good");
    }
  }

  @Test
  void aBodyThatDripsIsGivenUpWhenTheTimeIsOver() throws Exception {
    assertFails(ScriptedHttps.endless(CHUNKED, "1\r\nx\r\n"), SHORT, HttpPeer.Late.class);
  }

  @Test
  void aHeadThatDripsIsGivenUpWhenTheTimeIsOver() throws Exception {
    assertFails(ScriptedHttps.endless("HTTP/1.1 200 ", "O"), SHORT, HttpPeer.Late.class);
  }

  @Test
  void anAnswerThatNeverComesIsGivenUpWhenTheTimeIsOver() throws Exception {
    assertFails(
        (caller, out) -> {
          while (ScriptedHttps.takeCall(caller)) {
            // Nothing is said.
          }
        },
        SHORT,
        HttpPeer.Late.class);
  }

  @Test
  void whoNeverSpeaksTlsIsGivenUpWhenTheTimeIsOver() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        ScriptedHttps other = new ScriptedHttps(directory, ScriptedHttps.always(200, ""));
        HttpPeer peer =
            new HttpPeer(
                Outward.THIS_MACHINE_TOO,
                new HttpPeer.Target("127.0.0.1", mute.getLocalPort(), "127.0.0.1"),
                other.trusting())) {
      assertThatThrownBy(() -> get(peer, SHORT)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aBodyThatIsTooLongIsNotRead() throws Exception {
    String kilobyte = "400\r\n" + "x".repeat(1024) + "\r\n";
    assertFails(ScriptedHttps.endless(CHUNKED, kilobyte), TIME, HttpPeer.TooLong.class);
  }

  @Test
  void headsWithoutEndAreNoAnswer() throws Exception {
    String line = "X-More: " + "x".repeat(1000) + "\r\n";
    assertFails(ScriptedHttps.endless("HTTP/1.1 200 OK\r\n", line), TIME, IOException.class);
    assertFails(
        ScriptedHttps.endless("", "HTTP/1.1 100 Continue\r\n\r\n"), TIME, IOException.class);
  }

  @Test
  void anAnswerThatBreaksOffIsNone() throws Exception {
    assertFails(
        (caller, out) -> {
          boolean _ = ScriptedHttps.takeCall(caller);
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
                  .getBytes(StandardCharsets.US_ASCII));
          out.flush();
        },
        TIME,
        IOException.class);
  }

  @Test
  void aPostIsSentOnce() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    ScriptedHttps.Script answersOneOfTwo =
        (caller, out) -> {
          if (ScriptedHttps.takeCall(caller)) {
            calls.incrementAndGet();
            out.write(ScriptedHttps.answer(200, "one"));
            out.flush();
            if (ScriptedHttps.takeCall(caller)) {
              calls.incrementAndGet();
            }
          }
        };
    try (ScriptedHttps server = new ScriptedHttps(directory, answersOneOfTwo);
        HttpPeer peer = peer(server, "127.0.0.1", "127.0.0.1")) {
      assertThat(get(peer, TIME)).isEqualTo("200 one");
      int status =
          peer.call(
              new HttpPeer.Call("POST", "/a", Map.of(), new byte[0]),
              100,
              Deadline.in(TIME),
              (answered, _) -> answered);
      assertThat(status).isEqualTo(200);
      assertThat(calls).hasValue(2);
    }
  }

  @Test
  void aCallsTextHasNoCredential() {
    HttpPeer.Call call =
        new HttpPeer.Call("GET", "/a", Map.of("Authorization", "Bearer the-token"), new byte[] {1});
    assertThat(call).hasToString("GET /a");
  }

  @ParameterizedTest
  @CsvSource({
    "::1, 6443, [::1]:6443",
    "[::1], 6443, [::1]:6443",
    "[fd12::1], 443, [fd12::1]",
    "10.0.0.1, 6443, 10.0.0.1:6443",
    "api.example.org, 443, api.example.org"
  })
  void theServerIsNamedAsInAUrl(String host, int port, String named) {
    assertThat(new HttpPeer.Target(host, port, host).authority()).isEqualTo(named);
  }
}
