package redoubt.crypto.hsm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.crypto.Aad;
import redoubt.crypto.HardwareKeys;
import redoubt.crypto.PrivateFiles;
import redoubt.crypto.SecretBytes;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.Peers;
import redoubt.testkit.SoftHsm;

@NeedsPeer(
    value = {"softhsm2-util", "pkcs11-tool"},
    why = "keys in a hardware security module")
class HsmKeysTest {
  private static final byte[] AAD = Aad.of("tenant", "key");

  private SoftHsm hsm;
  private HsmToken token;
  private HsmKeys keys;
  private final byte[] text = "sixteen or more bytes".getBytes(UTF_8);

  @BeforeEach
  void connect() {
    hsm = SoftHsm.create();
    token = new HsmToken(hsm.settings());
    keys = new HsmKeys(token);
  }

  @AfterEach
  void disconnect() {
    token.close();
    hsm.close();
  }

  @Test
  void opensWhatItSealed() {
    keys.create("k1");
    byte[] box = keys.seal("k1", text, AAD);
    assertThat(box).hasSize(text.length + HardwareKeys.IV_BYTES + HardwareKeys.TAG_BYTES);
    assertThat(keys.open("k1", box, AAD)).isEqualTo(text);
    assertThat(keys.open("k1", keys.seal("k1", new byte[0], new byte[0]), new byte[0])).isEmpty();
  }

  @Test
  void theKeyNeverLeavesTheModule() throws Exception {
    keys.create("k1");
    String listed =
        run(
            "pkcs11-tool",
            "--module",
            SoftHsm.library().toString(),
            "--token-label",
            hsm.label(),
            "--login",
            "--pin",
            SoftHsm.PIN,
            "--list-objects",
            "--type",
            "secrkey");
    assertThat(listed)
        .contains("redoubt-key/k1")
        .contains("sensitive")
        .contains("always sensitive")
        .contains("never extractable");
  }

  @Test
  void refusesAChangedBoxAContextAndAnotherKey() {
    keys.create("k1");
    keys.create("k2");
    byte[] box = keys.seal("k1", text, AAD);
    for (int i = 0; i < box.length; i++) {
      byte[] changed = box.clone();
      changed[i] ^= 1;
      assertFails("crypto.tampered", () -> keys.open("k1", changed, AAD));
    }
    assertFails("crypto.tampered", () -> keys.open("k1", box, Aad.of("other", "key")));
    assertFails("crypto.tampered", () -> keys.open("k2", box, AAD));
    assertFails("crypto.tampered", () -> keys.open("k1", new byte[27], AAD));
    assertThat(keys.open("k1", box, AAD)).isEqualTo(text);
  }

  @Test
  void creatingAgainKeepsTheKey() {
    keys.create("k1");
    byte[] box = keys.seal("k1", text, AAD);
    keys.create("k1");
    assertThat(keys.open("k1", box, AAD)).isEqualTo(text);
  }

  @Test
  void aDestroyedKeyIsGoneForEveryServer() {
    keys.create("k1");
    byte[] box = keys.seal("k1", text, AAD);
    try (HsmToken otherToken = new HsmToken(hsm.settings())) {
      HsmKeys other = new HsmKeys(otherToken);
      assertThat(other.open("k1", box, AAD)).isEqualTo(text);
      keys.destroy("k1");
      keys.destroy("k1");
      assertFails("hsm.no-key", () -> keys.open("k1", box, AAD));
      assertFails("hsm.no-key", () -> other.open("k1", box, AAD));
    }
  }

  @Test
  void worksAgainByItselfAfterTheModuleWasGone() {
    keys.create("k1");
    byte[] box = keys.seal("k1", text, AAD);
    hsm.goAway();
    assertFails("hsm.unavailable", () -> keys.open("k1", box, AAD));
    assertThat(token.health()).isPresent();
    assertFails("hsm.unavailable", () -> keys.create("k2"));
    hsm.comeBack();
    Await.until(
        Duration.ofSeconds(10),
        "the module is used again",
        () -> java.util.Arrays.equals(text, keys.open("k1", box, AAD)));
    assertThat(token.health()).isEmpty();
  }

  @Test
  void manyCallersWorkAtOnceWhileTheModuleComesAndGoes() throws Exception {
    keys.create("k1");
    byte[] box = keys.seal("k1", text, AAD);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, 300)
              .mapToObj(i ->
                  callers.submit(
                      (Callable<String>)
                          () -> {
                            if (i == 50) {
                              hsm.goAway();
                            } else if (i == 150) {
                              Await.until(Duration.ofSeconds(5), "gone first", () -> gone());
                              hsm.comeBack();
                            }
                            try {
                              return new String(keys.open("k1", box, AAD), UTF_8);
                            } catch (Failure e) {
                              return e.code();
                            }
                          }))
              .toList();
      for (Future<String> answer : answers) {
        assertThat(answer.get()).isIn(new String(text, UTF_8), "hsm.unavailable");
      }
    }
    Await.until(
        Duration.ofSeconds(10),
        "the module is used again",
        () -> java.util.Arrays.equals(text, keys.open("k1", box, AAD)));
  }

  private boolean gone() {
    try {
      hsm.comeBack();
      hsm.goAway();
      return true;
    } catch (java.io.UncheckedIOException e) {
      return false;
    }
  }

  @Test
  void twoTokensOfOneModuleDoNotDisturbEachOther() {
    try (SoftHsm second = SoftHsm.create();
        HsmToken secondToken = new HsmToken(second.settings())) {
      keys.create("k1");
      byte[] box = keys.seal("k1", text, AAD);
      HsmKeys others = new HsmKeys(secondToken);
      others.create("k1");
      byte[] otherBox = others.seal("k1", text, AAD);
      assertThat(keys.open("k1", box, AAD)).isEqualTo(text);
      assertThat(others.open("k1", otherBox, AAD)).isEqualTo(text);
      assertFails("crypto.tampered", () -> others.open("k1", box, AAD));
    }
  }

  @Test
  void aWrongPinIsTriedOnceUntilTheFileChanges() {
    PrivateFiles.write(hsm.pinFile(), "9999".getBytes(UTF_8));
    for (int i = 0; i < 30; i++) {
      assertFails("hsm.unavailable", () -> keys.create("k1"));
    }
    PrivateFiles.write(hsm.pinFile(), (SoftHsm.PIN + "\n").getBytes(UTF_8));
    Await.until(
        Duration.ofSeconds(10),
        "the new PIN is used",
        () -> {
          keys.create("k1");
          return true;
        });
  }

  @Test
  void refusesAPinFileThatOthersCanRead() throws Exception {
    Files.setPosixFilePermissions(hsm.pinFile(), PosixFilePermissions.fromString("rw-r--r--"));
    assertFails("crypto.unsafe-file", () -> keys.create("k1"));
  }

  @Test
  void saysWhatIsMissing() {
    HsmSettings noLibrary =
        new HsmSettings(Path.of("/nowhere/libnone.so"), hsm.label(), hsm.pinFile());
    HsmSettings noToken = new HsmSettings(SoftHsm.library(), "no-such-token", hsm.pinFile());
    try (HsmToken one = new HsmToken(noLibrary);
        HsmToken other = new HsmToken(noToken)) {
      assertThat(one.health().orElseThrow().what()).contains("/nowhere/libnone.so");
      assertThat(other.health().orElseThrow().what()).contains("no-such-token");
    }
  }

  @Test
  void refusesAKeyThatWasBroughtIn() throws Exception {
    Path raw = Files.createTempFile("key", ".bin");
    Files.write(raw, new byte[32]);
    run(
        "pkcs11-tool",
        "--module",
        SoftHsm.library().toString(),
        "--token-label",
        hsm.label(),
        "--login",
        "--pin",
        SoftHsm.PIN,
        "--write-object",
        raw.toString(),
        "--type",
        "secrkey",
        "--key-type",
        "AES:32",
        "--label",
        "redoubt-key/k1",
        "--id",
        redoubt.crypto.Hash.sha256Hex("redoubt-key/k1".getBytes(UTF_8)),
        "--usage-decrypt");
    Files.delete(raw);
    assertFails("hsm.unsafe-key", () -> keys.seal("k1", text, AAD));
  }

  @Test
  void masterKeysWrapSecretsThere() {
    HsmMasterKeys masters = new HsmMasterKeys(token);
    masters.create("m1");
    SecretBytes secret = SecretBytes.random(32);
    byte[] box = masters.wrap("m1", secret, AAD);
    assertThat(masters.unwrap("m1", box, AAD)).isEqualTo(secret);
    assertThat(masters.holds("m1")).isTrue();
    masters.destroy("m1");
    assertThat(masters.holds("m1")).isFalse();
    assertFails("hsm.no-key", () -> masters.unwrap("m1", box, AAD));
  }

  private static String run(String program, String... arguments) throws Exception {
    ProcessBuilder command =
        new ProcessBuilder(
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of(Peers.find(program).orElseThrow().toString()),
                    java.util.stream.Stream.of(arguments))
                .toList());
    command.environment().put("SOFTHSM2_CONF", SoftHsm.configuration().toString());
    Process process = command.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static void assertFails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Failure.class, it -> assertThat(it.code()).isEqualTo(code));
  }
}
