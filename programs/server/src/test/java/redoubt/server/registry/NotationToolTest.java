package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.oci.Digest;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;
import redoubt.web.Json;

/** Notation signs in both forms, and what we say of a signature is what it says. */
@ExtendWith(OpenToolHouse.class)
@NeedsPeer(
    value = {"notation", "umoci", "skopeo", "openssl"},
    packaged = false,
    why = "whether notation and we say the same")
final class NotationToolTest {
  private static final String TYPE = "application/vnd.cncf.notary.signature";

  /** The specification has four fields and no others. */
  private static final Set<String> ONLY_NOTATION = Set.of("an envelope with: an unknown field");

  private static final Duration SHORT = Duration.ofSeconds(8);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private static boolean verifies(ToolHouse house, String tag) throws Exception {
    return house
            .tools()
            .run("notation", "verify", "--insecure-registry", "REGISTRY/team/app:" + tag)
            .exit()
        == 0;
  }

  /** Signs; the digest of the manifest that it made. */
  private static String sign(ToolHouse house, String key, String form, String tag)
      throws Exception {
    List<String> before = house.about(house.digest(tag), TYPE);
    String _ =
        house
            .tools()
            .done(
                "notation",
                "sign",
                "--insecure-registry",
                "--key=" + key,
                "--signature-format=" + form,
                "REGISTRY/team/app:" + tag);
    return house.about(house.digest(tag), TYPE).stream()
        .filter(one -> !before.contains(one))
        .findFirst()
        .orElseThrow();
  }

  private static Path config(ToolHouse house) {
    return house.tools().home().resolve("config/notation");
  }

  /** Certificates that signed themselves; only the first is in the tool's trust store. */
  @BeforeAll
  static void keys(ToolHouse house) throws Exception {
    for (String name : List.of("acme.test", "acme.test.stranger")) {
      String _ = house.tools().done("notation", "cert", "generate-test", name);
    }
    Files.writeString(
        config(house).resolve("trustpolicy.json"),
        """
        {"version":"1.0","trustPolicies":[{"name":"a","registryScopes":["*"],
        "signatureVerification":{"level":"strict"},"trustStores":["ca:acme.test"],
        "trustedIdentities":["*"]}]}\
        """);
    house.signer("acme", "certificate", config(house).resolve("localkeys/acme.test.crt"));
  }

  /** One that the tool signs with and trusts, and that ends soon; when it does. */
  private static Instant shortLived(ToolHouse house) throws Exception {
    Path home = house.tools().home();
    Instant end = Instant.now().plus(SHORT);
    Files.writeString(
        home.resolve("ca.conf"),
        """
        [ca]
        default_ca=a
        [a]
        database=index.txt
        rand_serial=yes
        new_certs_dir=.
        default_md=sha256
        policy=p
        x509_extensions=e
        [p]
        commonName=supplied
        organizationName=optional
        stateOrProvinceName=optional
        countryName=optional
        [e]
        keyUsage=critical,digitalSignature
        extendedKeyUsage=codeSigning
        """);
    Files.writeString(home.resolve("index.txt"), "");
    Tools tools = house.tools();
    String _ =
        tools.done(
            "openssl",
            "req",
            "-new",
            "-newkey",
            "rsa:2048",
            "-noenc",
            "-keyout",
            "short.key",
            "-out",
            "short.csr",
            "-subj",
            "/C=US/ST=WA/O=Acme/CN=short");
    String _ =
        tools.done(
            "openssl",
            "ca",
            "-batch",
            "-config",
            "ca.conf",
            "-selfsign",
            "-keyfile",
            "short.key",
            "-in",
            "short.csr",
            "-notext",
            "-out",
            "short.crt",
            "-startdate",
            TIME.format(end.minus(Duration.ofMinutes(2))),
            "-enddate",
            TIME.format(end));
    Files.copy(
        home.resolve("short.crt"), config(house).resolve("truststore/x509/ca/acme.test/short.crt"));
    ObjectNode keys =
        (ObjectNode) Json.parse(Files.readAllBytes(config(house).resolve("signingkeys.json")));
    ((ArrayNode) keys.path("keys"))
        .addObject()
        .put("name", "short")
        .put("keyPath", home.resolve("short.key").toString())
        .put("certPath", home.resolve("short.crt").toString());
    Files.write(config(house).resolve("signingkeys.json"), Json.bytes(keys));
    return Instant.ofEpochSecond(end.getEpochSecond());
  }

  @Test
  void ofWhatIsSignedAndChangedWeSayTheSame(ToolHouse house) throws Exception {
    String jws = house.image();
    assertThat(verifies(house, jws)).isFalse();
    String signed = sign(house, "acme.test", "jws", jws);
    house.trusted(jws, "acme", "notation");
    assertThat(verifies(house, jws)).isTrue();

    String another = house.image();
    ObjectNode other = house.manifest(sign(house, "acme.test", "jws", another));
    ObjectNode good = house.manifest(signed);
    Alterations all = new Alterations(house, jws, good);
    String strangers = sign(house, "acme.test.stranger", "jws", jws);
    ObjectNode strange = house.manifest(strangers);
    String strangersEnvelope = envelope(house, strange);
    all.add("a stranger's certificate", strange);
    house.delete(strangers);
    manifests(all, other);
    contents(all, envelope(house, good), envelope(house, other), strangersEnvelope);
    Alterations.Said said =
        all.compare(
            Alterations.referring(house, signed), () -> verifies(house, jws), ONLY_NOTATION);
    assertThat(said.onlyTheTool()).isEqualTo(ONLY_NOTATION);
    assertThat(said.onlyHere()).isEmpty();
    assertThat(said.compared()).isGreaterThan(40);
    assertThat(said.believed()).isBetween(1, said.compared() / 4);
  }

  private static String envelope(ToolHouse house, JsonNode manifest) {
    return house.content("blobs/" + Alterations.layer(manifest).path("digest").asText());
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) Json.parse(text.getBytes(UTF_8));
  }

  private static void manifests(Alterations all, ObjectNode other) {
    all.manifest("annotated", one -> one.withObject("annotations").put("note", "n"));
    all.manifest("without annotations", one -> one.remove("annotations"));
    all.manifest(
        "another artifact type",
        one -> config(one.put("artifactType", "application/vnd.acme")).put("mediaType", "a/b"));
    all.manifest("no layers", one -> one.putArray("layers"));
    all.manifest(
        "the layer twice", one -> one.withArray("layers").add(one.at("/layers/0").deepCopy()));
    all.manifest("with another image's envelope", one -> one.set("layers", other.path("layers")));
    all.manifest("about another image", one -> one.set("subject", other.path("subject")));
    for (String type : List.of("application/octet-stream", "application/cose")) {
      all.manifest("a layer of " + type, one -> Alterations.layer(one).put("mediaType", type));
    }
  }

  private static ObjectNode config(JsonNode manifest) {
    return (ObjectNode) manifest.path("config");
  }

  private static void contents(Alterations all, String good, String other, String strange) {
    for (String field : List.of("payload", "protected", "signature", "header")) {
      change(all, good, "another's " + field, one -> one.set(field, json(other).path(field)));
      change(all, good, "a stranger's " + field, one -> one.set(field, json(strange).path(field)));
      change(all, good, "no " + field, one -> one.remove(field));
    }
    change(all, good, "an unknown field", one -> one.put("note", "n"));
    change(all, good, "no certificates", one -> one.withArray("/header/x5c").removeAll());
    change(
        all,
        good,
        "a stranger's certificate behind its own",
        one -> one.withArray("/header/x5c").add(json(strange).at("/header/x5c/0")));
    change(all, good, "an unknown header", one -> one.withObject("/header").put("note", "n"));
    all.content("cut off", good.substring(0, good.length() - 2));
    all.content("something behind it", good + "{}");
    for (String field : List.of("payload", "protected", "signature")) {
      for (int i = 0; i < 6; i++) {
        int number = i * 41 + 3;
        change(
            all,
            good,
            "bit " + i + " of the " + field,
            one -> one.put(field, flipped(one.path(field).asText(), number)));
      }
    }
  }

  private static void change(
      Alterations all, String good, String what, Consumer<ObjectNode> change) {
    ObjectNode one = json(good);
    change.accept(one);
    all.content("an envelope with: " + what, one.toString());
  }

  private static String flipped(String encoded, int at) {
    byte[] bytes = Base64.getUrlDecoder().decode(encoded);
    bytes[at % bytes.length] ^= (byte) (1 << (at % 8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Test
  void coseIsSignedAndBelievedByBoth(ToolHouse house) throws Exception {
    String tag = house.image();
    assertThat(verifies(house, tag)).isFalse();
    String signed = sign(house, "acme.test", "cose", tag);
    house.trusted(tag, "acme", "notation");
    assertThat(verifies(house, tag)).isTrue();
    String other = house.image();
    ObjectNode transplanted = house.manifest(signed);
    transplanted.set(
        "subject",
        house.manifest(sign(house, "acme.test.stranger", "cose", other)).path("subject"));
    house.put(
        Digest.of(transplanted.toString().getBytes(UTF_8)).toString(), transplanted.toString());
    Await.until(
        Duration.ofSeconds(20),
        "both are looked at",
        () -> house.trust(other).path("signatures").size() == 2);
    assertThat(house.isTrusted(other)).isFalse();
    assertThat(verifies(house, other)).isFalse();
  }

  @Test
  void whatACertificateSignedEndsWithItForBoth(ToolHouse house) throws Exception {
    Instant end = shortLived(house);
    house.signer("short", "certificate", house.tools().home().resolve("short.crt"));
    String tag = house.image();
    String _ = sign(house, "short", "jws", tag);
    house.trusted(tag, "short", "notation");
    assertThat(verifies(house, tag)).isTrue();
    assertThat(Instant.now()).as("time enough").isBefore(end);
    Await.until(SHORT.plusSeconds(2), "the end", () -> Instant.now().isAfter(end.plusSeconds(1)));
    assertThat(verifies(house, tag)).isFalse();
    assertThat(house.isTrusted(tag)).isFalse();
    assertThat(house.trust(tag).path("said").asText()).contains("expired at " + end);
  }
}
