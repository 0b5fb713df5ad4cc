package redoubt.kmsplugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.kms.KmsCallFailed;
import redoubt.kms.v2.EncryptResponse;
import redoubt.testkit.Await;

/** What the server says of the root key, and what an API server sees of it. */
final class LeaseTest {
  /** From the server's word to a plugin that does nothing more. */
  private static final Duration END = Duration.ofSeconds(5);

  /** From the server's word to another key id. */
  private static final Duration CHANGE = Duration.ofSeconds(10);

  @TempDir Path temporary;
  private Stage stage;

  @BeforeEach
  void prepare() throws IOException {
    stage = new Stage(temporary);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private boolean refuses() {
    try {
      stage.status();
      return false;
    } catch (KmsCallFailed e) {
      return e.description().contains("plugin.no-lease");
    }
  }

  @Test
  void beforeTheFirstLeaseStatusItselfFails() {
    stage.server.away();
    stage.start();
    KmsCallFailed failed = catchThrowableOfType(KmsCallFailed.class, () -> stage.status());
    assertThat(failed.status()).isEqualTo("UNAVAILABLE");
    assertThat(failed.description()).contains("plugin.no-lease");
    stage.server.back();
    Await.until(Stage.SOON, "ready", () -> !refuses());
  }

  @ParameterizedTest
  @ValueSource(strings = {"suspended", "deactivated", "destroyed", "anything-new"})
  void aRootKeyThatIsNotActiveEndsEverything(String state) {
    stage.ready();
    EncryptResponse sealed = stage.encrypt("a seed");
    stage.server.state(state);
    Await.until(END, "the end", this::refuses);
    assertThatThrownBy(() -> stage.encrypt("x")).hasMessageContaining("plugin.no-lease");
    assertThatThrownBy(() -> stage.decrypt(sealed)).hasMessageContaining("plugin.no-lease");
    assertThat(stage.plugin().unready()).hasValueSatisfying(why -> assertThat(why).contains(state));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 410})
  void aServerThatRefusesTheLeaseEndsIt(int status) {
    stage.ready();
    stage.server.leaseStatus(status);
    Await.until(END, "the end", this::refuses);
  }

  @Test
  void aRevokedApiKeyEndsIt() {
    stage.ready();
    stage.server.tokenStatus(400);
    stage.server.leaseStatus(401);
    Await.until(END, "the end", this::refuses);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 409, 429, 500, 502, 503})
  void aServerInTroubleDoesNot(int status) {
    stage.ready();
    EncryptResponse sealed = stage.encrypt("a seed");
    stage.server.leaseStatus(status);
    Await.until(Stage.SOON, "trouble is logged", () -> stage.log().contains("\"level\":\"warn\""));
    assertThat(stage.decrypt(sealed)).isEqualTo("a seed");
    assertThat(stage.status().keyId()).isEqualTo(sealed.keyId());
  }

  @Test
  void theEndIsNotTheEndForGood() {
    stage.ready();
    EncryptResponse sealed = stage.encrypt("a seed");
    stage.server.state("suspended");
    Await.until(END, "the end", this::refuses);
    stage.server.state("active");
    Await.until(CHANGE, "the key is back", () -> !refuses());
    assertThat(stage.status().keyId()).isEqualTo(sealed.keyId());
    assertThat(stage.decrypt(sealed)).isEqualTo("a seed");
    assertThat(stage.server.unwraps).as("keys were let go meanwhile").hasValue(1);
  }

  @Test
  void aRotationChangesTheKeyIdOnceAndOldCiphertextsStayGood() {
    stage.ready();
    EncryptResponse old = stage.encrypt("old");
    String rotated = stage.server.rotate();
    List<String> seen = new ArrayList<>(List.of(old.keyId()));
    Await.until(
        CHANGE,
        "the rotation is seen",
        () -> {
          String now = stage.status().keyId();
          if (!now.equals(seen.getLast())) {
            seen.add(now);
          }
          return now.equals(rotated);
        });
    assertThat(seen).containsExactly(old.keyId(), rotated);
    assertThat(stage.encrypt("new").keyId()).isEqualTo(rotated);
    assertThat(stage.decrypt(old)).isEqualTo("old");
  }

  @Test
  void aSwitchToAnotherRootKeyIsSeenAndOldCiphertextsStayGoodAfterARestart() {
    stage.ready();
    EncryptResponse old = stage.encrypt("old");
    String switched = stage.server.switchKey();
    Await.until(CHANGE, "the switch is seen", () -> stage.status().keyId().equals(switched));
    stage.stop();
    stage.ready();
    assertThat(stage.status().keyId()).isEqualTo(switched);
    assertThat(stage.decrypt(old)).isEqualTo("old");
  }

  @Test
  void aKeyIdThatWasUsedNeverComesBack() {
    stage.ready();
    String first = stage.status().keyId();
    String second = stage.server.rotate();
    Await.until(CHANGE, "the rotation is seen", () -> stage.status().keyId().equals(second));
    stage.server.reuse(first);
    Await.until(CHANGE, "the refusal", () -> stage.log().contains("key-id-came-back"));
    assertThat(stage.status().keyId()).isEqualTo(second);
  }

  @Test
  void statusAndEncryptAgreeThroughTenThousandCallsWhileKeysRotate() throws InterruptedException {
    stage.ready();
    Thread rotating =
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; i < 20; i++) {
                String next = i % 2 == 0 ? stage.server.rotate() : stage.server.switchKey();
                Await.until(CHANGE, "rotation " + i, () -> stage.status().keyId().equals(next));
              }
            });
    List<EncryptResponse> sealed = new ArrayList<>();
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 10_000 || rotating.isAlive(); i++) {
      EncryptResponse answer = stage.encrypt("seed");
      if (order.isEmpty() || !order.getLast().equals(answer.keyId())) {
        order.add(answer.keyId());
        sealed.add(answer);
      }
    }
    rotating.join();
    assertThat(order).as("no key id comes twice").doesNotHaveDuplicates().hasSizeBetween(2, 21);
    for (EncryptResponse one : sealed) {
      assertThat(stage.decrypt(one)).isEqualTo("seed");
    }
  }

  @Test
  void aLocalKeyUnderAnotherRootKeyThatIsRefusedIsLetGo() {
    stage.recheck(Duration.ofMillis(100)).ready();
    EncryptResponse old = stage.encrypt("old");
    String oldRoot = stage.server.key();
    String switched = stage.server.switchKey();
    Await.until(CHANGE, "the switch is seen", () -> stage.status().keyId().equals(switched));
    assertThat(stage.decrypt(old)).isEqualTo("old");
    stage.server.disable(oldRoot);
    stage.server.touch();
    Await.until(CHANGE, "the key is let go", () -> stage.log().contains("local-keys-refused"));
    assertThatThrownBy(() -> stage.decrypt(old)).hasMessageContaining("plugin.refused");
    assertThat(stage.status().keyId()).isEqualTo(switched);
  }

  @Test
  void anOutageOfTheServerIsNotFelt() {
    stage.ready();
    EncryptResponse before = stage.encrypt("before");
    stage.server.away();
    Await.until(Stage.SOON, "silence", () -> stage.log().contains("server-silent"));
    assertThat(stage.decrypt(before)).isEqualTo("before");
    assertThat(stage.decrypt(stage.encrypt("during"))).isEqualTo("during");
    assertThat(stage.status().keyId()).isEqualTo(before.keyId());
    stage.server.back();
    String rotated = stage.server.rotate();
    Await.until(CHANGE, "the server is heard", () -> stage.status().keyId().equals(rotated));
  }

  @Test
  void aWriteLeaseEndsEncryptionAndLeavesDecryption() {
    stage.writeLease(Duration.ofSeconds(1)).ready();
    EncryptResponse before = stage.encrypt("before");
    stage.server.away();
    Await.until(Stage.SOON, "the write lease ends", this::refuses);
    assertThatThrownBy(() -> stage.encrypt("x")).hasMessageContaining("--write-lease");
    assertThat(stage.decrypt(before)).isEqualTo("before");
  }

  @Test
  void aLocalKeySealsSoMuchAndNoMoreUnderTheSameKeyId() {
    stage.sealsPerKey(10).ready();
    Set<String> wrapped = new HashSet<>();
    Await.until(
        Stage.SOON,
        "another local key",
        () -> {
          EncryptResponse sealed = stage.encrypt("x");
          assertThat(sealed.keyId()).isEqualTo(stage.server.keyId());
          assertThat(stage.decrypt(sealed)).isEqualTo("x");
          wrapped.add(
              new String(
                  sealed.annotations().get(PluginV2.WRAPPED_KEY),
                  java.nio.charset.StandardCharsets.US_ASCII));
          return wrapped.size() > 1;
        });
  }

  @Test
  void memoryHoldsSoManyLocalKeysAndTheSealingOneIsAmongThem() {
    stage.localKeys(2).ready();
    List<EncryptResponse> sealed = new ArrayList<>(List.of(stage.encrypt("0")));
    for (int i = 1; i <= 4; i++) {
      String next = stage.server.rotate();
      Await.until(CHANGE, "rotation", () -> stage.status().keyId().equals(next));
      sealed.add(stage.encrypt("" + i));
    }
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i <= 4; i++) {
        assertThat(stage.decrypt(sealed.get(i))).isEqualTo("" + i);
      }
    }
    assertThat(stage.server.unwraps.get()).as("keys that did not fit").isGreaterThan(4);
    assertThat(stage.encrypt("still").keyId()).isEqualTo(stage.server.keyId());
  }

  @Test
  void manyCallersThatWaitForOneLocalKeyCostOneCall() {
    stage.ready();
    EncryptResponse sealed = stage.encrypt("x");
    stage.stop();
    stage.ready();
    try (var callers = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          java.util.stream.IntStream.range(0, 50)
              .mapToObj(_ -> callers.submit(() -> stage.decrypt(sealed)))
              .toList();
      assertThat(answers).allSatisfy(answer -> assertThat(answer.get()).isEqualTo("x"));
    }
    assertThat(stage.server.unwraps).hasValue(1);
  }

  @Test
  void tokensAreRenewedBeforeTheyEnd() {
    stage.server.tokenSeconds(2);
    stage.ready();
    Await.until(
        Stage.SOON,
        "more tokens",
        () -> {
          stage.server.rotate();
          return stage.server.tokens() > 2;
        });
    assertThat(stage.log()).doesNotContain("lease-ended", "server-silent");
  }

  @Test
  void anApiKeyThatOthersMayReadIsNotUsed() throws IOException {
    Files.setPosixFilePermissions(
        stage.apiKeyFile(), java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> stage.start())
        .hasMessageContaining("others may read")
        .message()
        .doesNotContain(StandInServer.API_KEY);
  }
}
