package redoubt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code encryption enable} says and writes before any cluster is touched. */
final class EncryptionEnableTest {
  private static final String MANIFEST =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: kube-apiserver
      spec:
        containers:
        - command:
          - kube-apiserver
          - --advertise-address=127.0.0.1
          image: registry.k8s.io/kube-apiserver:v1.36.2
          name: kube-apiserver
      """;

  @TempDir static Path shared = Path.of("");
  private static OwnServer server;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    server = OwnServer.start(shared);
    server.run("cluster", "add", "prod");
    server.run("key", "create", "root");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static CommandLineRun enable(Map<String, String> environment, String... more) {
    return CommandLineRun.of(
        environment,
        Stream.concat(
                Stream.of("encryption", "enable", "prod", "--key", "root", "--yes"),
                Arrays.stream(more))
            .toArray(String[]::new));
  }

  private static CommandLineRun enable(String... more) {
    return enable(server.environment(), more);
  }

  private String written(String file) throws IOException {
    return Files.readString(directory.resolve("out").resolve(file));
  }

  private String out() {
    return directory.resolve("out").toString();
  }

  @Test
  void withoutAManifestTheChangeOfTheApiServerIsDescribed() throws IOException {
    CommandLineRun run = enable("--out", out());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("redoubt/README.md");
    assertThat(written("redoubt/README.md"))
        .contains(
            "--encryption-provider-config=/etc/kubernetes/redoubt/apiserver/",
            "--encryption-provider-config-automatic-reload=true",
            "- `/run/redoubt-kms`");
  }

  @Test
  void withAManifestItIsChangedAndNothingIsLeftToDescribe() throws IOException {
    Path manifest = Files.writeString(directory.resolve("m.yaml"), MANIFEST);
    CommandLineRun run = enable("--out", out(), "--manifest", manifest.toString());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(written("manifests/kube-apiserver.yaml")).contains("--encryption-provider-config=");
    assertThat(directory.resolve("out/redoubt/README.md")).doesNotExist();
  }

  @Test
  void theImageIsOneThatNoRegistryGives() throws IOException {
    enable("--out", out());
    assertThat(written("manifests/redoubt-kms-plugin.yaml"))
        .containsPattern("image: localhost/redoubt-kms-plugin:[0-9]+\\.[0-9]+\\.[0-9]+\n");
  }

  @Test
  void thePluginIsSentToTheServerThatTheCommandTalksTo() throws IOException {
    Map<String, String> elsewhere = new HashMap<>(server.environment());
    elsewhere.put("REDOUBT_SERVER", "https://localhost:1");
    CommandLineRun run =
        enable(
            elsewhere,
            "--out",
            out(),
            "--server",
            server.url(),
            "--ca",
            server.authority().toString());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(written("manifests/redoubt-kms-plugin.yaml")).contains("--server=" + server.url());
  }

  @Test
  void anAddressThatEveryNodeHasIsWarnedOf() {
    assertThat(enable("--out", out()).err()).contains("its own node", "--plugin-server");
    assertThat(enable("--out", out() + "2", "--plugin-server", "https://redoubt.example.org").err())
        .doesNotContain("its own node");
  }

  @Test
  void whatCannotBeSeenToComeUpIsNotChanged() throws IOException {
    Path manifest = directory.resolve("manifests/kube-apiserver.yaml");
    Files.createDirectories(manifest.getParent());
    Files.writeString(manifest, MANIFEST);
    CommandLineRun run = enable("--apply", directory.toString());
    assertThat(run.status()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("cli.api-server-ca-unknown", "--api-server-ca");
    assertThat(manifest).hasContent(MANIFEST);
    assertThat(directory.resolve("redoubt")).doesNotExist();
  }

  @Test
  void aPluginThatDoesNotComeUpIsSaidEvenWhereTheApiServerNeedsNoChange() throws IOException {
    Path manifest = directory.resolve("manifests/kube-apiserver.yaml");
    Files.createDirectories(manifest.getParent());
    Files.writeString(manifest, MANIFEST);
    assertThat(enable("--apply", directory.toString(), "--wait", "0").status()).isZero();
    Path authority = Files.copy(server.authority(), directory.resolve("ca.crt"));
    CommandLineRun again =
        enable(
            "--apply",
            directory.toString(),
            "--wait",
            "1",
            "--socket",
            directory.resolve("nobody.sock").toString(),
            "--api-server-ca",
            authority.toString());
    assertThat(again.status()).isEqualTo(Exit.COULD_NOT);
    assertThat(again.err()).contains("cli.plugin-not-up", "nobody made");
  }

  @Test
  void withoutAManifestBelowTheDirectoryNothingIsSaidToEncrypt() {
    CommandLineRun run = enable("--apply", directory.toString(), "--wait", "0");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("no API server's manifest", "redoubt/README.md");
  }

  /** How a command ends that shows the API key of the plugin in a directory. */
  private int statusAsPlugin(String apiKey) {
    Map<String, String> plugin = new HashMap<>(server.environment());
    plugin.put("REDOUBT_APIKEY", apiKey);
    return CommandLineRun.of(plugin, "key", "list").status();
  }

  @Test
  void aNodesUnusedApiKeyEndsWithTheNextOne() throws IOException {
    Path apiKey = directory.resolve("redoubt/kms-plugin/apikey");
    enable("--apply", directory.toString(), "--wait", "0", "--node", "cp1");
    String first = Files.readString(apiKey).strip();
    enable("--apply", directory.toString(), "--wait", "0", "--node", "cp2");
    String ofTheOther = Files.readString(apiKey).strip();
    enable("--apply", directory.toString(), "--wait", "0", "--node", "cp1");
    assertThat(statusAsPlugin(first)).isEqualTo(Exit.COULD_NOT);
    assertThat(statusAsPlugin(ofTheOther)).isEqualTo(Exit.DONE);
    assertThat(statusAsPlugin(Files.readString(apiKey).strip())).isEqualTo(Exit.DONE);
  }

  @Test
  void aWishThatIsRefusedChangesNothing() throws IOException {
    server.run("cluster", "add", "untouched");
    assertThat(refused("--image", "not an image")).contains("encryption.bad-field", "image");
    assertThat(refused("--node", "cp_1")).contains("encryption.bad-field", "node");
    assertThat(refused("--offline-grace", "long")).contains("encryption.bad-field", "offlineGrace");
    assertThat(refused("--form", "pot")).contains("encryption.bad-field", "form");
    Path manifest = Files.writeString(directory.resolve("m.yaml"), "kind: Pod\n");
    assertThat(refused("--manifest", manifest.toString())).contains("encryption.bad-manifest");
    assertThat(refused("--configuration", manifest.toString())).contains("encryption.bad-manifest");
    assertThat(server.run("cluster", "show", "untouched").out())
        .containsPattern("Encryption: +off");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  private String refused(String option, String value) {
    CommandLineRun run =
        server.run(
            "encryption", "enable", "untouched", "--key", "root", "--out", out(), option, value);
    assertThat(run.status()).as(run.err()).isNotZero();
    return run.err();
  }

  @Test
  void aRefusedWishLeavesTheRootKeyThatGuardsTheCluster() {
    server.run("cluster", "add", "guarded");
    server.run("key", "create", "first");
    server.run("key", "create", "second");
    server.run("cluster", "use", "guarded", "--key", "first");
    String before = server.run("cluster", "show", "guarded").out();
    CommandLineRun run =
        server.run(
            "encryption",
            "enable",
            "guarded",
            "--key",
            "second",
            "--resources",
            "configmaps",
            "--out",
            out(),
            "--image",
            "not an image");
    assertThat(run.status()).as(run.err()).isNotZero();
    assertThat(server.run("cluster", "show", "guarded").out()).isEqualTo(before);
  }
}
