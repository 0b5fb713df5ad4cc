package redoubt.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;
import redoubt.crypto.FileMasterKeys;
import redoubt.crypto.MasterKeys;
import redoubt.testkit.TestDatabase;

class VaultTest {
  private static final byte[] SECRET = "of the utmost secrecy".getBytes(UTF_8);

  @TempDir Path directory;
  private TestDatabase fresh;
  private SealBench server;

  @BeforeEach
  void start() {
    fresh = SealBench.freshDatabase();
    server = SealBench.onFiles(fresh, directory.resolve("masters"));
  }

  @AfterEach
  void stop() {
    server.close();
    fresh.close();
  }

  @Test
  void opensWhatItSealedAfterARestart() {
    server.put("a", SECRET);
    server.close();
    server = SealBench.onFiles(fresh, directory.resolve("masters"));
    assertThat(server.open("a")).isEqualTo(SECRET);
  }

  @Test
  void knowsNothingOfANameThatWasNotPut() {
    assertThat(server.vault.open(SecretName.of("test", "none"))).isEmpty();
  }

  @Test
  void aNameIsUsedOnce() {
    server.put("a", SECRET);
    assertFails("seal.name-taken", () -> server.put("a", SECRET));
    assertThat(server.open("a")).isEqualTo(SECRET);
  }

  @Test
  void whatATransactionPutsIsGoneWhenItFails() {
    assertThatThrownBy(() ->
            server.database.transaction(handle -> {
              server.vault.put(
                  handle, SecretName.of("test", "a"), redoubt.crypto.SecretBytes.copyOf(SECRET));
              throw new IllegalArgumentException("changed my mind");
            }))
        .hasMessageContaining("changed my mind");
    assertThat(server.vault.open(SecretName.of("test", "a"))).isEmpty();
  }

  @Test
  void aDestroyedSecretIsGone() {
    server.put("a", SECRET);
    SecretName name = SecretName.of("test", "a");
    assertThat(server.database.<Boolean>transaction(handle -> server.vault.destroy(handle, name)))
        .isTrue();
    assertThat(server.database.<Boolean>transaction(handle -> server.vault.destroy(handle, name)))
        .isFalse();
    assertThat(server.vault.open(name)).isEmpty();
  }

  @Test
  void theDatabaseHoldsNoByteOfASecret() {
    server.put("a", SECRET);
    byte[] box =
        server.database.read(
            handle -> handle.createQuery("SELECT box FROM seal.secret").mapTo(byte[].class).one());
    assertThat(new String(box, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("utmost");
  }

  @Test
  void rowsThatChangedPlacesDoNotOpen() {
    server.put("a", SECRET);
    server.put("b", "another".getBytes(UTF_8));
    execute("UPDATE seal.secret s SET box = o.box FROM seal.secret o" + " WHERE s.name <> o.name");
    assertFails("seal.broken", () -> server.open("a"));
    assertFails("seal.broken", () -> server.open("b"));
  }

  @Test
  void aRenamedRowDoesNotOpen() {
    server.put("a", SECRET);
    execute("UPDATE seal.secret SET name = 'test/b'");
    assertFails("seal.broken", () -> server.open("b"));
  }

  @Test
  void everyChangedByteOfARowIsNoticed() {
    server.put("a", SECRET);
    for (int i = 0; i < SECRET.length + 28; i++) {
      execute(
          "UPDATE seal.secret SET box = set_byte(box, " + i + ", get_byte(box, " + i + ") # 1)");
      assertFails("seal.broken", () -> server.open("a"));
      execute(
          "UPDATE seal.secret SET box = set_byte(box, " + i + ", get_byte(box, " + i + ") # 1)");
    }
    assertThat(server.open("a")).isEqualTo(SECRET);
  }

  @Test
  void withoutItsMasterKeyNothingOpens() throws Exception {
    server.put("a", SECRET);
    restartWith(Path.of("moved"));
    assertFails("seal.unavailable", () -> server.open("a"));
    assertThat(server.masters.health()).isPresent();
  }

  @Test
  void anotherKeyUnderTheRightNameSealsNothing() throws Exception {
    // Whoever can write to the key directory puts a key of his own there.
    Path other = directory.resolve("other");
    String id = masterId();
    try (FileMasterKeys attacker = FileMasterKeys.in(other)) {
      attacker.create(id);
    }
    restartWith(other);
    assertFails("seal.unavailable", () -> server.put("a", SECRET));
    assertThat(server.masters.health().orElseThrow().what()).contains("another key");
  }

  @Test
  void secondServerUsesTheSameMasterKey() {
    server.put("a", SECRET);
    try (SealBench second = SealBench.onFiles(fresh, directory.resolve("masters"))) {
      assertThat(second.open("a")).isEqualTo(SECRET);
      assertThat(count("SELECT count(*) FROM seal.master")).isEqualTo(1);
    }
  }

  @Test
  void aServerWithoutTheRightKeyStoreDoesNotStart() {
    execute("UPDATE seal.master SET kind = 'pkcs11'");
    assertFails(
        "seal.not-configured",
        () -> SealBench.onFiles(fresh, directory.resolve("masters")).close());
  }

  private void restartWith(Path masters) {
    server.close();
    server =
        new SealBench(fresh, MasterKeys.Kind.FILE, FileMasterKeys.in(directory.resolve(masters)));
  }

  private String masterId() throws Exception {
    try (Stream<Path> files = Files.list(directory.resolve("masters"))) {
      return files.findFirst().orElseThrow().getFileName().toString().replace(".master", "");
    }
  }

  private void execute(String sql) {
    server.database.transaction(handle -> handle.execute(sql));
  }

  private long count(String sql) {
    return server.database.read(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  static void assertFails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Failure.class, it -> assertThat(it.code()).isEqualTo(code));
  }
}
