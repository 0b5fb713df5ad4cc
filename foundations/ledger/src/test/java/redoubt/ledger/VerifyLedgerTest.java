package redoubt.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import redoubt.ledger.http.ProofFiles;
import redoubt.testkit.LedgerVerifier;

/** The verifier that shares no code with the ledger. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyLedgerTest {
  private static final int LEAVES = 9;

  @AutoClose private final House house = new House();
  @TempDir private static Path directory;

  @BeforeAll
  void fill() {
    house.withLeaves(LEAVES);
  }

  @Test
  void passesAnExportOfEverything() throws IOException {
    LedgerVerifier.Result result =
        LedgerVerifier.run(export(Optional.empty()), "--key", house.ledger.head().publicKey());
    assertThat(result.output()).contains("RESULT PASS");
    assertThat(result.status()).isZero();
  }

  @Test
  void passesATenantsExportThatShowsNothingOfOthers() throws IOException {
    Path file = export(Optional.of("b"));
    assertThat(LedgerVerifier.run(file, "--key", house.ledger.head().publicKey()).status())
        .isZero();
    assertThat(Files.readString(file))
        .contains("\"tenant\":\"b\"")
        .doesNotContain("\"tenant\":\"a\"", "\"tenant\":\"c\"");
  }

  @Test
  void runsAsASingleSourceFile() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                LedgerVerifier.source().toString(),
                export(Optional.empty()).toString(),
                "--key",
                house.ledger.head().publicKey())
            .inheritIO()
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void findsEveryLineThatWasDropped() throws IOException {
    List<String> lines = Files.readAllLines(export(Optional.empty()));
    for (int dropped = 1; dropped < lines.size(); dropped++) {
      List<String> fewer = new ArrayList<>(lines);
      String line = fewer.remove(dropped);
      boolean earlierHead = line.startsWith("{\"head\"") && dropped < lines.size() - 2;
      if (!earlierHead) {
        assertThat(LedgerVerifier.run(write(fewer)).status()).as("without %s", line).isOne();
      }
    }
  }

  @Test
  void findsLinesThatChangedPlaces() throws IOException {
    List<String> lines = Files.readAllLines(export(Optional.empty()));
    for (int first = 1; first + 1 < lines.size(); first++) {
      List<String> swapped = new ArrayList<>(lines);
      Collections.swap(swapped, first, first + 1);
      assertThat(LedgerVerifier.run(write(swapped)).status()).as("swapped %d", first).isOne();
    }
  }

  @Test
  void findsAnyCharacterThatWasChanged() throws IOException {
    String text = Files.readString(export(Optional.empty()));
    for (int at = 0; at < text.length(); at += 13) {
      char changed = text.charAt(at) == 'A' ? 'B' : 'A';
      String other = text.substring(0, at) + changed + text.substring(at + 1);
      Path file = directory.resolve("changed.ndjson");
      Files.writeString(file, other);
      assertThat(LedgerVerifier.run(file, "--key", house.ledger.head().publicKey()).status())
          .as("changed character %d: %s", at, text.substring(Math.max(0, at - 20), at + 1))
          .isOne();
    }
  }

  @Test
  void findsASignatureOfAnotherKey() throws IOException {
    try (House other = new House()) {
      LedgerVerifier.Result result =
          LedgerVerifier.run(export(Optional.empty()), "--key", other.ledger.head().publicKey());
      assertThat(result.status()).isOne();
    }
  }

  @Test
  void passesTheProofOfEveryEntryAndNoChangedOne() throws IOException {
    for (Recorded one : house.ledger.entries(EntryFilter.ALL, Optional.empty(), 500).entries()) {
      Path file = directory.resolve("proof.json");
      String proof = ProofFiles.entry(house.ledger.prove(one.id(), Optional.empty()));
      Files.writeString(file, proof);
      assertThat(
              LedgerVerifier.run("--proof", file, "--key", house.ledger.head().publicKey())
                  .status())
          .as("proof of %s", one.id())
          .isZero();
      Files.writeString(file, proof.replace("\"outcome\":\"ok\"", "\"outcome\":\"no\""));
      assertThat(LedgerVerifier.run("--proof", file).status()).isOne();
    }
  }

  @Test
  void passesEveryConsistencyProofAndNoOther() throws IOException {
    Path file = directory.resolve("consistency.json");
    for (int from = 0; from <= LEAVES; from++) {
      for (int to = from; to <= LEAVES; to++) {
        String proof = ProofFiles.consistency(house.ledger.consistency(from, to));
        Files.writeString(file, proof);
        assertThat(
                LedgerVerifier.run("--consistency", file, "--key", house.ledger.head().publicKey())
                    .status())
            .as("%d to %d", from, to)
            .isZero();
        Files.writeString(file, proof.replace("\"from\":" + from, "\"from\":" + (from + 1)));
        assertThat(LedgerVerifier.run("--consistency", file).status()).isOne();
      }
    }
  }

  @Test
  void aFileThatOnlyAgreesWithItselfIsNotPassed() throws IOException {
    LedgerVerifier.Result result = LedgerVerifier.run(export(Optional.empty()));
    assertThat(result.status()).isEqualTo(LedgerVerifier.SIGNER_UNKNOWN);
    assertThat(result.output())
        .contains("SIGNER IS UNKNOWN", house.ledger.head().publicKey())
        .doesNotContain("RESULT PASS");
  }

  @Test
  void aHeadThatWasKeptSaysWhoseTheKeyIs() throws IOException {
    Path head = directory.resolve("head.txt");
    Files.writeString(head, house.ledger.head().note());
    LedgerVerifier.Result result = LedgerVerifier.run(export(Optional.empty()), "--head", head);
    assertThat(result.status()).as(result.output()).isZero();
  }

  @Test
  void tellsWrongUseAndMissingFilesApart() {
    assertThat(LedgerVerifier.run().status()).isEqualTo(2);
    assertThat(LedgerVerifier.run("--nonsense", "x").status()).isEqualTo(2);
    assertThat(LedgerVerifier.run("a", "b").status()).isEqualTo(2);
    assertThat(LedgerVerifier.run(directory.resolve("nowhere")).status()).isEqualTo(3);
  }

  @Test
  void rubbishIsAFailureNotACrash() throws IOException {
    for (String rubbish : List.of("", "{", "[]", "null", "{\"format\":1}", "[".repeat(5000))) {
      assertThat(LedgerVerifier.run(write(List.of(rubbish))).status()).as(rubbish).isOne();
    }
    Path binary = directory.resolve("binary");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThat(LedgerVerifier.run(binary).status()).isOne();
  }

  private Path export(Optional<String> tenant) throws IOException {
    Path file = directory.resolve("export" + tenant.orElse("") + ".ndjson");
    try (OutputStream out = Files.newOutputStream(file)) {
      house.ledger.export(tenant, out);
    }
    return file;
  }

  private Path write(List<String> lines) throws IOException {
    Path file = directory.resolve("other.ndjson");
    Files.write(file, lines);
    return file;
  }
}
