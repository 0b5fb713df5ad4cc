package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;
import redoubt.web.Json;

/** Cosign 3 signs and attests by a key, and what we say of it is what it says. */
@ExtendWith(OpenToolHouse.class)
@NeedsPeer(
    value = {"umoci", "skopeo"},
    why = "images that other tools make")
final class Cosign3ToolTest {
  private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
  private static final String TYPE = "https://acme.test/tested";

  private static final String ATTESTED = "what the same key attests";

  /** It takes any statement about the image for a signature, and never looks at a layer's type. */
  private static final Set<String> ONLY_COSIGN =
      Set.of(ATTESTED, "a layer of application/vnd.dev.sigstore.bundle.v0.9+json");

  /**
   * It passes over a signature with the id of another key, which DSSE has as a hint that is not
   * signed, and refuses bundles with fields that it does not know or without a hint at all, and
   * manifests with two layers. The signature itself is good in each.
   */
  private static final Set<String> ONLY_HERE =
      Set.of(
          "a bundle with: a key's id",
          "a bundle with: an unknown field",
          "a bundle with: no key",
          "the layer twice");

  private static Tools.Run cosign(ToolHouse house, String tag, String... line) throws Exception {
    List<String> words = new ArrayList<>(List.of("cosign"));
    words.addAll(List.of(line));
    words.add("--allow-http-registry");
    words.add("REGISTRY/team/app:" + tag);
    return house.tools().run(words.toArray(String[]::new));
  }

  private static boolean verifies(ToolHouse house, String key, String tag) throws Exception {
    return cosign(
                house,
                tag,
                "verify",
                "--key=" + key + ".pub",
                "--trusted-root=none.json",
                "--insecure-ignore-tlog")
            .exit()
        == 0;
  }

  private static boolean attested(ToolHouse house, String key, String tag, String type)
      throws Exception {
    return cosign(
                house,
                tag,
                "verify-attestation",
                "--key=" + key + ".pub",
                "--type=" + type,
                "--trusted-root=none.json",
                "--insecure-ignore-tlog")
            .exit()
        == 0;
  }

  /** Signs or attests; the digest of the manifest that it made. */
  private static String make(ToolHouse house, String tag, String verb, String key, String... more)
      throws Exception {
    List<String> before = house.about(house.digest(tag), BUNDLE);
    List<String> line =
        new ArrayList<>(
            List.of(
                verb,
                "--yes",
                "--use-signing-config=false",
                "--tlog-upload=false",
                "--key=" + key + ".key"));
    line.addAll(List.of(more));
    Tools.Run run = cosign(house, tag, line.toArray(String[]::new));
    assertThat(run.exit()).as(run.said()).isZero();
    List<String> after = new ArrayList<>(house.about(house.digest(tag), BUNDLE));
    after.removeAll(before);
    assertThat(after).hasSize(1);
    return after.getFirst();
  }

  /** Keys, of which the first is a signer's, and a trusted root without anybody. */
  private static void keys(ToolHouse house, String... names) throws Exception {
    Files.writeString(
        house.tools().home().resolve("none.json"),
        "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}");
    for (String name : names) {
      String _ = house.tools().done("cosign", "generate-key-pair", "--output-key-prefix=" + name);
    }
    house.signer(names[0], "key", house.tools().home().resolve(names[0] + ".pub"));
  }

  private static String bundle(ToolHouse house, JsonNode manifest) {
    return house.content("blobs/" + Alterations.layer(manifest).path("digest").asText());
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) Json.parse(text.getBytes(UTF_8));
  }

  @Test
  @NeedsPeer(value = "cosign", packaged = false, why = "whether cosign 3 and we say the same")
  void ofWhatIsSignedAndChangedWeSayTheSame(ToolHouse house) throws Exception {
    keys(house, "three", "stranger-three");
    String tag = house.image();
    String another = house.image();
    assertThat(verifies(house, "three", tag)).isFalse();
    String signed = make(house, tag, "sign", "three");
    house.trusted(tag, "three", "sigstore-bundle");
    assertThat(verifies(house, "three", tag)).isTrue();
    assertThat(verifies(house, "three", another)).isFalse();
    assertThat(house.isTrusted(another)).isFalse();

    ObjectNode good = house.manifest(signed);
    ObjectNode other = house.manifest(make(house, another, "sign", "three"));
    Alterations all = new Alterations(house, tag, good);
    manifests(all, good, other);
    String predicate = "--predicate=" + passed(house);
    String strangers = make(house, tag, "sign", "stranger-three");
    String attested = make(house, tag, "attest", "three", "--type=" + TYPE, predicate);
    all.add("a stranger's key", house.manifest(strangers));
    all.add(ATTESTED, house.manifest(attested));
    house.delete(strangers);
    house.delete(attested);
    contents(all, bundle(house, good), bundle(house, other));
    Alterations.Said said =
        all.compare(
            Alterations.referring(house, signed),
            () -> verifies(house, "three", tag),
            Stream.concat(ONLY_COSIGN.stream(), ONLY_HERE.stream()).collect(Collectors.toSet()));
    assertThat(said.onlyTheTool()).isEqualTo(ONLY_COSIGN);
    assertThat(said.onlyHere()).isEqualTo(ONLY_HERE);
    assertThat(said.compared()).isGreaterThan(50);
    assertThat(said.believed()).isBetween(1, said.compared() / 4);
  }

  private static String passed(ToolHouse house) throws Exception {
    Files.writeString(house.tools().home().resolve("passed.json"), "{\"passed\":true}");
    return "passed.json";
  }

  private static void manifests(Alterations all, ObjectNode good, ObjectNode other) {
    all.manifest("annotated", one -> one.withObject("annotations").put("note", "n"));
    all.manifest("without annotations", one -> one.remove("annotations"));
    all.manifest("another artifact type", one -> one.put("artifactType", "application/vnd.acme"));
    all.manifest("without an artifact type", one -> one.remove("artifactType"));
    all.manifest("no layers", one -> one.putArray("layers"));
    all.manifest("the layer twice", one -> one.withArray("layers").add(good.at("/layers/0")));
    all.manifest("with another image's bundle", one -> one.set("layers", other.path("layers")));
    all.manifest("about another image", one -> one.set("subject", other.path("subject")));
    for (String type : List.of("application/octet-stream", BUNDLE.replace("v0.3", "v0.9"))) {
      all.manifest("a layer of " + type, one -> Alterations.layer(one).put("mediaType", type));
    }
    all.manifest(
        "another predicate type in the annotation",
        one -> one.withObject("annotations").put("dev.sigstore.bundle.predicateType", TYPE));
  }

  private static void contents(Alterations all, String good, String other) {
    JsonNode others = json(other);
    change(all, good, "another hint", one -> material(one).put("hint", "bm9ib2R5"));
    change(all, good, "no hint", one -> material(one).remove("hint"));
    change(all, good, "no key", one -> ((ObjectNode) one.path("verificationMaterial")).removeAll());
    change(all, good, "a key's id", one -> signature(one).put("keyid", "nobody"));
    change(all, good, "no signature", one -> envelope(one).putArray("signatures"));
    change(
        all,
        good,
        "the signature twice",
        one -> one.withArray("/dsseEnvelope/signatures").add(signature(json(good))));
    change(
        all,
        good,
        "the signature of another",
        one -> signature(one).set("sig", others.at("/dsseEnvelope/signatures/0/sig")));
    change(
        all,
        good,
        "the statement of another",
        one -> envelope(one).set("payload", others.at("/dsseEnvelope/payload")));
    change(all, good, "no envelope", one -> one.remove("dsseEnvelope"));
    change(all, good, "text", one -> envelope(one).put("payloadType", "text/plain"));
    change(all, good, "no media type", one -> one.remove("mediaType"));
    for (String version : List.of("v0.9", "v0.1")) {
      change(all, good, version, one -> one.put("mediaType", BUNDLE.replace("v0.3", version)));
    }
    change(all, good, "an unknown field", one -> one.put("note", "n"));
    all.content("cut off", good.substring(0, good.length() - 2));
    all.content("something behind it", good + "{}");
    for (String type : List.of("cosign/sign/v1", "in-toto.io/Statement", "sha256")) {
      change(
          all,
          good,
          "a statement with another " + type,
          one ->
              envelope(one)
                  .put("payload", changed(one.at("/dsseEnvelope/payload"), type, type + "0")));
    }
    for (int i = 0; i < 14; i++) {
      int number = i;
      change(
          all,
          good,
          "bit of the signature " + i,
          one -> signature(one).put("sig", flipped(signature(one).path("sig"), number * 5)));
      change(
          all,
          good,
          "bit of the statement " + i,
          one ->
              envelope(one).put("payload", flipped(one.at("/dsseEnvelope/payload"), number * 23)));
    }
  }

  private static void change(
      Alterations all, String good, String what, Consumer<ObjectNode> change) {
    ObjectNode one = json(good);
    change.accept(one);
    all.content("a bundle with: " + what, one.toString());
  }

  private static ObjectNode material(JsonNode bundle) {
    return (ObjectNode) bundle.at("/verificationMaterial/publicKey");
  }

  private static ObjectNode envelope(JsonNode bundle) {
    return (ObjectNode) bundle.path("dsseEnvelope");
  }

  private static ObjectNode signature(JsonNode bundle) {
    return (ObjectNode) bundle.at("/dsseEnvelope/signatures/0");
  }

  private static String changed(JsonNode encoded, String from, String to) {
    String text = new String(Base64.getDecoder().decode(encoded.asText()), UTF_8);
    assertThat(text).contains(from);
    return Base64.getEncoder().encodeToString(text.replace(from, to).getBytes(UTF_8));
  }

  private static String flipped(JsonNode encoded, int at) {
    byte[] bytes = Base64.getDecoder().decode(encoded.asText());
    bytes[at % bytes.length] ^= (byte) (1 << (at % 8));
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  @NeedsPeer(value = "cosign", packaged = false, why = "whether cosign 3 and we say the same")
  void whatIsAttestedIsNoSignatureAndOfItsTypeAlone(ToolHouse house) throws Exception {
    keys(house, "attester", "stranger-attester");
    String tag = house.image();
    assertThat(attested(house, "attester", tag, TYPE)).isFalse();
    String predicate = "--predicate=" + passed(house);
    String _ = make(house, tag, "attest", "attester", "--type=" + TYPE, predicate);
    Await.until(
        Duration.ofSeconds(20),
        "what is attested",
        () -> house.trust(tag).at("/signatures/0/authentic").asBoolean());
    assertThat(house.trust(tag).at("/signatures/0/attests").asText()).isEqualTo(TYPE);
    assertThat(attested(house, "attester", tag, TYPE)).isTrue();
    assertThat(attested(house, "attester", tag, TYPE + "0")).isFalse();
    assertThat(attested(house, "stranger-attester", tag, TYPE)).isFalse();
    // It attests something, and signs nothing; cosign 3 verifies it as a signature nevertheless.
    assertThat(house.isTrusted(tag)).isFalse();
    String other = house.image();
    String _ = make(house, other, "attest", "stranger-attester", "--type=" + TYPE, predicate);
    Await.until(
        Duration.ofSeconds(20),
        "what a stranger attests",
        () -> house.trust(other).path("signatures").size() == 1);
    assertThat(attested(house, "attester", other, TYPE)).isFalse();
    assertThat(house.trust(other).at("/signatures/0/authentic").asBoolean()).isFalse();
  }
}
