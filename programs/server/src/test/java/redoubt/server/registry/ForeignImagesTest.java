package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.server.RunningHouse;
import redoubt.server.ServerOptions;
import redoubt.testkit.Await;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.ScriptedHttps;
import redoubt.web.Json;

/**
 * A cluster's pod names an image of another company's registry, which signs it with a key of its
 * own and shows it to nobody without a password: a whole server judges it by the pod's pull secret.
 */
final class ForeignImagesTest {
  private static final Duration READ_AND_ASKED = Duration.ofSeconds(60);

  @TempDir private Path directory;

  /** A server and its first administrator. */
  private record Company(RunningHouse running, HttpsCaller admin, String instance)
      implements AutoCloseable {
    static Company start(Path directory) {
      RunningHouse running =
          RunningHouse.start(
              directory,
              InstantSource.system(),
              ServerOptions.RegistryOptions.of(Optional.of("127.0.0.1:0"), Optional.empty()));
      HttpsCaller admin = running.admin();
      String instance =
          Json.parse(admin.get("/v1/instances").body().getBytes(UTF_8)).at("/items/0/id").asText();
      Company company = new Company(running, admin, instance);
      JsonNode _ = company.post("/namespaces", Map.of("name", "team"), 201);
      return company;
    }

    JsonNode post(String path, Map<String, ?> body, int status) {
      return json(
          admin.postJson(
              path.startsWith("/v1") ? path : "/v1/instances/" + instance + path,
              new String(Json.bytes(body), UTF_8)),
          status);
    }

    String registry() {
      return running.house().plainUrl().orElseThrow().replace("http://", "");
    }

    /** Pushes an image without layers; returns its digest. */
    String push(String tag) {
      String config = "{\"architecture\":\"amd64\",\"os\":\"" + tag + "\"}";
      String digest = Digest.of(config.getBytes(UTF_8)).toString();
      HttpResponse<String> blob =
          admin.send("POST", "/v2/team/app/blobs/uploads/?digest=" + digest, config);
      assertThat(blob.statusCode()).as(blob.body()).isEqualTo(201);
      String manifest =
          """
          {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":%d},\
          "layers":[]}\
          """
              .formatted(MediaTypes.OCI_MANIFEST, MediaTypes.OCI_CONFIG, digest, config.length());
      HttpResponse<String> put =
          admin
              .with("Content-Type", MediaTypes.OCI_MANIFEST)
              .send("PUT", "/v2/team/app/manifests/" + tag, manifest);
      assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
      return Digest.of(manifest.getBytes(UTF_8)).toString();
    }

    @Override
    public void close() {
      running.close();
    }
  }

  private static JsonNode json(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return Json.parse(answer.body().getBytes(UTF_8));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /** What an API server says at every path: pods, and the secret that they name. */
  private static String pods(String image, String running, String registry, String apiKey) {
    String auths =
        "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(registry, base64("iamapikey:" + apiKey));
    return new String(
        Json.bytes(
            Map.of(
                "items",
                List.of(
                    Map.of(
                        "metadata",
                        Map.of("namespace", "shop"),
                        "spec",
                        Map.of(
                            "imagePullSecrets",
                            List.of(Map.of("name", "pull")),
                            "containers",
                            List.of(Map.of("name", "c", "image", image))),
                        "status",
                        Map.of(
                            "containerStatuses",
                            List.of(Map.of("name", "c", "imageID", image + "@" + running))))),
                "type",
                "kubernetes.io/dockerconfigjson",
                "data",
                Map.of(".dockerconfigjson", base64(auths)))),
        UTF_8);
  }

  private static String kubeconfig(ScriptedHttps api) {
    return """
    apiVersion: v1
    kind: Config
    current-context: t
    contexts: [{name: t, context: {cluster: t, user: t}}]
    clusters:
    - {name: t, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: "%s"}}
    users: [{name: t, user: {token: abc}}]
    """
        .formatted(api.port(), base64(api.authority()));
  }

  private static JsonNode listed(Company company, String image) {
    JsonNode answer =
        json(company.admin().get("/v1/instances/" + company.instance() + "/foreign-images"), 200);
    for (JsonNode item : answer.path("items")) {
      if (item.path("image").asText().equals(image)) {
        return item;
      }
    }
    return Json.parse("{}".getBytes(UTF_8));
  }

  @Test
  void whatAPodNamesIsJudgedWithItsPullSecretAndItsSignerCanBeRevoked() throws Exception {
    try (Company vendor = Company.start(directory.resolve("vendor"));
        Company ours = Company.start(directory.resolve("ours"))) {
      String digest = vendor.push("v1");
      JsonNode _ =
          vendor.post("/signing-keys", Map.of("name", "release", "algorithm", "ecdsa-p256"), 201);
      String key =
          RunningHouse.text(
              vendor.admin().get("/v1/instances/" + vendor.instance() + "/signing-keys/release"),
              "publicKey");
      JsonNode _ = vendor.post("/v1/images/team/app/sign/v1", Map.of("key", "release"), 201);
      String image = vendor.registry() + "/team/app:v1";
      String apiKey = Files.readString(vendor.running().house().apiKeyFile()).strip();
      try (ScriptedHttps api =
          new ScriptedHttps(
              directory.resolve("api"),
              ScriptedHttps.always(200, pods(image, digest, vendor.registry(), apiKey)))) {
        JsonNode _ =
            ours.post("/clusters", Map.of("name", "prod", "kubeconfig", kubeconfig(api)), 201);
        JsonNode _ =
            ours.post(
                "/namespaces/team/signers",
                Map.of("name", "vendor", "kind", "key", "credential", key),
                201);
        Await.until(READ_AND_ASKED, "pods to be read", () -> listed(ours, image).has("places"));
        assertThat(listed(ours, image).has("namespace")).isFalse();
        HttpResponse<String> cover =
            ours.admin()
                .send(
                    "PUT",
                    "/v1/instances/" + ours.instance() + "/foreign-images/covers",
                    "{\"prefix\":\"%s/team\",\"namespace\":\"team\"}".formatted(vendor.registry()));
        JsonNode _ = json(cover, 200);
        Await.until(
            READ_AND_ASKED, "a verdict", () -> listed(ours, image).path("trusted").asBoolean());
        JsonNode line = listed(ours, image);
        assertThat(line.path("digest").asText()).isEqualTo(digest);
        assertThat(line.at("/signers/0").asText()).isEqualTo("vendor");
        assertThat(line.at("/places/0/cluster").asText()).isEqualTo("prod");
        JsonNode explained = ours.post("/foreign-images/verify", Map.of("image", image), 200);
        assertThat(explained.path("repository").asText())
            .isEqualTo(vendor.registry() + "/team/app");
        assertThat(explained.at("/signatures/0/format").asText()).isEqualTo("sigstore-bundle");
        vendor.running().close();
        JsonNode _ =
            ours.post("/namespaces/team/signers/vendor/revoke", Map.of("reason", "stolen"), 200);
        Await.until(
            READ_AND_ASKED,
            "the revocation",
            () -> !listed(ours, image).path("trusted").asBoolean());
        assertThat(
                ours.post("/foreign-images/verify", Map.of("image", image), 200)
                    .path("trusted")
                    .asBoolean())
            .isFalse();
        String everything = listed(ours, image).toString();
        assertThat(everything).doesNotContain(apiKey);
      }
    }
  }
}
