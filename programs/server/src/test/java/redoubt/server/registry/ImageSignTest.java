package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.server.RunningHouse;
import redoubt.server.ServerOptions;
import redoubt.testkit.Await;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;
import redoubt.web.Json;

/** Images signed with keys of the server, on a whole server. */
final class ImageSignTest {
  private static final String NOTATION_POLICY =
      """
      {"version":"1.0","trustPolicies":[{"name":"a","registryScopes":["*"],
      "signatureVerification":{"level":"strict"},"trustStores":["ca:acme"],
      "trustedIdentities":["x509.subject: C=DE, ST=Berlin, O=Acme"]}]}\
      """;

  @TempDir static Path directory;

  private static RunningHouse running;
  private static HttpsCaller admin;
  private static String apiKey;
  private static String instance;
  private static int count;

  @BeforeAll
  static void start() throws IOException {
    running =
        RunningHouse.start(
            directory.resolve("server"),
            InstantSource.system(),
            ServerOptions.RegistryOptions.of(Optional.of("127.0.0.1:0"), Optional.empty()));
    admin = running.admin();
    apiKey = Files.readString(running.house().apiKeyFile()).strip();
    instance =
        Json.parse(admin.get("/v1/instances").body().getBytes(UTF_8)).at("/items/0/id").asText();
    JsonNode _ = made("/v1/instances/" + instance + "/namespaces", "{\"name\":\"team\"}");
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static JsonNode json(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return Json.parse(answer.body().getBytes(UTF_8));
  }

  private static JsonNode made(String path, String body) {
    return json(admin.postJson(path, body), 201);
  }

  private static String keys() {
    return "/v1/instances/" + instance + "/signing-keys";
  }

  private static String name() {
    count++;
    return "n" + count;
  }

  /** A key with a certificate. */
  private static String key(String algorithm) {
    String name = name();
    JsonNode _ = made(keys(), "{\"name\":\"%s\",\"algorithm\":\"%s\"}".formatted(name, algorithm));
    JsonNode _ =
        made(
            keys() + "/" + name + "/certificate",
            "{\"subject\":\"CN=release,O=Acme,ST=Berlin,C=DE\",\"days\":9}");
    return name;
  }

  private static String put(String mediaType, String reference, String manifest) {
    HttpResponse<String> answer =
        admin
            .with("Content-Type", mediaType)
            .send("PUT", "/v2/team/app/manifests/" + reference, manifest);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Digest.of(manifest.getBytes(UTF_8)).toString();
  }

  /** Pushes an image without layers under a tag; returns its manifest. */
  private static String image(String tag) {
    String config = "{\"architecture\":\"amd64\",\"os\":\"" + tag + "\"}";
    String digest = Digest.of(config.getBytes(UTF_8)).toString();
    String place =
        admin
            .postJson("/v2/team/app/blobs/uploads/", "")
            .headers()
            .firstValue("location")
            .orElseThrow();
    HttpResponse<String> blob =
        admin.send("PUT", place.replaceFirst("^https?://[^/]+", "") + "?digest=" + digest, config);
    assertThat(blob.statusCode()).as(blob.body()).isEqualTo(201);
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":%d},\
        "layers":[]}\
        """
            .formatted(MediaTypes.OCI_MANIFEST, MediaTypes.OCI_CONFIG, digest, config.length());
    String _ = put(MediaTypes.OCI_MANIFEST, tag, manifest);
    return manifest;
  }

  private static String image() {
    String tag = name();
    String _ = image(tag);
    return tag;
  }

  private static HttpResponse<String> sign(HttpsCaller caller, String reference, String key) {
    return caller.postJson(
        "/v1/images/team/app/sign/" + reference, "{\"key\":\"" + key + "\",\"recursive\":true}");
  }

  private static HttpsCaller holder(String... roles) {
    String user =
        RunningHouse.text(admin.postJson("/v1/users", "{\"name\":\"" + name() + "\"}"), "id");
    for (String role : roles) {
      JsonNode _ =
          made("/v1/instances/" + instance + "/grants", "{\"user\":\"" + user + "\"," + role + "}");
    }
    return running.as(
        RunningHouse.text(
            admin.postJson("/v1/apikeys", "{\"name\":\"t\",\"user\":\"" + user + "\"}"), "apikey"));
  }

  private static String code(HttpResponse<String> answer) {
    return answer.statusCode() + " " + RunningHouse.text(answer, "code");
  }

  private static List<String> formats(JsonNode answer) {
    List<String> formats = new ArrayList<>();
    answer.path("signatures").forEach(made -> formats.add(made.path("format").asText()));
    return formats;
  }

  /** Everything that a tool said, when it ended so. */
  private static String run(int exit, String... line) throws Exception {
    Tools.Run run =
        Tools.at(
                directory.resolve("home"),
                running.house().plainUrl().orElseThrow().replace("http://", ""),
                apiKey)
            .run(line);
    assertThat(run.exit()).as(run.said()).isEqualTo(exit);
    return run.said();
  }

  private static String publicKey(String key) throws IOException {
    Path file = directory.resolve(key + ".pub");
    Files.writeString(file, RunningHouse.text(admin.get(keys() + "/" + key), "publicKey"));
    return "--key=" + file;
  }

  private static String[] cosign(String key, String reference) {
    return new String[] {
      "cosign", "verify", key, "--insecure-ignore-tlog", "--allow-http-registry", reference
    };
  }

  @Test
  void oneCallMakesABundleAndASignatureOfTheNotaryProjectThatThisServerTrusts() {
    String key = key("ecdsa-p256");
    String tag = image();
    JsonNode shown = json(admin.get(keys() + "/" + key), 200);
    for (String kind : new String[] {"key", "certificate"}) {
      JsonNode _ =
          made(
              "/v1/instances/" + instance + "/namespaces/team/signers",
              new String(
                  Json.bytes(
                      Map.of(
                          "name",
                          name(),
                          "kind",
                          kind,
                          "credential",
                          shown.path(kind.equals("key") ? "publicKey" : "certificate").asText())),
                  UTF_8));
    }

    JsonNode answer = json(sign(admin, tag, key), 201);

    assertThat(formats(answer)).containsExactly("sigstore-bundle", "notation");
    Await.until(
        Duration.ofSeconds(20),
        "both are believed",
        () -> {
          JsonNode trust = json(admin.get("/v1/images/team/app/trust/" + tag), 200);
          return trust.path("trusted").asBoolean()
              && trust.path("signatures").size() == 2
              && trust.at("/signatures/0/authentic").asBoolean()
              && trust.at("/signatures/1/authentic").asBoolean();
        });
  }

  @Test
  void withoutACertificateThereIsABundleAloneAndAWordOfIt() {
    String key = name();
    JsonNode _ = made(keys(), "{\"name\":\"" + key + "\"}");

    JsonNode answer = json(sign(admin, image(), key), 201);

    assertThat(formats(answer)).containsExactly("sigstore-bundle");
    assertThat(answer.path("noNotation").asText()).isEqualTo("The key has no certificate.");
  }

  @Test
  void anIndexIsSignedWithWhatItLists() {
    String key = key("ecdsa-p256");
    String child = image(name());
    String digest = Digest.of(child.getBytes(UTF_8)).toString();
    String absent = Digest.of("absent".getBytes(UTF_8)).toString();
    String index =
        """
        {"schemaVersion":2,"mediaType":"%1$s","manifests":[\
        {"mediaType":"%2$s","digest":"%3$s","size":%4$d},\
        {"mediaType":"%2$s","digest":"%5$s","size":9}]}\
        """
            .formatted(
                MediaTypes.OCI_INDEX, MediaTypes.OCI_MANIFEST, digest, child.length(), absent);
    String whole = put(MediaTypes.OCI_INDEX, name(), index);

    JsonNode answer = json(sign(admin, whole, key), 201);

    List<String> images = new ArrayList<>();
    answer.path("signatures").forEach(made -> images.add(made.path("image").asText()));
    assertThat(images).containsExactly(whole, whole, digest, digest);
    assertThat(answer.path("absent")).hasSize(1);
  }

  @Test
  void aDisabledKeySignsNothing() {
    String key = key("ecdsa-p256");
    String tag = image();
    JsonNode _ = json(admin.postJson(keys() + "/" + key + "/disable", "{}"), 200);

    assertThat(code(sign(admin, tag, key))).isEqualTo("409 keys.signing-key-disabled");
  }

  @Test
  void aKeyOfAnotherInstanceSignsNothing() {
    String other = RunningHouse.text(admin.postJson("/v1/instances", "{\"name\":\"o\"}"), "id");
    JsonNode key = made("/v1/instances/" + other + "/signing-keys", "{\"name\":\"theirs\"}");

    assertThat(code(sign(admin, image(), "theirs"))).isEqualTo("404 signatures.no-signing-key");
    assertThat(code(sign(admin, image(), key.path("id").asText())))
        .isEqualTo("404 signatures.no-signing-key");
  }

  @Test
  void whoSignsWritesInTheRepositoryAndInTheRingOfTheKey() {
    String key = key("ecdsa-p256");
    String tag = image();

    assertThat(sign(holder("\"role\":\"READER\""), tag, key).statusCode()).isEqualTo(403);
    assertThat(code(sign(holder("\"role\":\"WRITER\",\"namespace\":\"team\""), tag, key)))
        .isEqualTo("404 signatures.no-signing-key");
    assertThat(
            code(
                sign(
                    holder(
                        "\"role\":\"WRITER\",\"namespace\":\"team\"",
                        "\"role\":\"READER\",\"ring\":\"default\""),
                    tag,
                    key)))
        .isEqualTo("403 signatures.key-forbidden");
    assertThat(
            sign(
                    holder(
                        "\"role\":\"WRITER\",\"namespace\":\"team\"",
                        "\"role\":\"WRITER\",\"ring\":\"default\""),
                    tag,
                    key)
                .statusCode())
        .isEqualTo(201);
  }

  @Test
  void anImageThatIsNotThereIsNotSigned() {
    assertThat(code(sign(admin, "nothing", key("ecdsa-p256"))))
        .isEqualTo("404 signatures.no-image");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ecdsa-p256", "ed25519", "rsa-3072"})
  @NeedsPeer(value = "cosign", packaged = false, why = "whether cosign 3 verifies what we sign")
  void cosignVerifiesTheBundle(String algorithm) throws Exception {
    String key = key(algorithm);
    String tag = image();
    JsonNode _ = json(sign(admin, tag, key), 201);

    assertThat(run(0, cosign(publicKey(key), "REGISTRY/team/app:" + tag)))
        .contains("verified against the specified public key");
  }

  @Test
  @NeedsPeer(value = "cosign", packaged = false, why = "whether cosign 3 verifies what we sign")
  void cosignVerifiesItWithNoOtherKey() throws Exception {
    String tag = image();
    JsonNode _ = json(sign(admin, tag, key("ecdsa-p256")), 201);

    assertThat(run(1, cosign(publicKey(key("ecdsa-p256")), "REGISTRY/team/app:" + tag)))
        .contains("do not match threshold");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ecdsa-p256", "ecdsa-p384", "rsa-3072"})
  @NeedsPeer(value = "notation", packaged = false, why = "whether notation verifies what we sign")
  void notationVerifiesItsSignature(String algorithm) throws Exception {
    String key = key(algorithm);
    String tag = image();
    JsonNode _ = json(sign(admin, tag, key), 201);
    Path config = Files.createDirectories(directory.resolve("home/config/notation"));
    Path store = Files.createDirectories(config.resolve("truststore/x509/ca/acme"));
    Files.writeString(config.resolve("trustpolicy.json"), NOTATION_POLICY);
    Files.writeString(
        store.resolve("own.pem"), RunningHouse.text(admin.get(keys() + "/" + key), "certificate"));

    assertThat(run(0, "notation", "verify", "--insecure-registry", "REGISTRY/team/app:" + tag))
        .contains("Successfully verified signature");
  }
}
