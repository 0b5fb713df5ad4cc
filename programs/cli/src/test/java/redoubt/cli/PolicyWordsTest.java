package redoubt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about policies of images. */
final class PolicyWordsTest {
  private static final String PORTIERIS =
      """
      apiVersion: portieris.cloud.ibm.com/v1
      kind: ClusterImagePolicy
      metadata: {name: usual}
      spec:
        repositories:
        - name: "*"
          policy: {trust: {enabled: true}}
        - name: docker.io/library/*
        - name: icr.test/never/*
          policy: {simple: {requirements: [{type: reject}]}}
      """;

  @TempDir static Path directory;
  private static OwnServer server;

  @BeforeAll
  static void begin() {
    server = OwnServer.start(directory);
  }

  @AfterAll
  static void end() throws IOException {
    server.close();
  }

  private static String file(String text) throws IOException {
    return Files.writeString(directory.resolve("policies.yaml"), text).toString();
  }

  private static CommandLineRun alone(String... args) {
    return CommandLineRun.of(Map.of("REDOUBT_DATA", directory.resolve("none").toString()), args);
  }

  @Test
  void convertWritesOurOwnWithoutAServer() throws IOException {
    CommandLineRun run = alone("policy", "convert", file(PORTIERIS));
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .startsWith("apiVersion: redoubt.dev/v1\nkind: ClusterImagePolicy\n")
        .contains("- contentTrust: {}", "- reject: true");
    CommandLineRun again = alone("policy", "convert", file(run.out()));
    assertThat(again.out()).isEqualTo(run.out());
  }

  @Test
  void explainSaysWhichEntryDecidesWithoutAServer() throws IOException {
    CommandLineRun run =
        alone("policy", "explain", file(PORTIERIS), "--image", "nginx", "--namespace", "shop");
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            nginx is docker.io/library/nginx:latest.
            The namespace shop has no policy of its own: those of the cluster count.
            Entries that are about it, the one that decides first:
              ClusterImagePolicy usual  docker.io/library/*  (18 characters)
              ClusterImagePolicy usual  *  (0 characters)
            It asks for:
              name: docker.io/library/*
            """);
    String own =
        file(PORTIERIS.replace("ClusterImagePolicy", "ImagePolicy").replace("\"*\"", "a.test/*"));
    CommandLineRun none = alone("policy", "explain", own, "--image", "b.test/x");
    assertThat(none.status()).isEqualTo(Exit.NO);
    assertThat(none.out()).contains("No entry is about the image.");
  }

  @Test
  void aFieldThatIsNotKnownIsSaidWithWhatWasMeant() throws IOException {
    CommandLineRun run = alone("policy", "convert", file(PORTIERIS.replace("trust:", "trsut:")));
    assertThat(run.status()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("policy.trsut", "did you mean trust?");
  }

  @Test
  void testEndsWithOneWhereTheImageWouldBeRefused() throws IOException {
    CommandLineRun refused =
        server.run("policy", "test", file(PORTIERIS), "--image", "icr.test/never/app:v1");
    assertThat(refused.status()).isEqualTo(Exit.NO);
    assertThat(refused.out())
        .contains("REFUSED", "ClusterImagePolicy usual, entry icr.test/never/*")
        .contains("is rejected by policy");
    CommandLineRun admitted = server.run("policy", "test", file(PORTIERIS), "--image", "nginx");
    assertThat(admitted.status()).isZero();
    assertThat(admitted.out()).startsWith("admitted");
    assertThat(server.run("policy", "test", "--image", "nginx").err())
        .contains("Name a file with policies, or a cluster with --cluster.");
    assertThat(server.run("policy", "test", "--cluster", "prod", "--image", "nginx").err())
        .contains("There is no such cluster");
  }

  @Test
  void installNeedsAClusterAndAnAddress() {
    assertThat(server.run("admission", "install", "prod").err())
        .contains("There is no such cluster");
    assertThat(server.run("admission", "install", "prod", "--url", "http://a.test").err())
        .contains("--url has to be https://HOST[:PORT].");
    assertThat(server.run("admission", "list").out()).contains("No API server asks.");
  }

  @Test
  void whatBelongsTogetherIsSaid() throws IOException {
    String policies = file(PORTIERIS);
    assertThat(
            server.run("policy", "rehearse", policies, "--cluster", "prod", "--to", "x.yaml").err())
        .contains("--to is where --grandfather writes; say until when.");
    CommandLineRun there =
        server.run(
            "policy",
            "rehearse",
            policies,
            "--cluster",
            "prod",
            "--grandfather",
            "2100-01-01",
            "--to",
            policies);
    assertThat(there.status()).isEqualTo(Exit.COULD_NOT);
    assertThat(there.err()).contains("policies.yaml");
    assertThat(server.run("policy", "impact", "--revoke", "ci").err())
        .contains("--revoke and --namespace belong together.");
    assertThat(server.run("policy", "impact", "--exempt-none", "--exempt", "a").err())
        .contains("--exempt-none and --exempt exclude each other.");
    assertThat(server.run("policy", "impact", "--evict").err())
        .contains("--evict and --budget belong together");
    assertThat(
            server
                .run(
                    "policy",
                    "impact",
                    "--evict",
                    "--budget",
                    "1",
                    "--revoke",
                    "ci",
                    "--namespace",
                    "team")
                .err())
        .contains("revoke the signer first");
    CommandLineRun none = server.run("policy", "rehearse", policies, "--cluster", "prod");
    assertThat(none.status()).isEqualTo(Exit.COULD_NOT);
    assertThat(none.err()).contains("There is no such cluster");
    assertThat(server.run("policy", "impact").out()).contains("No API server asks.");
  }
}
