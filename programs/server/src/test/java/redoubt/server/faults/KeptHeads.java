package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Signed heads of a ledger that somebody outside kept, and the checks that they make possible. */
final class KeptHeads {
  private final Path directory;
  private final List<JsonNode> heads = new ArrayList<>();

  KeptHeads(Path directory) {
    this.directory = directory;
  }

  /** Asks for the head of the moment and keeps it. */
  void keep(KeyCaller caller) {
    heads.add(KeyCaller.require(caller.get("/v1/ledger/head"), 200));
  }

  /** The ledger of today continues the one of which the last head was kept. */
  void assertContinued(KeyCaller caller) {
    if (heads.isEmpty()) {
      return;
    }
    JsonNode last = heads.getLast();
    JsonNode now = KeyCaller.require(caller.get("/v1/ledger/head"), 200);
    JsonNode proof =
        KeyCaller.require(
            caller.get(
                "/v1/ledger/consistency?from="
                    + last.path("size").asText()
                    + "&to="
                    + now.path("size").asText()),
            200);
    assertThat(proof.path("fromRoot").asText()).isEqualTo(last.path("rootHash").asText());
    assertThat(proof.path("toRoot").asText()).isEqualTo(now.path("rootHash").asText());
  }

  /** The independent verifier passes an export of everything against every head that was kept. */
  String assertVerified(KeyCaller caller) throws IOException, InterruptedException {
    String export = caller.get("/v1/ledger/export").body();
    Path file = Files.writeString(directory.resolve("ledger.ndjson"), export);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Path.of(
                        Objects.requireNonNull(System.getProperty("redoubt.root")),
                        "tools/VerifyLedger.java")
                    .toString(),
                file.toString()));
    for (int i = 0; i < heads.size(); i++) {
      Path head = directory.resolve("head" + i + ".txt");
      Files.writeString(head, heads.get(i).path("note").asText());
      command.addAll(
          List.of("--head", head.toString(), "--key", heads.get(i).path("publicKey").asText()));
    }
    Process verifier = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(verifier.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(verifier.waitFor()).as(said).isZero();
    assertThat(said).contains("RESULT PASS");
    return export;
  }
}
