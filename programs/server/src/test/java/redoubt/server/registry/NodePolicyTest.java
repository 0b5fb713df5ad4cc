package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import redoubt.testkit.NeedsPeer;
import redoubt.web.Json;

/**
 * What is written for nodes, by the programs that read it there, with images that others signed.
 */
@NeedsPeer(
    value = {"umoci", "skopeo", "gpg", "gpgconf"},
    why = "what nodes pull by policies that are written for them")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NodePolicyTest {
  private ToolHouse house;
  private String signed = "";
  private String unsigned = "";
  private String wrong = "";

  @BeforeAll
  void sign() throws Exception {
    house = ToolHouse.open();
    Tools tools = house.tools();
    Files.createDirectory(
        tools.home().resolve(".gnupg"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (String who : List.of("ann", "mallory")) {
      String _ =
          tools.done(
              "gpg",
              "--batch",
              "--passphrase=",
              "--quick-gen-key",
              who + "@acme.test",
              "ed25519",
              "sign",
              "0");
    }
    Path key = tools.home().resolve("ann.asc");
    String _ =
        tools.done("gpg", "--batch", "--armor", "--output=" + key, "--export", "ann@acme.test");
    house.signer("ann", "openpgp", key);
    signed = house.image("ann@acme.test");
    unsigned = house.image();
    wrong = house.image("mallory@acme.test");
    house.trusted(signed, "ann", "openpgp");
  }

  @AfterAll
  void stop() throws Exception {
    if (house != null) {
      String _ = house.tools().done("gpgconf", "--kill", "all");
      house.close();
    }
  }

  private JsonNode write(String runtime, String repositories, Path to) throws IOException {
    String instance =
        Json.parse(house.running().admin().get("/v1/instances").body().getBytes(UTF_8))
            .at("/items/0/id")
            .asText();
    String policies =
        """
        apiVersion: redoubt.dev/v1
        kind: ClusterImagePolicy
        metadata: {name: usual}
        spec: {repositories: [%s]}
        """
            .formatted(repositories.replace("REGISTRY", house.tools().registry()));
    HttpResponse<String> answer =
        house
            .running()
            .admin()
            .postJson(
                "/v1/instances/" + instance + "/image-policies/node",
                new String(Json.bytes(Map.of("runtime", runtime, "policies", policies)), UTF_8));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode files = Json.parse(answer.body().getBytes(UTF_8));
    for (JsonNode one : files.path("files")) {
      Path file = to.resolve(one.path("path").asText());
      Files.createDirectories(file.getParent());
      Files.writeString(file, one.path("text").asText());
      if (one.path("executable").asBoolean()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
    return files;
  }

  private Tools.Run pull(String skopeo, Path policies, String image) throws Exception {
    return house
        .tools()
        .run(
            skopeo,
            "--policy=" + policies.resolve("policy.json"),
            "--registries.d=" + policies.resolve("registries.d"),
            "copy",
            "--remove-signatures",
            "--src-tls-verify=false",
            "docker://REGISTRY/" + image,
            "oci:pulled:" + image.replaceAll("[^a-z0-9]", "-"));
  }

  private Path directory(String name) {
    return house.tools().home().resolve(name);
  }

  @Test
  void skopeoPullsByThePolicyOfCrioWhatIsSigned() throws Exception {
    Path to = directory("crio");
    for (String require : List.of("{signedBy: [ann]}", "{trusted: true}")) {
      JsonNode _ = write("cri-o", "{name: 'REGISTRY/team/*', require: [" + require + "]}", to);
      Tools.Run good = pull("skopeo", to, "team/app:" + signed);
      assertThat(good.exit()).as(good.said()).isZero();
      assertThat(pull("skopeo", to, "team/app@" + house.digest(signed)).exit()).isZero();
      assertThat(pull("skopeo", to, "team/app:" + unsigned).said())
          .contains("A signature was required, but no signature exists");
      Tools.Run refused = pull("skopeo", to, "team/app:" + wrong);
      assertThat(refused.exit()).isNotZero();
      assertThat(refused.said()).contains("Source image rejected");
    }
  }

  @Test
  void whatCannotBeSaidIsRefusedThere() throws Exception {
    Path to = directory("unsayable");
    JsonNode files =
        write(
            "cri-o",
            "{name: 'REGISTRY/team/*', require: [{trusted: true}, {scanned: true}]},"
                + " {name: 'REGISTRY/team/app:%s'}".formatted(unsigned),
            to);
    assertThat(files.path("notes").toString()).contains("scans are not looked at there");
    assertThat(pull("skopeo", to, "team/app:" + signed).said()).contains("rejected by policy");
    assertThat(pull("skopeo", to, "team/app:" + unsigned).exit()).isZero();
    JsonNode _ = write("cri-o", "{name: 'REGISTRY/other/*'}", to);
    assertThat(pull("skopeo", to, "team/app:" + signed).said()).contains("rejected by policy");
  }

  @Test
  @NeedsPeer(
      value = {"cosign2", "skopeo-sigstore"},
      packaged = false,
      why = "a policy of containers that looks at signatures of cosign")
  void skopeoPullsByThePolicyOfCrioWhatCosignSigned() throws Exception {
    Tools tools = house.tools();
    for (String who : List.of("kim", "eve")) {
      String _ = tools.done("cosign2", "generate-key-pair", "--output-key-prefix=" + who);
    }
    house.signer("kim", "key", tools.home().resolve("kim.pub"));
    String good = house.image();
    String bad = house.image();
    for (Map.Entry<String, String> one : Map.of("kim", good, "eve", bad).entrySet()) {
      String _ =
          tools.done(
              "cosign2",
              "sign",
              "--yes",
              "--tlog-upload=false",
              "--allow-http-registry",
              "--key=" + one.getKey() + ".key",
              "REGISTRY/team/app:" + one.getValue());
    }
    Path to = directory("cosign");
    JsonNode files = write("cri-o", "{name: 'REGISTRY/team/*', require: [{signedBy: [kim]}]}", to);
    Tools.Run pulled = pull("skopeo-sigstore", to, "team/app:" + good);
    assertThat(pulled.exit()).as(pulled.said() + files).isZero();
    assertThat(pull("skopeo-sigstore", to, "team/app@" + house.digest(good)).exit()).isZero();
    for (String other : List.of(bad, unsigned, signed)) {
      Tools.Run refused = pull("skopeo-sigstore", to, "team/app:" + other);
      assertThat(refused.exit()).as(refused.said()).isNotZero();
      assertThat(refused.said()).contains("Source image rejected");
    }
  }

  @Test
  void containerdIsToldWhatIsKnownToBeGood() throws Exception {
    Path to = directory("containerd");
    JsonNode _ = write("containerd", "{name: 'REGISTRY/team/*', require: [{trusted: true}]}", to);
    for (String[] one :
        new String[][] {
          {":" + signed, house.digest(signed), "known to be good"},
          {"@" + house.digest(signed), house.digest(signed), "known to be good"},
          {":" + unsigned, house.digest(unsigned), "refused: what ClusterImagePolicy usual"},
          {":" + signed, house.digest(unsigned), "refused: what ClusterImagePolicy usual"},
          {"@" + house.digest(wrong), house.digest(wrong), "refused: what ClusterImagePolicy usual"}
        }) {
      Process process =
          new ProcessBuilder(
                  to.resolve("bin/redoubt-images").toString(),
                  "-name",
                  house.tools().registry() + "/team/app" + one[0],
                  "-digest",
                  one[1],
                  "-stdin-media-type",
                  "application/vnd.oci.descriptor.v1+json")
              .start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(said).contains(one[2]);
      assertThat(process.waitFor() == 0).isEqualTo(one[2].startsWith("known"));
    }
  }
}
