package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.server.RunningHouse;
import redoubt.server.ServerOptions;
import redoubt.testkit.Await;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;
import redoubt.web.Json;

/** Tools that people have push, pull and sign, and what we say of a signature is what they say. */
@NeedsPeer(
    value = {"umoci", "skopeo"},
    why = "images that other tools make, push and pull")
final class ToolsTest {
  private static final Duration JUDGED = Duration.ofSeconds(20);
  private static final int MUTANTS = 60;

  @TempDir static Path directory;

  private static RunningHouse running;
  private static HttpsCaller admin;
  private static String instance;
  private static Tools tools;
  private static String digest;
  private static int count;

  @BeforeAll
  static void start() throws Exception {
    running =
        RunningHouse.start(
            directory.resolve("server"),
            InstantSource.system(),
            ServerOptions.RegistryOptions.of(Optional.of("127.0.0.1:0"), Optional.empty()));
    admin = running.admin();
    instance =
        Json.parse(admin.get("/v1/instances").body().getBytes(UTF_8)).at("/items/0/id").asText();
    String _ =
        admin.postJson("/v1/instances/" + instance + "/namespaces", "{\"name\":\"team\"}").body();
    tools =
        Tools.at(
            directory.resolve("home"),
            running.house().plainUrl().orElseThrow().replace("http://", ""),
            Files.readString(running.house().apiKeyFile()).strip());
    String _ = tools.done("umoci", "init", "--layout", "made");
    String _ = tools.done("umoci", "new", "--image", "made:v1");
    digest = push("umoci-and-skopeo", "v1");
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  /** What umoci made, by skopeo. */
  private static String push(String repository, String tag) throws Exception {
    String to = "docker://REGISTRY/team/" + repository + ":" + tag;
    String _ = tools.done("skopeo", "copy", "--dest-tls-verify=false", "oci:made:v1", to);
    return Json.parse(tools.done("skopeo", "inspect", "--tls-verify=false", to).getBytes(UTF_8))
        .path("Digest")
        .asText();
  }

  /** An image that no other test has. */
  private static String image() throws Exception {
    count++;
    String tag = "n" + count;
    String _ =
        tools.done(
            "umoci", "config", "--image", "made:v1", "--tag", tag, "--config.label", "n=" + count);
    String _ =
        tools.done(
            "skopeo",
            "copy",
            "--dest-tls-verify=false",
            "oci:made:" + tag,
            "docker://REGISTRY/team/app:" + tag);
    return tag;
  }

  private static void signer(String name, String kind, Path file, Map<String, String> terms)
      throws Exception {
    HttpResponse<String> made =
        admin.postJson(
            "/v1/instances/" + instance + "/namespaces/team/signers",
            new String(
                Json.bytes(
                    Map.of(
                        "name",
                        name,
                        "kind",
                        kind,
                        "credential",
                        Files.readString(file),
                        "terms",
                        terms)),
                UTF_8));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
  }

  private static JsonNode trust(String reference) {
    HttpResponse<String> answer = admin.get("/v1/images/team/app/trust/" + reference);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body().getBytes(UTF_8));
  }

  private static void trusted(String tag, String signer, String format) {
    Await.until(JUDGED, "a verdict", () -> trust(tag).path("trusted").asBoolean());
    assertThat(trust(tag).path("signers").toString()).contains('"' + signer + '"');
    assertThat(trust(tag).path("signatures").toString()).contains('"' + format + '"');
  }

  @Test
  void skopeoPullsWhatUmociMadeAndUmociUnpacksIt() throws Exception {
    String _ =
        tools.done(
            "skopeo",
            "copy",
            "--src-tls-verify=false",
            "docker://REGISTRY/team/umoci-and-skopeo@" + digest,
            "oci:back:v1");
    assertThat(tools.done("umoci", "stat", "--image", "back:v1")).contains("LAYER");
  }

  @Test
  @NeedsPeer(value = "crane", packaged = false, why = "a registry's client that is not ours")
  void cranePushesPullsCopiesListsAndDeletes() throws Exception {
    String _ =
        tools.done("crane", "pull", "--format=oci", "REGISTRY/team/umoci-and-skopeo:v1", "craned");
    String _ = tools.done("crane", "push", "--insecure", "craned", "REGISTRY/team/crane:v1");
    assertThat(tools.done("crane", "digest", "--insecure", "REGISTRY/team/crane:v1").strip())
        .isEqualTo(digest);
    String _ =
        tools.done(
            "crane", "copy", "--insecure", "REGISTRY/team/crane:v1", "REGISTRY/team/crane-copy:v2");
    assertThat(tools.done("crane", "ls", "--insecure", "REGISTRY/team/crane-copy").strip())
        .isEqualTo("v2");
    assertThat(tools.done("crane", "catalog", "--insecure", "REGISTRY")).contains("team/crane");
    String _ = tools.done("crane", "delete", "--insecure", "REGISTRY/team/crane-copy@" + digest);
    assertThat(tools.run("crane", "digest", "--insecure", "REGISTRY/team/crane-copy:v2").exit())
        .isNotZero();
  }

  @Test
  @NeedsPeer(value = "oras", packaged = false, why = "a registry's client that is not ours")
  void orasPushesPullsAttachesAndDiscovers() throws Exception {
    Files.writeString(tools.home().resolve("notes.txt"), "notes");
    String _ =
        tools.done("oras", "push", "--plain-http", "REGISTRY/team/oras:v1", "notes.txt:text/plain");
    String _ =
        tools.done(
            "oras",
            "attach",
            "--plain-http",
            "--artifact-type",
            "application/vnd.acme.sbom",
            "REGISTRY/team/oras:v1",
            "notes.txt:text/plain");
    assertThat(tools.done("oras", "discover", "--plain-http", "REGISTRY/team/oras:v1"))
        .contains("application/vnd.acme.sbom");
    String _ =
        tools.done("oras", "pull", "--plain-http", "REGISTRY/team/oras:v1", "--output", "orased");
    assertThat(tools.home().resolve("orased/notes.txt")).hasContent("notes");
    String _ =
        tools.done(
            "oras",
            "cp",
            "--from-plain-http",
            "--to-plain-http",
            "--recursive",
            "REGISTRY/team/oras:v1",
            "REGISTRY/team/oras-copy:v1");
    assertThat(tools.done("oras", "discover", "--plain-http", "REGISTRY/team/oras-copy:v1"))
        .contains("application/vnd.acme.sbom");
  }

  @Test
  @NeedsPeer(value = "cosign", packaged = false, why = "whether cosign 3 and we say the same")
  void cosign3SignsAndAttestsAndWeSayTheSame() throws Exception {
    String tag = image();
    String _ = tools.done("cosign", "generate-key-pair", "--output-key-prefix=three");
    signer("three", "key", tools.home().resolve("three.pub"), Map.of());
    assertThat(cosign("three", tag).exit()).isNotZero();
    String _ =
        tools.done(
            "cosign",
            "sign",
            "--yes",
            "--use-signing-config=false",
            "--tlog-upload=false",
            "--allow-http-registry",
            "--key=three.key",
            "REGISTRY/team/app:" + tag);
    trusted(tag, "three", "sigstore-bundle");
    assertThat(cosign("three", tag).exit()).isZero();
    String other = image();
    assertThat(cosign("three", other).exit()).isNotZero();
    assertThat(trust(other).path("trusted").asBoolean()).isFalse();
  }

  private static Tools.Run cosign(String key, String tag) throws Exception {
    return tools.run(
        "cosign",
        "verify",
        "--key=" + key + ".pub",
        "--insecure-ignore-tlog",
        "--allow-http-registry",
        "REGISTRY/team/app:" + tag);
  }

  private static Tools.Run cosign2(String tag) throws Exception {
    return tools.run(
        "cosign2",
        "verify",
        "--key=two.pub",
        "--insecure-ignore-tlog",
        "--allow-http-registry",
        "REGISTRY/team/app:" + tag);
  }

  /** A signature of cosign 2, and what became of it: another manifest under the same tag. */
  private record Altered(String what, ObjectNode manifest) {}

  @Test
  @NeedsPeer(value = "cosign2", packaged = false, why = "whether cosign 2 and we say the same")
  void cosign2SignsAndOfWhatIsChangedWeSayTheSame() throws Exception {
    String tag = image();
    String other = image();
    String _ = tools.done("cosign2", "generate-key-pair", "--output-key-prefix=two");
    signer("two", "key", tools.home().resolve("two.pub"), Map.of());
    for (String one : List.of(tag, other)) {
      String _ =
          tools.done(
              "cosign2",
              "sign",
              "--yes",
              "--tlog-upload=false",
              "--allow-http-registry",
              "--key=two.key",
              "REGISTRY/team/app:" + one);
    }
    trusted(tag, "two", "cosign-legacy");
    assertThat(cosign2(tag).exit()).isZero();
    int believed = 0;
    List<Altered> all = altered(manifest(signatureTag(tag)), manifest(signatureTag(other)));
    String place = "/v2/team/app/manifests/" + signatureTag(tag);
    String good = new String(Json.bytes(manifest(signatureTag(tag))), UTF_8);
    for (Altered altered : all) {
      // Each time from trusted, so that it is seen that the change was looked at.
      put(place, good);
      Await.until(JUDGED, "the good one", () -> trust(tag).path("trusted").asBoolean());
      put(place, new String(Json.bytes(altered.manifest()), UTF_8));
      boolean theirs = cosign2(tag).exit() == 0;
      Await.until(
          JUDGED,
          altered.what() + ": they say " + theirs + ", we say otherwise",
          () -> trust(tag).path("trusted").asBoolean() == theirs);
      believed += theirs ? 1 : 0;
    }
    assertThat(all).hasSizeGreaterThan(MUTANTS);
    assertThat(believed).isBetween(1, all.size() / 10);
  }

  private static void put(String place, String manifest) {
    HttpResponse<String> put =
        admin.with("Content-Type", MediaTypes.OCI_MANIFEST).send("PUT", place, manifest);
    assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
  }

  private static String signatureTag(String tag) {
    return trust(tag).path("digest").asText().replace(':', '-') + ".sig";
  }

  private static ObjectNode manifest(String reference) {
    return (ObjectNode)
        Json.parse(admin.get("/v2/team/app/manifests/" + reference).body().getBytes(UTF_8));
  }

  private static List<Altered> altered(ObjectNode good, ObjectNode other) throws Exception {
    List<Altered> all = new ArrayList<>();
    all.add(new Altered("unchanged, annotated", good.deepCopy().put("note", "n")));
    all.add(new Altered("another image's", other.deepCopy()));
    ObjectNode none = good.deepCopy();
    none.putArray("layers");
    all.add(new Altered("without layers", none));
    ObjectNode swapped = good.deepCopy();
    layer(swapped).set("annotations", layer(other).path("annotations"));
    all.add(new Altered("another's signature of this payload", swapped));
    ObjectNode unsigned = good.deepCopy();
    layer(unsigned).remove("annotations");
    all.add(new Altered("without a signature", unsigned));
    byte[] signature =
        Base64.getDecoder()
            .decode(layer(good).at("/annotations/dev.cosignproject.cosign~1signature").asText());
    for (int i = 0; all.size() < MUTANTS; i++) {
      byte[] changed = signature.clone();
      int at = i * 7 % changed.length;
      changed[at] ^= (byte) (1 << (i % 8));
      ObjectNode one = good.deepCopy();
      ((ObjectNode) layer(one).path("annotations"))
          .put("dev.cosignproject.cosign/signature", Base64.getEncoder().encodeToString(changed));
      all.add(new Altered("bit " + i % 8 + " of byte " + at + " of the signature", one));
    }
    for (String from : List.of("cosign container image signature", "sha256:")) {
      ObjectNode one = good.deepCopy();
      String payload =
          admin.get("/v2/team/app/blobs/" + layer(good).path("digest").asText()).body();
      String changed = payload.replace(from, from.replace("s", "z"));
      String pushed = blob(changed);
      layer(one).put("digest", pushed);
      layer(one).put("size", changed.getBytes(UTF_8).length);
      all.add(new Altered("a payload with another " + from, one));
    }
    return all;
  }

  private static ObjectNode layer(ObjectNode manifest) {
    return (ObjectNode) manifest.path("layers").path(0);
  }

  private static String blob(String content) {
    String named = Digest.of(content.getBytes(UTF_8)).toString();
    HttpResponse<String> put =
        admin.send("POST", "/v2/team/app/blobs/uploads/?digest=" + named, content);
    assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
    return named;
  }

  @Test
  @NeedsPeer(value = "notation", packaged = false, why = "whether notation and we say the same")
  void notationSignsInBothFormsAndWeSayTheSame() throws Exception {
    String _ = tools.done("notation", "cert", "generate-test", "--default", "acme.test");
    Path certificate = tools.home().resolve("config/notation/localkeys/acme.test.crt");
    signer("acme", "certificate", certificate, Map.of());
    Files.writeString(
        tools.home().resolve("config/notation/trustpolicy.json"),
        """
        {"version":"1.0","trustPolicies":[{"name":"a","registryScopes":["*"],
        "signatureVerification":{"level":"strict"},"trustStores":["ca:acme.test"],
        "trustedIdentities":["*"]}]}\
        """);
    for (String form : List.of("jws", "cose")) {
      String tag = image();
      assertThat(notation(tag).exit()).isNotZero();
      String _ =
          tools.done(
              "notation",
              "sign",
              "--insecure-registry",
              "--signature-format",
              form,
              "REGISTRY/team/app:" + tag);
      trusted(tag, "acme", "notation");
      assertThat(notation(tag).exit()).isZero();
    }
  }

  private static Tools.Run notation(String tag) throws Exception {
    return tools.run("notation", "verify", "--insecure-registry", "REGISTRY/team/app:" + tag);
  }
}
