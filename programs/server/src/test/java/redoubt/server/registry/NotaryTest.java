package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.server.RunningHouse;
import redoubt.testkit.Await;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;
import redoubt.web.Json;

/** Debian's notary and Docker's command line sign tags in a whole server. */
@NeedsPeer(
    value = {"notary", "openssl"},
    why = "a client of signed collections that is not ours")
final class NotaryTest {
  private static final String IMAGE =
      "ba80793db053dcd5c194eae4c0824bb747040272ebea9e5411f7949b842dc5a6";

  @TempDir Path directory;
  private RunningHouse running;
  private NotaryClient owner;
  private String gun;
  private String instance;

  @BeforeEach
  void start() throws IOException {
    running = RunningHouse.start(directory.resolve("server"), InstantSource.system());
    HttpsCaller admin = running.admin();
    instance =
        Json.parse(admin.get("/v1/instances").body().getBytes(UTF_8)).at("/items/0/id").asText();
    namespace(instance, "team");
    owner = client("owner").as("iamapikey", Files.readString(running.house().apiKeyFile()).strip());
    gun = running.house().url().replace("https://127.0.0.1", "localhost") + "/team/app";
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private NotaryClient client(String name) {
    return new NotaryClient(
        running.house().url(), running.house().caFile(), directory.resolve(name), Map.of());
  }

  private void namespace(String of, String name) {
    assertThat(
            running
                .admin()
                .postJson("/v1/instances/" + of + "/namespaces", "{\"name\":\"" + name + "\"}")
                .statusCode())
        .isEqualTo(201);
  }

  /** Somebody with a role in an instance. */
  private NotaryClient somebody(String name, String of, String role) {
    HttpsCaller admin = running.admin();
    String user =
        RunningHouse.text(admin.postJson("/v1/users", "{\"name\":\"" + name + "\"}"), "id");
    HttpResponse<String> granted =
        admin.postJson(
            "/v1/instances/" + of + "/grants",
            "{\"user\":\"" + user + "\",\"role\":\"" + role + "\"}");
    assertThat(granted.statusCode()).as(granted.body()).isEqualTo(201);
    String key =
        RunningHouse.text(
            admin.postJson("/v1/apikeys", "{\"name\":\"notary\",\"user\":\"" + user + "\"}"),
            "apikey");
    return client(name).as("iamapikey", key);
  }

  private void sign(NotaryClient client, String tag, String... roles) throws Exception {
    String[] line = new String[7 + roles.length];
    System.arraycopy(
        new String[] {"addhash", "-p", gun, tag, "349", "--sha256", IMAGE}, 0, line, 0, 7);
    System.arraycopy(roles, 0, line, 7, roles.length);
    client.notary(line).expect(0);
  }

  @Test
  void tagsAreSignedDelegatedListedAndRemoved() throws Exception {
    assertThat(owner.notary("list", gun).expect(1).said()).contains("does not have trust data");
    owner.notary("init", "-p", gun).expect(0);
    sign(owner, "v1");
    owner.makeKey("alice");
    for (String role : new String[] {"targets/releases", "targets/alice"}) {
      owner.notary("delegation", "add", "-p", gun, role, "alice.crt", "--all-paths").expect(0);
    }
    owner.notary("key", "import", "alice.key", "--role", "alice").expect(0);
    sign(owner, "v2", "-r", "targets/releases", "-r", "targets/alice");
    NotaryClient reader = somebody("reader", instance, "READER");
    assertThat(reader.notary("list", gun).expect(0).said())
        .containsPattern("v1 +" + IMAGE + " +349 +targets")
        .containsPattern("v2 +" + IMAGE + " +349 +targets/releases");
    owner.notary("remove", "-p", gun, "v1").expect(0);
    owner.notary("delegation", "remove", "-p", gun, "targets/alice", "-y").expect(0);
    assertThat(reader.notary("list", gun).expect(0).said()).doesNotContain("v1 ").contains("v2 ");
  }

  @Test
  void notaryIsToldWhatToDoWhenWhatItBeganGaveWayToOthers() throws Exception {
    owner.notary("init", gun).expect(0);
    for (int i = 1; i <= 8; i++) {
      assertThat(
              running
                  .admin()
                  .get("/v2/localhost:" + i + "/team/app/_trust/tuf/timestamp.key")
                  .statusCode())
          .isEqualTo(200);
    }

    assertThat(owner.notary("publish", gun).expect(1).said())
        .contains("gives way to others", "notary delete");

    owner.notary("delete", gun).expect(0);
    owner.notary("init", "-p", gun).expect(0);
    sign(owner, "v1");
    assertThat(owner.notary("list", gun).expect(0).said()).contains(IMAGE);
  }

  @Test
  void whatNotaryFindsIsTrustedHereUntilItIsRemoved() throws Exception {
    HttpsCaller admin = running.admin();
    String config = Digest.of("{}".getBytes(UTF_8)).toString();
    assertThat(
            admin.send("POST", "/v2/team/app/blobs/uploads/?digest=" + config, "{}").statusCode())
        .isEqualTo(201);
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":2},\
        "layers":[]}\
        """
            .formatted(MediaTypes.OCI_MANIFEST, MediaTypes.OCI_CONFIG, config);
    assertThat(
            admin
                .with("Content-Type", MediaTypes.OCI_MANIFEST)
                .send("PUT", "/v2/team/app/manifests/v1", manifest)
                .statusCode())
        .isEqualTo(201);
    owner.notary("init", "-p", gun).expect(0);
    owner.makeKey("alice");
    owner
        .notary("delegation", "add", "-p", gun, "targets/releases", "alice.crt", "--all-paths")
        .expect(0);
    owner.notary("key", "import", "alice.key", "--role", "alice").expect(0);
    HttpResponse<String> signer =
        admin.postJson(
            "/v1/instances/" + instance + "/namespaces/team/signers",
            new String(
                Json.bytes(
                    Map.of("name", "alice", "kind", "key", "credential", owner.publicKey("alice"))),
                UTF_8));
    assertThat(signer.statusCode()).as(signer.body()).isEqualTo(201);
    assertThat(owner.notary("lookup", gun, "v1").exit()).isNotZero();
    Path content = Files.writeString(owner.directory().resolve("manifest.json"), manifest);
    assertThat(verifies(content)).isFalse();
    assertThat(isTrusted()).isFalse();

    owner.notary("add", "-p", gun, "v1", content.toString(), "-r", "targets/releases").expect(0);
    String hex = Digest.of(manifest.getBytes(UTF_8)).hex();
    assertThat(owner.notary("lookup", gun, "v1").expect(0).said()).contains(hex);
    assertThat(verifies(content)).isTrue();
    Await.until(Duration.ofSeconds(20), "trusted", this::isTrusted);

    owner.notary("remove", "-p", gun, "v1", "-r", "targets/releases").expect(0);
    assertThat(owner.notary("lookup", gun, "v1").exit()).isNotZero();
    assertThat(verifies(content)).isFalse();
    Await.until(Duration.ofSeconds(20), "not trusted", () -> !isTrusted());
  }

  private boolean verifies(Path content) throws Exception {
    return owner.notary("verify", gun, "v1", "-q", "-i", content.toString()).exit() == 0;
  }

  private boolean isTrusted() {
    HttpResponse<String> answer = running.admin().get("/v1/images/team/app/trust/v1");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body().getBytes(UTF_8)).path("trusted").asBoolean();
  }

  @Test
  void keysAreRotatedAndReadersFollow() throws Exception {
    NotaryClient reader = somebody("reader", instance, "READER");
    owner.notary("init", "-p", gun).expect(0);
    sign(owner, "v1");
    assertThat(reader.notary("list", gun).expect(0).said()).contains("v1");
    owner.notary("key", "rotate", gun, "snapshot", "-r").expect(0);
    sign(owner, "v2");
    owner.notary("key", "rotate", gun, "timestamp", "-r").expect(0);
    owner.notary("key", "rotate", gun, "targets").expect(0);
    sign(owner, "v3");
    assertThat(reader.notary("list", gun).expect(0).said()).contains("v1", "v2", "v3");
  }

  @Test
  void aDeletedCollectionIsGone() throws Exception {
    owner.notary("init", "-p", gun).expect(0);
    NotaryClient writer = somebody("writer", instance, "WRITER");
    assertThat(writer.notary("delete", gun, "--remote").said())
        .contains("not authorized to perform this operation");
    assertThat(owner.notary("list", gun).said()).contains("No targets present");
    owner.notary("delete", gun, "--remote").expect(0);
    assertThat(somebody("reader", instance, "READER").notary("list", gun).expect(1).said())
        .contains("does not have trust data");
  }

  @Test
  void aWriterSignsWithoutBeingManager() throws Exception {
    NotaryClient writer = somebody("writer", instance, "WRITER");
    writer.notary("init", "-p", gun).expect(0);
    sign(writer, "v1");
    assertThat(writer.notary("list", gun).expect(0).said()).contains("v1");
  }

  @Test
  void whoMayNotIsToldSo() throws Exception {
    String unauthorized = "not authorized to perform this operation";
    NotaryClient reader = somebody("reader", instance, "READER");
    assertThat(reader.notary("init", "-p", gun).said()).contains(unauthorized);
    owner.notary("init", "-p", gun).expect(0);
    String foreign =
        RunningHouse.text(running.admin().postJson("/v1/instances", "{\"name\":\"other\"}"), "id");
    NotaryClient stranger = somebody("stranger", foreign, "MANAGER");
    assertThat(stranger.notary("list", gun).expect(1).said()).contains(unauthorized);
    assertThat(stranger.notary("init", "-p", gun).said()).contains(unauthorized);
    assertThat(client("wrong").as("iamapikey", "rdt_wrong").notary("list", gun).expect(1).said())
        .contains("could not be found");
  }

  @Test
  void aWrongPassphraseSignsNothing() throws Exception {
    owner.notary("init", "-p", gun).expect(0);
    NotaryClient.Run run =
        owner.notary(
            Map.of("NOTARY_TARGETS_PASSPHRASE", "wrong battery"),
            "addhash",
            "-p",
            gun,
            "v1",
            "349",
            "--sha256",
            IMAGE);
    assertThat(run.exit()).isNotZero();
    assertThat(run.said()).contains("could not find necessary signing keys");
    assertThat(owner.notary("list", gun).said()).doesNotContain(IMAGE);
  }

  @Test
  void aCollectionOfAnotherRegistryIsRefusedInWords() throws Exception {
    assertThat(owner.notary("list", "registry.example/team/app").said())
        .contains("of another registry");
  }

  @Test
  void whoSignsWithOthersKeysIsToldWhatIsWrong() throws Exception {
    owner.notary("init", "-p", gun).expect(0);
    sign(owner, "v1");
    // Its own root, where there is one of somebody else.
    NotaryClient mallory = owner.in(directory.resolve("mallory"));
    NotaryClient.Run run = mallory.notary("init", "-p", gun);
    assertThat(run.exit()).isNotZero();
    assertThat(owner.notary("list", gun).expect(0).said()).contains("v1");
  }

  @Test
  @NeedsPeer(value = "docker", packaged = false, why = "docker trust")
  void dockersSignersAreAddedInspectedAndRevoked() throws Exception {
    String host = gun.substring(0, gun.indexOf('/'));
    NotaryClient docker =
        new NotaryClient(
            "https://" + host, owner.authority(), directory.resolve("docker"), owner.login());
    docker.docker(host, "key", "generate", "bob").expect(0);
    assertThat(
            docker.docker(host, "signer", "add", "--key", "bob.pub", "bob", gun).expect(0).said())
        .contains("Successfully added signer: bob");
    sign(
        docker.in(docker.directory().resolve(".docker/trust")),
        "v1",
        "-r",
        "targets/releases",
        "-r",
        "targets/bob");
    assertThat(docker.docker(host, "inspect", "--pretty", gun).expect(0).said())
        .containsPattern("v1 +" + IMAGE + " +bob");
    assertThat(docker.docker(host, "inspect", gun + ":v1").expect(0).said())
        .contains("\"SignedTag\": \"v1\"");
    assertThat(docker.docker(host, "revoke", "-y", gun + ":v1").expect(0).said())
        .contains("Successfully deleted signature");
    assertThat(docker.docker(host, "inspect", "--pretty", gun).expect(0).said())
        .contains("No signatures for");
  }
}
