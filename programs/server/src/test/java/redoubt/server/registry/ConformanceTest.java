package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import redoubt.server.RunningHouse;
import redoubt.server.ServerOptions;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.Peers;
import redoubt.web.Json;

/** The suite of the OCI distribution specification, as its authors publish it. */
@NeedsPeer(
    value = "oci-conformance",
    packaged = false,
    why =
        "all checks of the OCI distribution specification; build its directory conformance with go,"
            + " and put it under that name on the PATH")
final class ConformanceTest {
  @TempDir static Path directory;

  @ParameterizedTest
  @CsvSource({"1.1, 862", "dev, 986"})
  void allChecksPassAndNoneIsSkipped(String version, int checks) throws Exception {
    try (RunningHouse running =
        RunningHouse.start(
            directory.resolve("server" + version),
            InstantSource.system(),
            ServerOptions.RegistryOptions.of(Optional.of("127.0.0.1:0"), Optional.empty()))) {
      String instance =
          Json.parse(running.admin().get("/v1/instances").body().getBytes(UTF_8))
              .at("/items/0/id")
              .asText();
      assertThat(
              running
                  .admin()
                  .postJson(
                      "/v1/instances/" + instance + "/namespaces", "{\"name\":\"conformance\"}")
                  .statusCode())
          .isEqualTo(201);
      Path results = directory.resolve("results" + version);
      Path said = directory.resolve("said" + version);
      ProcessBuilder suite =
          new ProcessBuilder(Peers.find("oci-conformance").orElseThrow().toString())
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile());
      suite
          .environment()
          .putAll(
              Map.of(
                  "OCI_VERSION",
                  version,
                  "OCI_REGISTRY",
                  running.house().plainUrl().orElseThrow().replace("http://", ""),
                  "OCI_TLS",
                  "disabled",
                  "OCI_USERNAME",
                  "iamapikey",
                  "OCI_PASSWORD",
                  Files.readString(running.house().apiKeyFile()).strip(),
                  "OCI_RESULTS_DIR",
                  results.toString()));
      Process process = suite.start();
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      Element report =
          DocumentBuilderFactory.newDefaultInstance()
              .newDocumentBuilder()
              .parse(results.resolve("junit.xml").toFile())
              .getDocumentElement();
      assertThat(report.getAttribute("failures")).as(Files.readString(said)).isEmpty();
      assertThat(report.getAttribute("errors")).isEmpty();
      assertThat(report.getAttribute("skipped")).isEmpty();
      // To cancel an upload is of the coming version; the suite turns both of its checks off for
      // 1.1.
      assertThat(report.getAttribute("disabled")).isEqualTo(version.equals("1.1") ? "2" : "");
      assertThat(Integer.parseInt(report.getAttribute("tests"))).isGreaterThanOrEqualTo(checks);
      assertThat(process.exitValue()).isZero();
    }
  }
}
