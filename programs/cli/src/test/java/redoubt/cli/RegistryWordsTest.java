package redoubt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of images to who has done something wrong. */
final class RegistryWordsTest {
  @TempDir static Path directory;
  private static OwnServer server;

  @BeforeAll
  static void begin() {
    server = OwnServer.start(directory);
    assertThat(server.run("namespace", "add", "team").status()).isZero();
  }

  @AfterAll
  static void end() throws IOException {
    server.close();
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static Path layout() throws IOException {
    Path place = Files.createDirectories(directory.resolve("layout"));
    if (!Files.exists(place.resolve("index.json"))) {
      String manifest =
          """
          {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
          "config":{"mediaType":"application/vnd.oci.image.config.v1+json",\
          "digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",\
          "size":2},"layers":[]}\
          """;
      Path blobs = Files.createDirectories(place.resolve("blobs/sha256"));
      String digest =
          redoubt.testkit.DockerRegistry.digest(manifest.getBytes(StandardCharsets.UTF_8));
      Files.writeString(
          blobs.resolve("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"), "{}");
      Files.writeString(blobs.resolve(digest.substring(7)), manifest);
      Files.writeString(place.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
      Files.writeString(
          place.resolve("index.json"),
          """
          {"schemaVersion":2,"manifests":[{"mediaType":\
          "application/vnd.oci.image.manifest.v1+json","digest":"%s","size":%d}]}\
          """
              .formatted(digest, manifest.length()));
    }
    return place;
  }

  private static CommandLineRun bring(String to) throws IOException {
    return server.run("registry", "import", "oci:" + layout(), to);
  }

  @Test
  void whereNoNamespaceIsAnImportSaysSo() throws IOException {
    CommandLineRun run = bring("nowhere/app:v1");
    assertThat(run.status()).isEqualTo(Exit.NO);
    assertThat(run.err()).contains("redoubt namespace add nowhere", "(web.forbidden)");
  }

  @Test
  void aFullNamespaceIsNamedWithTheCommandThatMakesRoom() throws IOException {
    assertThat(server.run("namespace", "add", "small").status()).isZero();
    assertThat(server.run("namespace", "set", "small", "--limit", "1").status()).isZero();
    CommandLineRun run = bring("small/app:v1");
    assertThat(run.status()).isNotZero();
    assertThat(run.err()).contains("namespace small", "redoubt namespace set small --limit");
  }

  @Test
  void aLimitBelowWhatIsThereIsSetAndTold() throws IOException {
    assertThat(server.run("namespace", "add", "grown").status()).isZero();
    assertThat(bring("grown/app:v1").status()).isZero();
    assertThat(server.run("namespace", "set", "grown", "--limit", "5GiB").err()).isEmpty();
    CommandLineRun run = server.run("namespace", "set", "grown", "--limit", "1");
    assertThat(run.status()).isZero();
    assertThat(run.err()).containsPattern("grown has \\d+ B already, more than the limit of 1 B");
    assertThat(server.run("quota", "show").out()).containsPattern("grown +\\d+ B +1 B");
  }

  @Test
  void whatAPolicyKeepsIsToldInWords() throws IOException {
    assertThat(server.run("namespace", "add", "aged").status()).isZero();
    assertThat(bring("aged/app:v1").status()).isZero();
    assertThat(server.run("retention", "run", "aged", "--dry-run", "--newest", "1").out())
        .contains("Kept: 1 that do not say credibly when they were made.");
  }

  @Test
  void anInstanceWithNamespacesIsNamedWhereItIsNotDeleted() {
    assertThat(server.run("instance", "create", "lab").status()).isZero();
    assertThat(server.run("namespace", "add", "bench", "--instance", "lab").status()).isZero();
    CommandLineRun run = server.run("instance", "delete", "lab", "--yes");
    assertThat(run.status()).isNotZero();
    String list = "redoubt namespace list --instance ";
    assertThat(run.err()).contains(list, "(registry.instance-has-namespaces)");
    String instance = run.err().split(list, 2)[1].split("[,\\s]", 2)[0];
    assertThat(server.run("namespace", "list", "--instance", instance).out()).contains("bench");
  }

  @Test
  void whyARegistryDoesNotAnswerIsSaid() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String refused = "127.0.0.1:" + port;
    assertThat(server.run("registry", "import", "docker://" + refused + "/a:b", "team/a:b").err())
        .contains("Nothing answers at " + refused);
    String untrusted = server.url().substring("https://".length());
    assertThat(server.run("registry", "import", "docker://" + untrusted + "/a:b", "team/a:b").err())
        .contains("certificate of " + untrusted, "--source-ca");
  }

  @Test
  void aRegistryWithoutTlsIsSaidToBeOne() throws Exception {
    Thread answers;
    try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      answers =
          Thread.startVirtualThread(() -> {
            while (!plain.isClosed()) {
              try (Socket one = plain.accept()) {
                int _ = one.getInputStream().read(new byte[512]);
                one.getOutputStream()
                    .write("HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n".getBytes());
              } catch (IOException e) {
                // Whoever called has gone, or the test is over.
              }
            }
          });
      String host = "127.0.0.1:" + plain.getLocalPort();
      assertThat(server.run("registry", "import", "docker://" + host + "/a:b", "team/a:b").err())
          .contains(host + " does not speak TLS", "--source-insecure");
    }
    answers.join();
  }

  @Test
  void aPrivateKeyStaysWhereItIs() throws Exception {
    String key =
        Base64.getMimeEncoder()
            .encodeToString(
                KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getEncoded());
    Path file =
        file("cosign.key", "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
    CommandLineRun run =
        server.run("signer", "add", "ci", "--namespace", "team", "--key", file.toString());
    assertThat(run.status()).isNotZero();
    assertThat(run.err()).contains(file.toString(), "nothing of it was sent", "cli.private-key");
    assertThat(server.run("ledger", "show", "-o", "json").out())
        .doesNotContain("signatures.bad-key");
  }

  @Test
  void aPolicyIsToldInWordsAndItsFaultWithItsPlace() throws IOException {
    assertThat(server.run("trust", "show", "team").out())
        .contains("- a signature of anybody who may sign there")
        .endsWith("}\n");
    Path bad =
        file(
            "policy.json",
            "{\"requirements\":[{\"signedBy\":[\"ci\"]},{\"signedBy\":[\"ci\"],\"treshold\":2}]}");
    assertThat(server.run("trust", "set", "team", bad.toString()).err())
        .contains("Requirement 2: There is no field treshold");
    assertThat(server.run("trust", "set", "team", file("no.json", "{").toString()).err())
        .contains("is no JSON", "jq");
  }

  /** An API key is what other options of that form take. */
  @Test
  void aFileThatHoldsNoLoginsIsNotShown() throws IOException {
    Path key = file("robot.apikey", "rdt_secretsecret\n");
    for (String[] command :
        new String[][] {
          {"registry", "import", "docker://127.0.0.1:1/a:b", "team/a:b"},
          {"namespace", "upstream", "team", "https://registry.example.org"}
        }) {
      CommandLineRun run =
          server.run(
              Stream.concat(Arrays.stream(command), Stream.of("--credentials-file", key.toString()))
                  .toArray(String[]::new));
      assertThat(run.err()).contains("cli.no-login").doesNotContain("secretsecret");
    }
    assertThat(server.run("trust", "set", "team", key.toString()).err())
        .contains("is no JSON")
        .doesNotContain("secretsecret");
  }

  @Test
  void noneIsNoPatternOfTags() {
    assertThat(server.run("namespace", "set", "team", "--immutable-tags", "v*").out())
        .contains("neither moved nor deleted: v*");
    assertThat(server.run("namespace", "set", "team", "--immutable-tags", "none").out())
        .contains("Every tag of team may be moved");
  }

  @Test
  void anImageWithoutATagIsSaidToHaveNone() throws IOException {
    assertThat(bring("team/tagged:v1").status()).isZero();
    assertThat(server.run("image", "verify", "team/tagged").err())
        .contains("No tag was named", "redoubt image list team/tagged");
  }

  @Test
  void whatHelpsIsSaidWithTheNamesThatWereMeant() throws IOException {
    assertThat(server.run("namespace", "add", "named").status()).isZero();
    assertThat(bring("named/app:v1").status()).isZero();
    assertThat(server.run("namespace", "remove", "named", "--yes").err())
        .contains("redoubt image list named,");
    assertThat(server.run("namespace", "set", "named", "--immutable-tags", "v*").status()).isZero();
    assertThat(server.run("image", "untag", "named/app:v1").err())
        .contains("redoubt namespace set named --immutable-tags");
    assertThat(server.run("image", "show", "named/app:v2").err())
        .contains("redoubt image list named/app");
    assertThat(server.run("image", "list", "named/none").err())
        .contains("redoubt image list named.");
    assertThat(server.run("retention", "run", "named", "--dry-run").err())
        .contains("redoubt retention set named --newest 10");
    assertThat(server.run("signer", "revoke", "none", "--namespace", "named", "--yes").err())
        .contains("redoubt signer list --namespace named.");
  }

  @Test
  void aMisspeltNamespaceIsSaidToBeNone() {
    for (String[] command :
        new String[][] {
          {"signer", "list", "--namespace", "nosuch"},
          {"trust", "show", "nosuch"},
          {"image", "list", "nosuch"},
          {"image", "list", "nosuch/app"},
          {"trash", "list", "nosuch"},
          {"namespace", "trust-key", "nosuch"},
          {"namespace", "set", "nosuch", "--limit", "none"}
        }) {
      CommandLineRun run = server.run(command);
      assertThat(run.err()).contains("no such namespace", "redoubt namespace list");
      assertThat(run.status()).isEqualTo(Exit.COULD_NOT);
    }
  }

  @Test
  void aKeyThatWasRevokedUnderAnotherNameIsToldAsSuch() throws IOException {
    assertThat(server.run("signing-key", "create", "shared").status()).isZero();
    String key =
        file("shared.pub", server.run("signing-key", "show", "shared", "--public-key").out())
            .toString();
    for (String name : List.of("alice", "alias")) {
      assertThat(server.run("signer", "add", name, "--namespace", "team", "--key", key).status())
          .isZero();
    }
    CommandLineRun revoked =
        server.run(
            "signer", "revoke", "alice", "--namespace", "team", "--reason", "stolen", "--yes");
    assertThat(revoked.out()).contains("alice is revoked.");
    assertThat(server.run("signer", "revoke", "alice", "--namespace", "team", "--yes").out())
        .contains("alice was revoked already", ": stolen. Nothing was changed.");
    assertThat(server.run("signer", "revoke", "alias", "--namespace", "team").err())
        .contains("No image is trusted because of it.", "Add --yes to do it.");
    assertThat(server.run("signer", "list", "--namespace", "team").out())
        .containsPattern(
            "alias .* live, counts no more: its key is that of alice, who was revoked");
  }

  @Test
  void aRoleInANamespaceThatIsNotThereIsGivenAndTold() {
    assertThat(server.run("user", "create", "dev").status()).isZero();
    CommandLineRun given =
        server.run("instance", "grant", "--user", "dev", "--role", "reader", "--namespace", "taem");
    assertThat(given.out()).contains("dev holds the role READER in the namespace taem.");
    assertThat(given.err()).contains("There is no namespace taem yet");
  }

  /** An administrator gives roles where no role lets them list namespaces. */
  @Test
  void whoMayNotListNamespacesIsToldNothingUntrueAndNothingIsRefused() {
    assertThat(server.run("user", "create", "chief", "--administrator").status()).isZero();
    String apikey = server.run("apikey", "create", "chief", "--user", "chief").out().strip();
    Map<String, String> chief = new HashMap<>(server.environment());
    chief.put("REDOUBT_APIKEY", apikey);
    for (String user : List.of("puller", "pusher")) {
      assertThat(server.run("user", "create", user).status()).isZero();
    }
    CommandLineRun there =
        CommandLineRun.of(
            chief,
            "instance",
            "grant",
            "--user",
            "puller",
            "--role",
            "reader",
            "--namespace",
            "team");
    assertThat(there.status()).as(there.err()).isZero();
    assertThat(there.err()).isEmpty();
    CommandLineRun missing =
        CommandLineRun.of(
            chief,
            "instance",
            "grant",
            "--user",
            "pusher",
            "--role",
            "reader",
            "--repository",
            "taem/app");
    assertThat(missing.err()).contains("There is no namespace taem yet");
    assertThat(server.run("ledger", "show", "-o", "json").out())
        .doesNotContain("container-registry.namespace.list");
  }

  @Test
  void whoSignsWithAKeyThatNobodyBelievesIsToldAndWhatToDo() throws IOException {
    assertThat(bring("team/signed:v1").status()).isZero();
    assertThat(server.run("signing-key", "create", "release").out())
        .containsPattern("by: +admin\n");
    CommandLineRun signed = server.run("image", "sign", "team/signed:v1", "--key", "release");
    assertThat(signed.status()).isEqualTo(Exit.DONE);
    assertThat(signed.err())
        .contains("not trusted", "redoubt signer add release --namespace team --key release.pub");
    Path key =
        file("release.pub", server.run("signing-key", "show", "release", "--public-key").out());
    assertThat(
            server
                .run("signer", "add", "release", "--namespace", "team", "--key", key.toString())
                .status())
        .isZero();
    CommandLineRun again = server.run("image", "sign", "team/signed:v1", "--key", "release");
    assertThat(again.err()).isEmpty();
    // The second one says the same as the first, and is not told of beside it.
    String evidence = signed.out().replaceAll("(?s).*sigstore-bundle  (\\S+)  in.*", "$1");
    assertThat(server.run("image", "verify", "team/signed:v1").out()).contains(evidence);
    CommandLineRun asked = server.run("signer", "revoke", "release", "-n", "team");
    assertThat(asked.err()).containsPattern("NO MORE +team/signed@sha256:");
    assertThat(server.run("image", "verify", "team/signed:v1").status()).isEqualTo(Exit.DONE);
    assertThat(server.run("signer", "revoke", "release", "-n", "team", "--yes").status()).isZero();
    assertThat(server.run("image", "verify", "team/signed:v1").status()).isEqualTo(Exit.NO);
  }

  @Test
  void whatIsRefusedIsRecordedWithItsImage() {
    assertThat(server.run("image", "delete", "team/gone:v1", "--yes").status()).isNotZero();
    assertThat(server.run("namespace", "add", "team").status()).isNotZero();
    assertThat(server.run("ledger", "show", "-o", "json").out())
        .contains("\"target\": \"team/gone:v1\"");
  }

  @Test
  void aWebhookIsToldWithItsId() {
    CommandLineRun run = server.run("webhook", "add", "team", "https://ci.example.org/images");
    assertThat(run.err() + run.out())
        .containsPattern("Webhook [0-9a-f-]{36} tells https://ci.example.org/images");
  }
}
