package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redoubt.server.RunningHouse;
import redoubt.server.ServerOptions;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;
import redoubt.web.Json;

/** Skopeo signs what it pushes to one server; another one judges it from there. */
@ExtendWith(OpenToolHouse.class)
@NeedsPeer(
    value = {"umoci", "skopeo", "gpg", "gpgconf"},
    why = "a signer of OpenPGP simple signing that is not ours")
final class ForeignOpenPgpTest {
  @TempDir private Path directory;

  @Test
  void whatSkopeoSignedElsewhereIsJudgedHere(ToolHouse vendor) throws Exception {
    Tools tools = vendor.tools();
    try (RunningHouse ours =
        RunningHouse.start(
            directory,
            InstantSource.system(),
            ServerOptions.RegistryOptions.of(Optional.empty(), Optional.empty()))) {
      String _ =
          tools.done(
              "gpg",
              "--batch",
              "--passphrase=",
              "--quick-gen-key",
              "vendor@acme.test",
              "ed25519",
              "sign",
              "0");
      Path key = tools.home().resolve("vendor.asc");
      String _ =
          tools.done(
              "gpg", "--batch", "--armor", "--output=" + key, "--export", "vendor@acme.test");
      String signed = vendor.image("vendor@acme.test");
      String unsigned = vendor.image();
      vendor.openToVisitors();
      HttpsCaller admin = ours.admin();
      String at =
          "/v1/instances/"
              + Json.parse(admin.get("/v1/instances").body().getBytes(UTF_8))
                  .at("/items/0/id")
                  .asText();
      JsonNode _ = told(admin.postJson(at + "/namespaces", "{\"name\":\"team\"}"));
      JsonNode _ =
          told(
              admin.postJson(
                  at + "/namespaces/team/signers",
                  text(
                      Map.of(
                          "name",
                          "vendor",
                          "kind",
                          "openpgp",
                          "credential",
                          Files.readString(key),
                          "terms",
                          Map.of()))));
      JsonNode _ =
          told(
              admin.send(
                  "PUT",
                  at + "/foreign-images/covers",
                  text(Map.of("prefix", tools.registry(), "namespace", "team"))));
      JsonNode verdict = verify(admin, at, tools.registry() + "/team/app:" + signed);
      assertThat(verdict.path("trusted").asBoolean()).as(verdict.toString()).isTrue();
      assertThat(verdict.at("/signers/0").asText()).isEqualTo("vendor");
      assertThat(verdict.at("/signatures/0/format").asText()).isEqualTo("openpgp");
      assertThat(
              verify(admin, at, tools.registry() + "/team/app:" + unsigned)
                  .path("trusted")
                  .asBoolean())
          .isFalse();
    } finally {
      String _ = tools.done("gpgconf", "--kill", "all");
    }
  }

  private static JsonNode verify(HttpsCaller admin, String at, String image) {
    return told(admin.postJson(at + "/foreign-images/verify", text(Map.of("image", image))));
  }

  private static JsonNode told(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    return Json.parse(answer.body().getBytes(UTF_8));
  }

  private static String text(Map<String, ?> body) {
    return new String(Json.bytes(body), UTF_8);
  }
}
