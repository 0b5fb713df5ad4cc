package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.server.House;
import redoubt.server.ImageOptions.ImagePlace;
import redoubt.server.ServerOptions;
import redoubt.server.ServerOptions.RegistryOptions;
import redoubt.server.ServerOptions.SealOptions;
import redoubt.signatures.signers.Credential;
import redoubt.signatures.signers.NamedSigner;
import redoubt.signatures.signers.SignerKind;
import redoubt.signatures.sql.SignerRows;
import redoubt.store.Database;
import redoubt.testkit.Await;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.TestDatabase;
import redoubt.web.Json;

/** Two servers on one database and one directory of images say the same of who signed what. */
final class SharedTrustTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String GUN = "localhost/team/app";

  /** How often both are published to at one moment. */
  private static final int ROUNDS = 5;

  @TempDir private Path directory;
  private TestDatabase database;
  private House a;
  private House b;
  private HttpsCaller atA;
  private HttpsCaller atB;
  private String instance;

  @BeforeEach
  void start() throws IOException {
    database = TestDatabase.create();
    a = open("a");
    b = open("b");
    atA = admin(a);
    atB = admin(b);
    instance = json(atA.get("/v1/instances"), 200).at("/items/0/id").asText();
    JsonNode _ = made(atA, "/v1/instances/" + instance + "/namespaces", "{\"name\":\"team\"}");
  }

  @AfterEach
  void stop() {
    b.close();
    a.close();
    database.close();
  }

  private House open(String name) {
    return House.open(
        new ServerOptions(
                directory.resolve(name),
                "127.0.0.1",
                0,
                Optional.of(database.settings()),
                new SealOptions(
                    SealOptions.Kind.FILE,
                    Optional.of(directory.resolve("seal")),
                    Optional.empty(),
                    Optional.empty()))
            .with(RegistryOptions.USUAL.keptIn(ImagePlace.in(directory.resolve("images")))),
        InstantSource.system(),
        step -> {});
  }

  private HttpsCaller admin(House house) throws IOException {
    HttpsCaller stranger = HttpsCaller.trusting(house.caFile(), URI.create(house.url()));
    String token =
        json(
                stranger.postForm(
                    "/identity/token",
                    "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=" + apiKey()),
                200)
            .path("access_token")
            .asText();
    return stranger.withBearer(token);
  }

  private String apiKey() throws IOException {
    return Files.readString(directory.resolve("a/admin.apikey")).strip();
  }

  private static JsonNode json(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return Json.parse(answer.body().getBytes(UTF_8));
  }

  private static JsonNode made(HttpsCaller caller, String path, String body) {
    return json(caller.postJson(path, body), 201);
  }

  private static String text(Map<String, Object> fields) {
    return new String(Json.bytes(fields), UTF_8);
  }

  /** Pushes an image without layers; its manifest. */
  private static byte[] image(HttpsCaller caller, String tag) {
    String config = "{\"architecture\":\"amd64\",\"os\":\"" + tag + "\"}";
    String digest = Digest.of(config.getBytes(UTF_8)).toString();
    HttpResponse<String> blob =
        caller.send("POST", "/v2/team/app/blobs/uploads/?digest=" + digest, config);
    assertThat(blob.statusCode()).as(blob.body()).isEqualTo(201);
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":%d},\
        "layers":[]}\
        """
            .formatted(MediaTypes.OCI_MANIFEST, MediaTypes.OCI_CONFIG, digest, config.length());
    HttpResponse<String> put =
        caller
            .with("Content-Type", MediaTypes.OCI_MANIFEST)
            .send("PUT", "/v2/team/app/manifests/" + tag, manifest);
    assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
    return manifest.getBytes(UTF_8);
  }

  /** A key that signs, made at one of them; its public half. */
  private String key(HttpsCaller caller, String name) {
    String keys = "/v1/instances/" + instance + "/signing-keys";
    return made(caller, keys, text(Map.of("name", name, "algorithm", "ecdsa-p256")))
        .path("publicKey")
        .asText();
  }

  private String signers() {
    return "/v1/instances/" + instance + "/namespaces/team/signers";
  }

  private void signer(HttpsCaller caller, String name, String publicKey) {
    JsonNode _ =
        made(
            caller,
            signers(),
            text(Map.of("name", name, "kind", "key", "credential", publicKey, "terms", Map.of())));
  }

  private static void sign(HttpsCaller caller, String tag, String key) {
    JsonNode _ = made(caller, "/v1/images/team/app/sign/" + tag, text(Map.of("key", key)));
  }

  private static boolean isTrusted(HttpsCaller caller, String reference) {
    return json(caller.get("/v1/images/team/app/trust/" + reference), 200)
        .path("trusted")
        .asBoolean();
  }

  /** One that an earlier version took, and that is refused when it is read again. */
  @Test
  void bothSayOfASignerThatCannotBeReadThatItIsSo() {
    NamedSigner signer =
        new NamedSigner(
            UUID.randomUUID(),
            instance,
            "team",
            "old",
            new Credential(SignerKind.CERTIFICATE, "none", Set.of("0".repeat(64)), Map.of()),
            Instant.EPOCH,
            "alice",
            Optional.empty());
    try (Database there = Database.open(database.settings())) {
      boolean _ = there.transaction(transaction -> SignerRows.insert(transaction, signer));
    }
    for (HttpsCaller at : List.of(atA, atB)) {
      String path = "/v1/instances/" + instance + "/namespaces/team/signers";
      assertThat(json(at.get(path), 200).at("/items/0/unread").asText())
          .isEqualTo("There is no certificate.");
    }
  }

  @Test
  void whatOneSignsTheOtherVerifies() {
    signer(atB, "release", key(atA, "release"));
    byte[] _ = image(atA, "v1");
    byte[] _ = image(atB, "v2");
    sign(atA, "v1", "release");
    sign(atB, "v2", "release");
    for (HttpsCaller caller : List.of(atA, atB)) {
      for (String tag : List.of("v1", "v2")) {
        Await.until(SOON, tag, () -> isTrusted(caller, tag));
      }
    }
    byte[] _ = image(atA, "v3");
    assertThat(isTrusted(atB, "v3")).isFalse();
  }

  @Test
  void whoIsRevokedAtOneIsSoAtTheOtherFromTheNextQuestionOn() {
    signer(atA, "leaving", key(atA, "leaving"));
    signer(atA, "staying", key(atA, "staying"));
    byte[] _ = image(atA, "v1");
    byte[] _ = image(atA, "v2");
    sign(atA, "v1", "leaving");
    sign(atA, "v2", "staying");
    Await.until(SOON, "v1 at b", () -> isTrusted(atB, "v1"));
    Await.until(SOON, "v2 at b", () -> isTrusted(atB, "v2"));
    HttpResponse<String> revoked =
        atA.postJson(signers() + "/leaving/revoke", "{\"reason\":\"lost\"}");
    assertThat(revoked.statusCode()).as(revoked.body()).isEqualTo(200);
    assertThat(isTrusted(atB, "v1")).isFalse();
    assertThat(isTrusted(atA, "v1")).isFalse();
    assertThat(isTrusted(atB, "v2")).isTrue();
    sign(atB, "v1", "staying");
    Await.until(SOON, "v1 by another", () -> isTrusted(atA, "v1"));
  }

  private NotaryClient notary(House house, String name) throws IOException {
    return new NotaryClient(house.url(), house.caFile(), directory.resolve(name), Map.of())
        .as("iamapikey", apiKey());
  }

  private static NotaryClient.Run add(NotaryClient client, String tag, byte[] manifest)
      throws Exception {
    return client.notary(
        "addhash",
        "-p",
        GUN,
        tag,
        Integer.toString(manifest.length),
        "--sha256",
        Digest.of(manifest).hex());
  }

  private static String file(HttpsCaller caller, String role) {
    HttpResponse<String> answer = caller.get("/v2/" + GUN + "/_trust/tuf/" + role + ".json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  /** Of the key that signs the list of tags, as PEM. */
  private static String targetsKey(String rootFile) {
    JsonNode root = Json.parse(rootFile.getBytes(UTF_8)).path("signed");
    String id = root.at("/roles/targets/keyids/0").asText();
    byte[] key =
        Base64.getDecoder().decode(root.path("keys").path(id).at("/keyval/public").asText());
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key)
        + "\n-----END PUBLIC KEY-----\n";
  }

  @Test
  @NeedsPeer(value = "notary", why = "a client that publishes signed collections at two servers")
  void whatIsPublishedAtOneTheOtherHandsOutAndGoesOnFrom() throws Exception {
    NotaryClient throughA = notary(a, "owner");
    NotaryClient throughB = notary(b, "owner");
    byte[] first = image(atA, "v1");
    byte[] second = image(atB, "v2");
    throughA.notary("init", "-p", GUN).expect(0);
    signer(atA, "tagging", targetsKey(file(atB, "root")));
    add(throughA, "v1", first).expect(0);
    Await.until(SOON, "v1 at b", () -> isTrusted(atB, "v1"));
    add(throughB, "v2", second).expect(0);
    Await.until(SOON, "v2 at a", () -> isTrusted(atA, "v2"));
    assertThat(throughA.notary("list", GUN).expect(0).said()).contains("v1", "v2");
    throughB.notary("remove", "-p", GUN, "v1").expect(0);
    Await.until(SOON, "v1 withdrawn at a", () -> !isTrusted(atA, "v1"));
    assertThat(isTrusted(atA, "v2")).isTrue();
    assertThat(throughA.notary("list", GUN).expect(0).said()).contains("v2").doesNotContain("v1");
  }

  @Test
  @NeedsPeer(value = "notary", why = "a client that publishes signed collections at two servers")
  void ofTwoPublicationsAtOneMomentNoneIsLostThatWasTaken() throws Exception {
    NotaryClient throughA = notary(a, "one");
    throughA.notary("init", "-p", GUN).expect(0);
    add(throughA, "v0", image(atA, "v0")).expect(0);
    copy(directory.resolve("one"), directory.resolve("two"));
    NotaryClient throughB = notary(b, "two");
    List<String> taken = new ArrayList<>(List.of("v0"));
    int version = version(file(atA, "targets"));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 1; round <= ROUNDS; round++) {
        String one = "a" + round;
        String two = "b" + round;
        byte[] manifest = image(atA, one);
        Callable<NotaryClient.Run> first = () -> add(throughA, one, manifest);
        Callable<NotaryClient.Run> second = () -> add(throughB, two, manifest);
        Future<NotaryClient.Run> atOne = threads.submit(first);
        Future<NotaryClient.Run> atTwo = threads.submit(second);
        List<Boolean> ends = List.of(atOne.get().exit() == 0, atTwo.get().exit() == 0);
        assertThat(ends).as("%s%n%s", atOne.get().said(), atTwo.get().said()).contains(true);
        int fresh = version(file(atA, "targets"));
        assertThat(fresh - version)
            .as("%s%n%s", atOne.get().said(), atTwo.get().said())
            .isEqualTo((int) ends.stream().filter(end -> end).count());
        version = fresh;
        if (ends.getFirst()) {
          taken.add(one);
        }
        if (ends.getLast()) {
          taken.add(two);
        }
        for (String role : List.of("root", "targets", "snapshot", "timestamp")) {
          assertThat(file(atB, role)).as(role).isEqualTo(file(atA, role));
        }
      }
    }
    String said = notary(b, "reader").notary("list", GUN).expect(0).said();
    assertThat(taken).allSatisfy(tag -> assertThat(said).contains(tag));
  }

  private static int version(String file) {
    return Json.parse(file.getBytes(UTF_8)).at("/signed/version").asInt();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.toList()) {
        Path copy = to.resolve(from.relativize(one));
        if (Files.isDirectory(one)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(one, copy);
        }
      }
    }
  }
}
