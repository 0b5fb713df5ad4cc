package redoubt.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Failure;
import redoubt.testkit.LedgerVerifier;

/** Every column of every table, changed behind the server's back, is found. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TamperTest {
  private static final List<String> TABLES = List.of("page", "leaf", "node", "head", "signed_head");

  @AutoClose private final House house = new House();
  @TempDir private static Path directory;
  private boolean begun;

  /** Puts back what the last test tampered with. */
  @BeforeEach
  void restore() throws IOException {
    if (!begun) {
      begun = true;
      house.withLeaves(4);
      house.ledger.head();
      house.withLeaves(7);
      Files.writeString(directory.resolve("head.txt"), house.ledger.head().note());
      TABLES.forEach(
          table -> execute("create table kept_" + table + " as select * from ledger." + table));
    }
    execute("truncate ledger.page, ledger.leaf, ledger.node, ledger.head, ledger.signed_head");
    TABLES
        .reversed()
        .forEach(table -> execute("insert into ledger." + table + " select * from kept_" + table));
  }

  @Test
  void anIntactLogPassesBothChecks() throws IOException {
    assertThat(house.verify().findings()).isEmpty();
    LedgerVerifier.Result result =
        LedgerVerifier.run(export(), "--head", directory.resolve("head.txt"));
    assertThat(result.output()).contains("RESULT PASS").contains("11 leaves and 28 entries");
    assertThat(result.status()).isZero();
  }

  /** What an export shows. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "update ledger.leaf set at = at + 1 where index = 3",
        "update ledger.leaf set at = at - 1 where index = 10",
        "update ledger.leaf set count = count + 1 where index = 3",
        "update ledger.leaf set root = sha256(root) where index = 3",
        "update ledger.page set entries = overlay(entries placing 'X'::bytea from 60) where leaf = 3 and tenant = 'a'",
        "update ledger.page set entries = substring(entries for 8) where leaf = 3 and tenant = 'a'",
        "update ledger.page set entries = ''::bytea where leaf = 3 and tenant = 'a'",
        "update ledger.page p set entries = q.entries from ledger.page q where p.leaf = 3 and q.leaf = 4 and p.tenant = 'a' and q.tenant = 'a'",
        "update ledger.page set leaf = 5 where leaf = 3 and tenant = 'c'",
        "delete from ledger.page where leaf = 3 and tenant = 'b'",
        "delete from ledger.page where leaf = 10; delete from ledger.leaf where index = 10",
        "delete from ledger.page where leaf = 3; delete from ledger.leaf where index = 3",
        "update ledger.signed_head set root = sha256(root)",
        "update ledger.signed_head set note = replace(note, 'time 2026', 'time 2025')",
        "update ledger.signed_head set size = size - 1 where size = 4",
        "update ledger.head set size = 10, frontier = substring(frontier for 64)",
        "update ledger.head set frontier = sha256(frontier) || sha256(frontier) || sha256(frontier)",
        "update ledger.head set size = 12, frontier = substring(frontier for 64)",
        "update ledger.head set origin = origin || 'x'",
      })
  void isFoundByTheServerAndInAnExport(String sql) throws IOException {
    execute(sql);
    assertThat(house.verify().findings()).as("findings of the server").isNotEmpty();
    assertThat(findsInExport()).as("findings in an export").isTrue();
  }

  /** What no export shows, because it only serves the server's own reading. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "update ledger.page set tenant = 'z' where leaf = 3 and tenant = 'a'",
        "update ledger.page set subjects = array_remove(subjects, 'target:key-0') where leaf = 3",
        "update ledger.page set subjects = subjects || 'target:key-9'::text where leaf = 3",
        "update ledger.node set hash = sha256(hash) where level = 0 and index = 3",
        "update ledger.node set hash = sha256(hash) where level = 2 and index = 0",
        "update ledger.node set level = 9 where level = 2 and index = 0",
        "update ledger.node set index = 99 where level = 0 and index = 3",
        "delete from ledger.node where level = 1 and index = 1",
        "insert into ledger.node values (9, 9, sha256('x'))",
        "insert into ledger.leaf values (11, 0, 1, sha256('x'))",
        "insert into ledger.page values (4, 'nobody', ''::bytea, array['x'])",
        "update ledger.head set at = at - 1",
        "update ledger.head set entries = entries + 1",
        "update ledger.signed_head set at = at + 1 where size = 4",
      })
  void isFoundByTheServer(String sql) {
    execute(sql);
    assertThat(house.verify().findings()).isNotEmpty();
  }

  @Test
  void theNewestLeavesCanBeCheckedAlone() {
    Verification newest = house.database.snapshot(handle -> house.ledger.verifyNewest(handle, 3));
    assertThat(newest.findings()).isEmpty();
    assertThat(newest.leaves()).isEqualTo(3);
  }

  @Test
  void whoeverRewindsTheLogConsistentlyIsFoundByAnOldHead() throws IOException {
    execute(
        """
        delete from ledger.page where leaf >= 4; delete from ledger.leaf where index >= 4;
        delete from ledger.node where (index + 1) << level > 4;
        delete from ledger.signed_head where size > 4;
        update ledger.head set size = 4, entries = 10,
          frontier = (select hash from ledger.node where level = 2 and index = 0)
        """);
    assertThat(house.verify().findings()).isEmpty();
    assertThat(LedgerVerifier.run(export()).status()).isEqualTo(LedgerVerifier.SIGNER_UNKNOWN);
    LedgerVerifier.Result result =
        LedgerVerifier.run(export(), "--head", directory.resolve("head.txt"));
    assertThat(result.status()).isOne();
    assertThat(result.output()).contains("the log had 11 leaves then, now 4");
  }

  @Test
  void aChangeInsideATransactionIsSeenThereAndNowhereElse() {
    assertThatThrownBy(() ->
            house.database.transaction(handle -> {
              redoubt.ledger.sql.Tampering.alterNewestEntry(handle);
              assertThat(house.ledger.verify(handle).passed()).isFalse();
              assertThat(house.ledger.verifyNewest(handle, 3).passed()).isFalse();
              assertThat(house.verify().passed()).isTrue();
              throw new IllegalStateException("rolled back");
            }))
        .hasMessage("rolled back");
    assertThat(house.verify().passed()).isTrue();
  }

  /** A server that starts on it refuses its service, or whoever checks the export sees it. */
  private boolean findsInExport() throws IOException {
    try (Ledger fresh = house.open()) {
      Path file = directory.resolve("tampered.ndjson");
      try (OutputStream out = Files.newOutputStream(file)) {
        fresh.export(Optional.empty(), out);
      }
      return fresh.tampering().isPresent()
          || LedgerVerifier.run(file, "--head", directory.resolve("head.txt")).status() == 1;
    } catch (Failure | IllegalArgumentException | Trees.MissingNode e) {
      return true;
    }
  }

  private Path export() throws IOException {
    Path file = directory.resolve("export.ndjson");
    try (OutputStream out = Files.newOutputStream(file)) {
      house.ledger.export(Optional.empty(), out);
    }
    return file;
  }

  private void execute(String sql) {
    house.database.transaction(handle -> handle.execute(sql));
  }
}
