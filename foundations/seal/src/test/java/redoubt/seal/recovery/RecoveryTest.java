package redoubt.seal.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;
import redoubt.core.Migrations;
import redoubt.crypto.Aead;
import redoubt.seal.Masters;
import redoubt.seal.SealBench;
import redoubt.testkit.TestDatabase;

class RecoveryTest {
  private static final Migrations GARDEN = new Migrations("garden", "redoubt/seal/recovery/garden");
  private static final List<Migrations> ROOMS = List.of(Masters.migrations(), GARDEN);

  @TempDir Path directory;
  private TestDatabase lost;
  private SealBench server;
  private Path file;

  @BeforeEach
  void start() {
    lost = SealBench.freshDatabase(GARDEN);
    server = SealBench.onFiles(lost, directory.resolve("masters"));
    file = directory.resolve("export");
    server.put("a", "of the utmost secrecy".getBytes(UTF_8));
    server.put("b", new byte[20_000]);
    server.database.transaction(handle -> {
      handle.execute(
          "INSERT INTO garden.tree (name, parent) VALUES"
              + " ('elm' || chr(10) || 'tab' || chr(9) || 'back\\slash \\N \\.', NULL), ('oak', 1), ('', 2)");
      handle.execute(
          "INSERT INTO garden.apple SELECT 1 + i % 3, i, i / 7.0, decode(md5(i::text), 'hex'),"
              + " '{\"a\": [1, \"\\n\"]}', ARRAY['x,y', NULL, '{'], now()"
              + " FROM generate_series(1, 5000) i");
      handle.execute("INSERT INTO garden.apple (tree, id) VALUES (1, 0)");
      handle.execute("UPDATE garden.tree SET best = 7");
      handle.execute("SELECT nextval('garden.harvest') FROM generate_series(1, 41)");
      return null;
    });
  }

  @AfterEach
  void stop() {
    server.close();
    lost.close();
  }

  @Test
  void whatWasLostIsRestoredOnAnEmptyMachine() {
    RecoveryExport.Made made = export(5, 3);
    String before = digest(server);
    List<String> three = List.of(made.shares().get(4), made.shares().get(0), made.shares().get(2));
    server.close();
    try (TestDatabase empty = SealBench.freshDatabase(GARDEN);
        SealBench fresh = SealBench.onFiles(empty, directory.resolve("new-masters"))) {
      RecoveryContents contents = restore(fresh, three);
      assertThat(contents).isEqualTo(made.contents());
      assertThat(contents.rows()).isEqualTo(3 + 5001);
      assertThat(contents.secrets()).isEqualTo(2);
      assertThat(digest(fresh)).isEqualTo(before);
      assertThat(fresh.open("a")).isEqualTo("of the utmost secrecy".getBytes(UTF_8));
      assertThat(fresh.open("b")).isEqualTo(new byte[20_000]);
      // Counters go on where they stood.
      assertThat(number(fresh, "SELECT nextval('garden.harvest')")).isEqualTo(42);
      assertThat(number(fresh, "INSERT INTO garden.tree (name) VALUES ('ash') RETURNING id"))
          .isEqualTo(4);
    } finally {
      server = SealBench.onFiles(lost, directory.resolve("masters"));
    }
  }

  @Test
  void verifiesWithoutServerAndDatabase() {
    RecoveryExport.Made made = export(5, 3);
    assertThat(new RecoveryFile(file).verify(made.shares().subList(1, 4)))
        .isEqualTo(made.contents());
    assertThat(new RecoveryFile(file).header().threshold()).isEqualTo(3);
  }

  @Test
  void listsKeysThatCannotBeInIt() {
    RecoveryExport.Made made = export(2, 2);
    assertThat(made.contents().hardwareKeys()).containsExactly("instance/key-in-hsm");
    assertThat(new RecoveryFile(file).verify(made.shares()).hardwareKeys())
        .containsExactly("instance/key-in-hsm");
  }

  @Test
  void theFileShowsNothingWithoutShares() throws Exception {
    export(2, 2);
    String raw = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(raw).doesNotContain("utmost").doesNotContain("garden");
  }

  @Test
  void isOneConsistentViewWhileTheServersWork() throws Exception {
    // Each transaction adds a tree and an apple; an export must never see one without the other.
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; i < 500 && !Thread.currentThread().isInterrupted(); i++) {
                int id = 10_000 + i;
                server.database.transaction(handle -> {
                  handle.execute("INSERT INTO garden.apple (tree, id) VALUES (1, " + id + ")");
                  handle.execute("INSERT INTO garden.tree (name) VALUES ('new')");
                  return null;
                });
              }
            });
    for (int i = 0; i < 5; i++) {
      RecoveryExport.Made made = export(2, 2);
      assertThat((made.contents().rows() - 5004) % 2).isZero();
    }
    writer.interrupt();
    writer.join();
  }

  @Test
  void anExportIsWholeWhileTheMasterKeyRotates() throws Exception {
    for (int i = 0; i < 300; i++) {
      server.put("s" + i, ("secret " + i).getBytes(UTF_8));
    }
    Thread rotating =
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; i < 3; i++) {
                try {
                  server.change.rotate("anna");
                } catch (Failure e) {
                  assertThat(e.code()).isEqualTo("seal.busy");
                }
                server.change.advance();
              }
            });
    for (int i = 0; i < 4; i++) {
      RecoveryExport.Made made = export(2, 2);
      assertThat(new RecoveryFile(file).verify(made.shares()).secrets()).isEqualTo(302);
    }
    rotating.join();
  }

  @Test
  void noMasterKeyIsChangedWhileAnExportIsMade() throws Exception {
    RecoveryExport exporter =
        new RecoveryExport(
            server.database,
            server.masters,
            server.vault,
            ROOMS,
            snapshot -> {
              assertFails("seal.busy", () -> server.change.rotate("anna"));
              return List.of();
            },
            server.clock);
    exporter.write(UUID.randomUUID(), 2, 2, java.io.OutputStream.nullOutputStream());
    server.change.rotate("anna");
  }

  @Test
  void aSecretThatDoesNotOpenStopsTheExport() {
    execute(server, "UPDATE seal.secret SET box = set_byte(box, 9, get_byte(box, 9) # 1)");
    assertFails("seal.broken", () -> export(2, 2));
  }

  @Test
  void wrongSharesAreNamed() {
    List<String> foreign = export(4, 3).shares();
    assertThatThrownBy(() -> new RecoveryFile(file).verify(List.of()))
        .hasMessageContaining("There are 0 shares and 3 are needed.");
    List<String> right = export(3, 2).shares();
    RecoveryFile given = new RecoveryFile(file);
    assertFails("share.too-few", () -> given.verify(right.subList(0, 1)));
    assertFails("recovery.foreign-shares", () -> given.verify(foreign));
    assertFails(
        "recovery.foreign-shares", () -> given.verify(List.of(right.get(0), foreign.get(1))));
    assertFails("share.repeated", () -> given.verify(List.of(right.get(0), right.get(0))));
    assertFails("share.mistyped", () -> given.verify(List.of(right.get(0), right.get(1) + "0")));
    assertFails("share.malformed", () -> given.verify(List.of(right.get(0), "hello")));
  }

  @Test
  void everyTruncationIsNoticed() throws Exception {
    List<String> shares = export(2, 2).shares();
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 1 + whole.length / 41) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> new RecoveryFile(file).verify(shares))
          .isInstanceOfSatisfying(
              Failure.class,
              it ->
                  assertThat(it.code())
                      .isIn("recovery.truncated", "recovery.not-an-export", "recovery.damaged"));
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertFails("recovery.damaged", () -> new RecoveryFile(file).verify(shares));
  }

  @Test
  void everyFlippedBitIsNoticedAndChangesNothing() throws Exception {
    List<String> shares = export(2, 2).shares();
    byte[] whole = Files.readAllBytes(file);
    try (TestDatabase empty = SealBench.freshDatabase(GARDEN);
        SealBench fresh = SealBench.onFiles(empty, directory.resolve("new-masters"))) {
      for (int i = 0; i < whole.length; i += 1 + whole.length / 29) {
        byte[] flipped = whole.clone();
        flipped[i] ^= 4;
        Files.write(file, flipped);
        assertThatThrownBy(() -> restore(fresh, shares)).isInstanceOf(Failure.class);
      }
      assertThat(number(fresh, "SELECT count(*) FROM garden.tree")).isZero();
      assertThat(number(fresh, "SELECT count(*) FROM seal.secret")).isZero();
      Files.write(file, whole);
      restore(fresh, shares);
    }
  }

  @Test
  void chunksCannotBeSwapped() throws Exception {
    List<String> shares = export(2, 2).shares();
    byte[] whole = Files.readAllBytes(file);
    int start = new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
    int frame = 5 + SealedOutput.CHUNK + Aead.OVERHEAD;
    byte[] swapped = whole.clone();
    System.arraycopy(whole, start, swapped, start + frame, frame);
    System.arraycopy(whole, start + frame, swapped, start, frame);
    Files.write(file, swapped);
    assertFails("recovery.damaged", () -> new RecoveryFile(file).verify(shares));
  }

  @Test
  void aChunkCannotBePassedOffAsTheLast() throws Exception {
    List<String> shares = export(2, 2).shares();
    byte[] whole = Files.readAllBytes(file);
    int start = new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
    byte[] cut = Arrays.copyOf(whole, start + 5 + SealedOutput.CHUNK + Aead.OVERHEAD);
    cut[start + 4] = 1;
    Files.write(file, cut);
    assertFails("recovery.damaged", () -> new RecoveryFile(file).verify(shares));
  }

  @Test
  void aDatabaseWithAnythingInItIsRefusedAndLeftAsItIs() {
    List<String> shares = export(2, 2).shares();
    try (TestDatabase used = SealBench.freshDatabase(GARDEN);
        SealBench other = SealBench.onFiles(used, directory.resolve("new-masters"))) {
      execute(other, "INSERT INTO garden.tree (name) VALUES ('mine')");
      assertFails("recovery.not-empty", () -> restore(other, shares));
      execute(other, "DELETE FROM garden.tree");
      other.put("mine", new byte[1]);
      assertFails("recovery.not-empty", () -> restore(other, shares));
      assertThat(number(other, "SELECT count(*) FROM garden.apple")).isZero();
      assertThat(other.open("mine")).hasSize(1);
    }
  }

  @Test
  void anotherVersionIsRefused() {
    List<String> shares = export(2, 2).shares();
    try (TestDatabase other = SealBench.freshDatabase(GARDEN);
        SealBench fresh = SealBench.onFiles(other, directory.resolve("new-masters"))) {
      execute(fresh, "UPDATE garden.migrations SET checksum = 7 WHERE version = '1'");
      assertFails("recovery.other-version", () -> restore(fresh, shares));
    }
    try (TestDatabase other = SealBench.freshDatabase();
        SealBench fresh = SealBench.onFiles(other, directory.resolve("newer-masters"))) {
      assertFails(
          "recovery.other-version",
          () ->
              new RecoveryFile(file)
                  .restore(shares, fresh.database, fresh.vault, List.of(Masters.migrations())));
    }
  }

  @Test
  void rubbishIsNoExport() throws Exception {
    for (String rubbish :
        List.of("", "\n", "redoubt-recovery/1 x\n", "PK\u0003\u0004", "a".repeat(5000))) {
      Files.writeString(file, rubbish);
      assertFails("recovery.not-an-export", () -> new RecoveryFile(file).verify(List.of()));
    }
    Files.delete(file);
    assertFails("recovery.unreadable", () -> new RecoveryFile(file).verify(List.of()));
  }

  @Test
  void waitsInTheDatabaseUntilItIsFetchedOrAnHourHasPassed() throws Exception {
    WaitingExports waiting =
        new WaitingExports(
            server.database,
            exporter(),
            (handle, actor, action, target, details) -> server.journal.add(actor + " " + action),
            server.clock);
    WaitingExports.Waiting made = waiting.make(3, 2, "anna");
    UUID id = waiting.require(made.made().id().toString());
    ByteArrayOutputStream fetched = new ByteArrayOutputStream();
    waiting.fetch(id, "anna", fetched);
    assertThat(fetched.size()).isEqualTo((int) made.bytes());
    assertThat(redoubt.crypto.Hash.sha256Hex(fetched.toByteArray())).isEqualTo(made.sha256());
    Files.write(file, fetched.toByteArray());
    assertThat(new RecoveryFile(file).verify(made.made().shares()))
        .isEqualTo(made.made().contents());
    assertFails("recovery.no-export", () -> waiting.require(id.toString()));
    assertThat(server.journal)
        .containsExactly("anna recovery.export.create", "anna recovery.export.read");

    WaitingExports.Waiting second = waiting.make(3, 2, "anna");
    server.clock.advance(java.time.Duration.ofMinutes(61));
    assertFails("recovery.no-export", () -> waiting.require(second.made().id().toString()));
    waiting.removeExpired();
    assertThat(number(server, "SELECT count(*) FROM seal.export_piece")).isZero();
  }

  private RecoveryExport exporter() {
    return new RecoveryExport(
        server.database,
        server.masters,
        server.vault,
        ROOMS,
        snapshot -> List.of("instance/key-in-hsm"),
        server.clock);
  }

  private RecoveryExport.Made export(int shares, int threshold) {
    try (var out = Files.newOutputStream(file)) {
      return exporter().write(UUID.randomUUID(), shares, threshold, out);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private RecoveryContents restore(SealBench into, List<String> shares) {
    return new RecoveryFile(file).restore(shares, into.database, into.vault, ROOMS);
  }

  private static String digest(SealBench bench) {
    return bench.database.read(handle ->
        handle
            .createQuery(
                "SELECT (SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM garden.tree t)"
                    + " || (SELECT md5(string_agg(a::text, '|' ORDER BY id)) FROM garden.apple a)")
            .mapTo(String.class)
            .one());
  }

  private static long number(SealBench bench, String sql) {
    return bench.database.transaction(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private static void execute(SealBench bench, String sql) {
    bench.database.transaction(handle -> handle.execute(sql));
  }

  private static void assertFails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Failure.class, it -> assertThat(it.code()).isEqualTo(code));
  }
}
