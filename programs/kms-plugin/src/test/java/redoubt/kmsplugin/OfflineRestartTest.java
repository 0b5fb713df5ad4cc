package redoubt.kmsplugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.kms.v2.EncryptResponse;
import redoubt.testkit.Await;
import redoubt.testkit.MovableClock;

/** A restart while the server is away. */
final class OfflineRestartTest {
  private static final Duration GRACE = Duration.ofHours(1);

  @TempDir Path temporary;
  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-22T10:00:00Z"));
  private Stage stage;

  @BeforeEach
  void prepare() throws IOException {
    stage = new Stage(temporary).clock(clock);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private EncryptResponse sealThenOutage() {
    stage.ready();
    EncryptResponse sealed = stage.encrypt("a seed");
    stage.stop();
    stage.server.away();
    return sealed;
  }

  @Test
  void withoutGraceNothingIsLeftOnDiskAndNothingWorks() {
    EncryptResponse sealed = sealThenOutage();
    stage.start();
    assertThat(stage.stateDirectory()).doesNotExist();
    assertThatThrownBy(() -> stage.decrypt(sealed)).hasMessageContaining("plugin.no-lease");
  }

  @Test
  void withGraceItGoesOn() {
    stage.offlineGrace(GRACE);
    EncryptResponse sealed = sealThenOutage();
    stage.start();
    assertThat(stage.status().keyId()).isEqualTo(sealed.keyId());
    assertThat(stage.decrypt(sealed)).isEqualTo("a seed");
    assertThat(stage.decrypt(stage.encrypt("new"))).isEqualTo("new");
  }

  @Test
  void keysOfEarlierKeyIdsAreKeptToo() {
    stage.offlineGrace(GRACE).ready();
    EncryptResponse old = stage.encrypt("old");
    String next = stage.server.rotate();
    Await.until(Stage.SOON, "the rotation", () -> stage.status().keyId().equals(next));
    stage.stop();
    stage.server.away();
    stage.start();
    assertThat(stage.decrypt(old)).isEqualTo("old");
  }

  @Test
  void theGraceIsCountedFromTheServersLastWordNotFromTheRestart() {
    stage.offlineGrace(GRACE);
    sealThenOutage();
    clock.advance(GRACE.minusMinutes(1));
    stage.start();
    assertThat(stage.plugin().unready()).isEmpty();
    stage.stop();
    clock.advance(Duration.ofMinutes(2));
    stage.start();
    assertThat(stage.plugin().unready()).isPresent();
  }

  @Test
  void aRestartGivesTheWriteLeaseNoMoreTime() {
    stage.offlineGrace(GRACE).writeLease(Duration.ofMinutes(10));
    EncryptResponse sealed = sealThenOutage();
    clock.advance(Duration.ofMinutes(5));
    stage.start();
    assertThat(stage.decrypt(stage.encrypt("still"))).isEqualTo("still");
    stage.stop();
    clock.advance(Duration.ofMinutes(6));
    stage.start();
    assertThat(stage.decrypt(sealed)).isEqualTo("a seed");
    assertThatThrownBy(() -> stage.encrypt("too late")).hasMessageContaining("--write-lease");
  }

  @Test
  void aClockThatWasPutBackGivesNoMoreTime() {
    stage.offlineGrace(GRACE);
    sealThenOutage();
    clock.advance(Duration.ofHours(-2));
    stage.start();
    assertThat(stage.plugin().unready()).isPresent();
  }

  @Test
  void whenTheServerIsBackItsWordCounts() {
    stage.offlineGrace(GRACE);
    sealThenOutage();
    stage.start();
    assertThat(stage.plugin().unready()).isEmpty();
    stage.server.state("suspended");
    stage.server.back();
    Await.until(Stage.SOON, "the end", () -> stage.plugin().unready().isPresent());
    Await.until(Stage.SOON, "nothing left", () -> isEmpty(stage.stateDirectory()));
  }

  @Test
  void whenTheServerIsBackALocalKeyOfUnknownUseIsReplaced() {
    stage.offlineGrace(GRACE);
    sealThenOutage();
    stage.start();
    stage.server.back();
    Await.until(Stage.SOON, "a fresh local key", () -> stage.server.wraps.get() == 2);
    assertThat(stage.decrypt(stage.encrypt("x"))).isEqualTo("x");
  }

  @Test
  void aDisabledKeyLeavesNothingToRestartFrom() {
    stage.offlineGrace(GRACE).ready();
    assertThat(stage.stateDirectory()).isNotEmptyDirectory();
    stage.server.state("destroyed");
    Await.until(Stage.SOON, "the end", () -> stage.plugin().unready().isPresent());
    Await.until(Stage.SOON, "no file", () -> isEmpty(stage.stateDirectory()));
  }

  @Test
  void theFileOpensOnNoOtherMachine() throws IOException {
    stage.offlineGrace(GRACE);
    sealThenOutage();
    Files.writeString(stage.machineId(), "another machine, another id\n");
    stage.start();
    assertThat(stage.plugin().unready()).isPresent();
  }

  @Test
  void aDamagedFileIsAsNone() throws IOException {
    stage.offlineGrace(GRACE);
    sealThenOutage();
    Path file = stage.stateDirectory().resolve("lease.sealed");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    stage.start();
    assertThat(stage.plugin().unready()).isPresent();
  }

  @Test
  void whatIsKeptIsForItsOwnerAlone() throws IOException {
    stage.offlineGrace(GRACE).ready();
    for (String name : new String[] {"lease.sealed", "host.key"}) {
      assertThat(Files.getPosixFilePermissions(stage.stateDirectory().resolve(name)))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }
}
