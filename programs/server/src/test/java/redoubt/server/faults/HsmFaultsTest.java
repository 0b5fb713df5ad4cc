package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;
import redoubt.server.House;
import redoubt.server.ServerOptions.HsmOptions;
import redoubt.server.ServerOptions.SealOptions;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.SoftHsm;
import redoubt.testkit.TestDatabase;

/** A server whose master key, or some of whose root keys, live in a hardware module. */
@NeedsPeer(value = "softhsm2-util", why = "a server with a hardware security module")
class HsmFaultsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String PLAINTEXT = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  @TempDir private Path directory;
  private TestDatabase database;
  private SoftHsm token;

  @BeforeEach
  void makeToken() {
    database = TestDatabase.create();
    token = SoftHsm.create();
  }

  @AfterEach
  void removeToken() {
    token.close();
    database.close();
  }

  private HsmOptions options() {
    return new HsmOptions(SoftHsm.library(), token.label(), token.pinFile());
  }

  private House open(SealOptions.Kind kind) {
    return open(kind, options());
  }

  private House open(SealOptions.Kind kind, HsmOptions options) {
    return Houses.open(
        directory.resolve("a"),
        database.settings(),
        Houses.withToken(kind, options),
        InstantSource.system());
  }

  private KeyCaller admin(House house) {
    return Houses.admin(house, directory.resolve("a"));
  }

  @Test
  void aMasterKeyMadeInTheTokenOpensEverythingAfterARestart() throws Exception {
    String key;
    String ciphertext;
    try (House house = open(SealOptions.Kind.PKCS11)) {
      KeyCaller caller = admin(house);
      assertThat(seal(caller).path("provider").asText()).isEqualTo("pkcs11");
      key = caller.newKey();
      ciphertext = KeyCaller.text(caller.wrap(key, PLAINTEXT), "ciphertext");
    }
    try (var files = Files.list(directory.resolve("a/seal"))) {
      assertThat(files).isEmpty();
    }
    try (House house = open(SealOptions.Kind.PKCS11)) {
      assertThat(KeyCaller.text(admin(house).unwrap(key, ciphertext), "plaintext"))
          .isEqualTo(PLAINTEXT);
    }
  }

  @Test
  void aRootKeyInTheTokenWrapsUnwrapsRotatesAndIsThereAfterARestart() {
    String key;
    String ciphertext;
    try (House house = open(SealOptions.Kind.FILE)) {
      KeyCaller caller = admin(house);
      key = KeyCaller.idOf(caller.createInHsm());
      ciphertext = KeyCaller.text(caller.wrap(key, PLAINTEXT), "ciphertext");
      assertThat(caller.act(key, "rotate").statusCode()).isEqualTo(204);
      assertThat(caller.versions(key)).isEqualTo(2);
    }
    try (House house = open(SealOptions.Kind.FILE)) {
      assertThat(KeyCaller.text(admin(house).unwrap(key, ciphertext), "plaintext"))
          .isEqualTo(PLAINTEXT);
    }
  }

  @Test
  void theSealMovesIntoTheTokenAndBackUnderLoad() throws Exception {
    Load load = new Load();
    try (House house = open(SealOptions.Kind.FILE)) {
      KeyCaller caller = admin(house);
      try (Load.Running _ = load.start(caller, 4)) {
        Await.until(SOON, "work", () -> load.acknowledged() > 50);
        migrate(caller, "pkcs11");
        Await.until(SOON, "the old master key is destroyed", () -> isEmpty("a/seal"));
        migrate(caller, "file");
        int then = load.acknowledged();
        Await.until(SOON, "work goes on", () -> load.acknowledged() > then + 50);
      }
      assertThat(load.strange()).isEmpty();
      assertThat(load.refused()).isZero();
      assertThat(load.lost(caller)).isEmpty();
    }
  }

  private boolean isEmpty(String folder) {
    try (Stream<Path> files = Files.list(directory.resolve(folder))) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void migrate(KeyCaller caller, String to) {
    HttpResponse<String> begun =
        caller.https().postJson("/v1/seal/migrate", "{\"to\":\"" + to + "\"}");
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    Await.until(
        SOON,
        "the seal in " + to,
        () -> {
          JsonNode seal = seal(caller);
          return seal.path("provider").asText().equals(to)
              && seal.at("/job/state").asText().equals("done");
        });
  }

  private static JsonNode seal(KeyCaller caller) {
    return KeyCaller.require(caller.get("/v1/seal"), 200);
  }

  @Test
  void withoutTheTokenOnlyWhatItGuardsIsRefusedUntilItIsBack() {
    try (House house = open(SealOptions.Kind.FILE)) {
      KeyCaller caller = admin(house);
      String inside = KeyCaller.idOf(caller.createInHsm());
      String outside = caller.newKey();
      String ciphertext = KeyCaller.text(caller.wrap(inside, PLAINTEXT), "ciphertext");
      token.goAway();
      HttpResponse<String> refused = caller.unwrap(inside, ciphertext);
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.body()).contains("UNAVAILABLE_ERR").doesNotContain("Exception", "CKR_");
      assertThat(caller.createInHsm().statusCode()).isEqualTo(503);
      assertThat(caller.wrap(outside, PLAINTEXT).statusCode()).isEqualTo(200);
      assertThat(caller.create().statusCode()).isEqualTo(201);
      token.comeBack();
      Await.until(SOON, "unwrapped", () -> caller.unwrap(inside, ciphertext).statusCode() == 200);
    }
  }

  @Test
  void readinessTellsThatTheMasterKeyIsAway() {
    try (House house = open(SealOptions.Kind.PKCS11)) {
      KeyCaller caller = admin(house);
      String cached = caller.newKey();
      KeyCaller.require(caller.wrap(cached, PLAINTEXT), 200);
      token.goAway();
      HttpResponse<String> ready = caller.get("/readyz?verbose");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("[-]seal failed: The hardware security module");
      assertThat(caller.create().statusCode()).isEqualTo(503);
      // Its material was unwrapped before; it stays in memory for five minutes.
      assertThat(caller.wrap(cached, PLAINTEXT).statusCode()).isEqualTo(200);
      token.comeBack();
      Await.until(SOON, "ready", () -> caller.get("/readyz").statusCode() == 200);
      assertThat(caller.create().statusCode()).isEqualTo(201);
    }
  }

  @Test
  void aServerDoesNotStartWithAnUnknownToken() {
    assertRefused(
        new HsmOptions(SoftHsm.library(), "no such token", token.pinFile()), "no such token");
  }

  @Test
  void aServerDoesNotStartWithAWrongPin() throws Exception {
    Path wrong = Files.writeString(directory.resolve("pin"), "9999");
    Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-------"));
    assertRefused(new HsmOptions(SoftHsm.library(), token.label(), wrong), "refused the PIN");
    open(SealOptions.Kind.PKCS11).close();
  }

  @Test
  void aServerDoesNotStartWithAPinFileThatOthersCanRead() throws Exception {
    Path open = Files.writeString(directory.resolve("pin"), SoftHsm.PIN);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    assertRefused(new HsmOptions(SoftHsm.library(), token.label(), open), "others may read");
  }

  @Test
  void aServerDoesNotStartWithALibraryThatIsNone() throws Exception {
    Path none = Files.writeString(directory.resolve("none.so"), "nothing");
    assertRefused(new HsmOptions(none, token.label(), token.pinFile()), "cannot be loaded");
  }

  private void assertRefused(HsmOptions options, String why) {
    assertThatThrownBy(() -> open(SealOptions.Kind.PKCS11, options).close())
        .isInstanceOfSatisfying(Failure.class, failure -> assertThat(failure.what()).contains(why));
  }
}
