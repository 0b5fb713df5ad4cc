package redoubt.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;
import redoubt.crypto.FileMasterKeys;
import redoubt.crypto.MasterKeys;
import redoubt.crypto.SecretBytes;
import redoubt.crypto.hsm.HsmMasterKeys;
import redoubt.crypto.hsm.HsmToken;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.SoftHsm;
import redoubt.testkit.TestDatabase;

class MasterChangeTest {
  @TempDir Path directory;
  private TestDatabase fresh;
  private SealBench server;

  @BeforeEach
  void start() {
    fresh = SealBench.freshDatabase();
    server = SealBench.onFiles(fresh, masters());
  }

  @AfterEach
  void stop() {
    server.close();
    fresh.close();
  }

  @Test
  void aRotationGivesEverySecretANewMasterKeyAndDestroysTheOld() throws Exception {
    putMany(120);
    String old = server.change.status().masterId();
    server.change.rotate("anna");
    assertThat(server.change.status().job().orElseThrow().state())
        .isEqualTo(SealStatus.JobState.RUNNING);
    server.change.advance();
    SealStatus after = server.change.status();
    assertThat(after.masterId()).isNotEqualTo(old);
    assertThat(after.pending()).isZero();
    assertThat(after.job().orElseThrow().state()).isEqualTo(SealStatus.JobState.DONE);
    assertThat(after.job().orElseThrow().done()).isEqualTo(120);
    assertThat(masterFiles()).isEqualTo(1);
    assertOpenMany(120);
  }

  @Test
  void everyStepIsInTheJournal() {
    server.change.advance();
    server.change.rotate("anna");
    server.change.advance();
    assertThat(server.journal)
        .containsExactly(
            "time seal.master.create",
            "anna seal.master.rotate",
            "time seal.master.create",
            "time seal.master.rotate.done",
            "time seal.master.destroy");
  }

  @Test
  void aSecondChangeWaitsForTheFirst() {
    server.change.rotate("anna");
    VaultTest.assertFails("seal.busy", () -> server.change.rotate("anna"));
    server.change.advance();
    server.change.rotate("anna");
  }

  @Test
  void goesOnWhereItWasCutOff() {
    putMany(120);
    server.change.rotate("anna");
    AtomicInteger wraps = new AtomicInteger();
    try (SealBench dying =
        new SealBench(
            fresh, MasterKeys.Kind.FILE, new DyingAfter(70, wraps, FileMasterKeys.in(masters())))) {
      try {
        dying.change.advance();
      } catch (Killed e) {
        // As intended.
      }
    }
    assertThat(server.change.status().pending()).isBetween(1L, 119L);
    assertOpenMany(120);
    server.change.advance();
    assertThat(server.change.status().pending()).isZero();
    assertThat(server.change.status().job().orElseThrow().state())
        .isEqualTo(SealStatus.JobState.DONE);
    assertOpenMany(120);
  }

  @Test
  void serversPutOpenAndDestroyWhileItGoesOn() throws Exception {
    putMany(60);
    try (SealBench second = SealBench.onFiles(fresh, masters());
        var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> changing =
          workers.submit(() -> {
            for (int i = 0; i < 5; i++) {
              server.change.rotate("anna");
              Future<?> other = workers.submit(second.change::advance);
              server.change.advance();
              other.get();
              server.change.advance();
            }
            return null;
          });
      int put = 60;
      while (!changing.isDone()) {
        SealBench one = put % 2 == 0 ? server : second;
        one.put("s" + put, ("secret " + put).getBytes(UTF_8));
        assertThat(second.open("s" + (put % 60)))
            .isEqualTo(("secret " + (put % 60)).getBytes(UTF_8));
        put++;
      }
      changing.get();
      server.change.advance();
      assertThat(server.change.status().pending()).isZero();
      assertOpenMany(put);
    }
  }

  @Test
  void aBrokenSecretKeepsTheOldMasterKeyAndIsReported() throws Exception {
    putMany(10);
    server.database.transaction(handle ->
        handle.execute(
            "UPDATE seal.secret SET box = set_byte(box, 20, get_byte(box, 20) # 1)"
                + " WHERE name = 'test/s3'"));
    server.change.rotate("anna");
    server.change.advance();
    SealStatus after = server.change.status();
    assertThat(after.job().orElseThrow().state()).isEqualTo(SealStatus.JobState.BLOCKED);
    assertThat(after.pending()).isEqualTo(1);
    assertThat(masterFiles()).isEqualTo(2);
    assertThat(server.open("s4")).isEqualTo("secret 4".getBytes(UTF_8));
    server.database.transaction(handle ->
        handle.execute(
            "UPDATE seal.secret SET box = set_byte(box, 20, get_byte(box, 20) # 1)"
                + " WHERE name = 'test/s3'"));
    server.change.advance();
    assertThat(server.change.status().job().orElseThrow().state())
        .isEqualTo(SealStatus.JobState.DONE);
    assertOpenMany(10);
  }

  @Test
  void theOldMasterKeyStaysWhileTheNewOneIsNotSeenInItsStore() throws Exception {
    putMany(3);
    server.change.rotate("anna");
    AtomicInteger wraps = new AtomicInteger();
    try (SealBench forgetful =
        new SealBench(
            fresh,
            MasterKeys.Kind.FILE,
            new LosingLatest(wraps, FileMasterKeys.in(masters()), masters()))) {
      forgetful.change.advance();
      assertThat(forgetful.change.status().job().orElseThrow().problem()).isPresent();
    }
    // The one file left is the old one.
    assertThat(masterFiles()).isEqualTo(1);
    assertThat(countMasters("retiring")).isEqualTo(1);
  }

  @Test
  @NeedsPeer(value = "softhsm2-util", why = "migration to a hardware security module")
  void migratesToAHardwareModuleAndBack() throws Exception {
    putMany(70);
    try (SoftHsm hsm = SoftHsm.create();
        HsmToken token = new HsmToken(hsm.settings());
        SealBench both =
            new SealBench(
                fresh,
                MasterKeys.Kind.FILE,
                FileMasterKeys.in(masters()),
                new HsmMasterKeys(token))) {
      both.change.migrate(MasterKeys.Kind.PKCS11, "anna");
      both.change.advance();
      assertThat(both.change.status().provider()).isEqualTo(MasterKeys.Kind.PKCS11);
      assertThat(both.change.status().pending()).isZero();
      assertThat(masterFiles()).isZero();
      assertThat(both.open("s7")).isEqualTo("secret 7".getBytes(UTF_8));
      VaultTest.assertFails("seal.not-configured", () -> server.change.rotate("anna"));

      hsm.goAway();
      VaultTest.assertFails("seal.unavailable", () -> both.open("s7"));
      VaultTest.assertFails("seal.unavailable", () -> both.put("new", "secret".getBytes(UTF_8)));
      both.change.migrate(MasterKeys.Kind.FILE, "anna");
      both.change.advance();
      assertThat(both.change.status().job().orElseThrow().problem()).isPresent();
      hsm.comeBack();
      Await.until(
          Duration.ofSeconds(20),
          "the migration is done",
          () -> {
            both.change.advance();
            return both.change.status().job().orElseThrow().state() == SealStatus.JobState.DONE;
          });
      assertThat(both.change.status().provider()).isEqualTo(MasterKeys.Kind.FILE);
      assertThat(masterFiles()).isEqualTo(1);
    }
    assertOpenMany(70);
  }

  @Test
  void aMigrationNeedsAKeyStoreThatIsThere() {
    VaultTest.assertFails(
        "seal.not-configured", () -> server.change.migrate(MasterKeys.Kind.PKCS11, "anna"));
    VaultTest.assertFails(
        "seal.already-there", () -> server.change.migrate(MasterKeys.Kind.FILE, "anna"));
  }

  private Path masters() {
    return directory.resolve("masters");
  }

  private long masterFiles() throws Exception {
    try (Stream<Path> files = Files.list(masters())) {
      return files.count();
    }
  }

  private long countMasters(String state) {
    return server.database.read(handle ->
        handle
            .createQuery("SELECT count(*) FROM seal.master WHERE state = :state")
            .bind("state", state)
            .mapTo(Long.class)
            .one());
  }

  private void putMany(int count) {
    for (int i = 0; i < count; i++) {
      server.put("s" + i, ("secret " + i).getBytes(UTF_8));
    }
  }

  private void assertOpenMany(int count) {
    for (int i = 0; i < count; i++) {
      assertThat(server.open("s" + i)).isEqualTo(("secret " + i).getBytes(UTF_8));
    }
  }

  /** Stands for kill -9: nothing in the server may catch it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /** A key store in a process that is killed at its n-th wrap. */
  private record DyingAfter(int most, AtomicInteger wraps, MasterKeys real)
      implements DelegatingMasterKeys {
    @Override
    public byte[] wrap(String id, SecretBytes secret, byte[] aad) {
      if (wraps.incrementAndGet() > most) {
        throw new Killed();
      }
      return real.wrap(id, secret, aad);
    }
  }

  /** A key store that loses the newest file after its key was used. */
  private record LosingLatest(AtomicInteger wraps, MasterKeys real, Path directory)
      implements DelegatingMasterKeys {
    @Override
    public byte[] wrap(String id, SecretBytes secret, byte[] aad) {
      byte[] box = real.wrap(id, secret, aad);
      if (wraps.incrementAndGet() == 4) {
        try {
          Files.delete(directory.resolve(id + ".master"));
        } catch (java.io.IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
      return box;
    }
  }

  /** Hands everything on. */
  private interface DelegatingMasterKeys extends MasterKeys {
    MasterKeys real();

    @Override
    default Kind kind() {
      return real().kind();
    }

    @Override
    default void create(String id) {
      real().create(id);
    }

    @Override
    default SecretBytes unwrap(String id, byte[] box, byte[] aad) {
      return real().unwrap(id, box, aad);
    }

    @Override
    default boolean holds(String id) {
      return real().holds(id);
    }

    @Override
    default void forget(String id) {
      real().forget(id);
    }

    @Override
    default java.util.Optional<Failure> health() {
      return real().health();
    }

    @Override
    default void destroy(String id) {
      real().destroy(id);
    }

    @Override
    default void close() {
      real().close();
    }
  }
}
