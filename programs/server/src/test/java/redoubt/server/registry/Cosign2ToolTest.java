package redoubt.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.testkit.NeedsPeer;

/** Cosign 2 signs, and what we say of a signature is what it says. */
@ExtendWith(OpenToolHouse.class)
@NeedsPeer(
    value = {"umoci", "skopeo"},
    why = "images that other tools make")
final class Cosign2ToolTest {
  private static final String SIGNATURE = "dev.cosignproject.cosign/signature";

  /** It never looks at a layer's media type, which its specification has. */
  private static final Set<String> OTHER_LAYERS =
      Set.of(
          "a layer of application/octet-stream",
          "a layer of application/vnd.dsse.envelope.v1+json");

  private static Tools.Run verify(ToolHouse house, String tag) throws Exception {
    return house
        .tools()
        .run(
            "cosign2",
            "verify",
            "--key=two.pub",
            "--insecure-ignore-tlog",
            "--allow-http-registry",
            "REGISTRY/team/app:" + tag);
  }

  private static ObjectNode sign(ToolHouse house, String key, String tag) throws Exception {
    String _ =
        house
            .tools()
            .done(
                "cosign2",
                "sign",
                "--yes",
                "--tlog-upload=false",
                "--allow-http-registry",
                "--key=" + key + ".key",
                "REGISTRY/team/app:" + tag);
    return house.manifest(signatureTag(house, tag));
  }

  private static String signatureTag(ToolHouse house, String tag) {
    return house.digest(tag).replace(':', '-') + ".sig";
  }

  @Test
  @NeedsPeer(value = "cosign2", packaged = false, why = "whether cosign 2 and we say the same")
  void ofWhatIsSignedAndChangedWeSayTheSame(ToolHouse house) throws Exception {
    for (String key : List.of("two", "stranger")) {
      String _ = house.tools().done("cosign2", "generate-key-pair", "--output-key-prefix=" + key);
    }
    String tag = house.image();
    String another = house.image();
    assertThat(verify(house, tag).exit()).isNotZero();
    house.signer("two", "key", house.tools().home().resolve("two.pub"));
    ObjectNode good = sign(house, "two", tag);
    house.trusted(tag, "two", "cosign-legacy");
    assertThat(verify(house, tag).exit()).isZero();
    ObjectNode other = sign(house, "two", another);
    ObjectNode both = sign(house, "stranger", tag);
    assertThat(both.path("layers")).hasSize(2);

    Alterations all = new Alterations(house, tag, good);
    all.manifest("annotated", one -> one.put("note", "n"));
    all.add("a stranger's beside it", both);
    all.manifest("a stranger's key", one -> one.withArray("layers").set(0, both.at("/layers/1")));
    all.add("another image's", other);
    all.manifest("no layers", one -> one.putArray("layers"));
    all.manifest(
        "another's signature of this payload",
        one ->
            Alterations.layer(one)
                .set("annotations", Alterations.layer(other).path("annotations")));
    all.manifest("no signature", one -> Alterations.layer(one).remove("annotations"));
    for (String type :
        List.of("application/octet-stream", "application/vnd.dsse.envelope.v1+json")) {
      all.manifest("a layer of " + type, one -> Alterations.layer(one).put("mediaType", type));
    }
    byte[] signature =
        Base64.getDecoder()
            .decode(Alterations.layer(good).path("annotations").path(SIGNATURE).asText());
    for (int i = 0; i < 40; i++) {
      byte[] changed = signature.clone();
      int at = i * 11 % changed.length;
      changed[at] ^= (byte) (1 << (i % 8));
      all.manifest(
          "bit " + i % 8 + " of byte " + at + " of the signature",
          one ->
              ((ObjectNode) Alterations.layer(one).path("annotations"))
                  .put(SIGNATURE, Base64.getEncoder().encodeToString(changed)));
    }
    String payload = house.content("blobs/" + Alterations.layer(good).path("digest").asText());
    for (String from :
        List.of("cosign container image signature", "docker-manifest-digest", "docker-reference")) {
      all.content("a payload with another " + from, payload.replace(from, from.replace("e", "E")));
    }
    Alterations.Said said =
        all.compare(
            Alterations.tagged(house, signatureTag(house, tag)),
            () -> verify(house, tag).exit() == 0,
            OTHER_LAYERS);
    assertThat(said.onlyTheTool()).isEqualTo(OTHER_LAYERS);
    assertThat(said.onlyHere()).isEmpty();
    assertThat(said.compared()).isGreaterThan(50);
    assertThat(said.believed()).isBetween(1, 4);
  }
}
