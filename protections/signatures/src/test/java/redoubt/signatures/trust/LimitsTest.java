package redoubt.signatures.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.core.Deadline;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.MediaTypes;
import redoubt.signatures.bundle.Bundle;
import redoubt.signatures.notation.Notation;
import redoubt.signatures.testing.Room;
import redoubt.signatures.testing.Signing;
import redoubt.web.Json;

/** Whoever may push decides what there is to look at, but not how much is looked at. */
class LimitsTest {
  @AutoClose private final Room room = new Room();
  private final Signing ci = Signing.somebody();

  private Digest pushed(Manifest signature) {
    Digest digest = room.shelf().put(Room.APP, signature);
    room.verdicts().arrived(Room.TENANT, Room.APP, digest, Optional.empty());
    return digest;
  }

  private Descriptor rubbish(int number, int length, int said) {
    byte[] bytes = new byte[length];
    bytes[0] = (byte) number;
    return new Descriptor(Bundle.MEDIA_TYPE, room.shelf().blob(bytes), said);
  }

  private void policy(Map<String, ?> requirement) {
    room.policies()
        .set(
            Room.TENANT,
            "team",
            "manager",
            Json.parse(Json.bytes(Map.of("requirements", List.of(requirement)))));
  }

  @Test
  void aLayerHasNoMoreBytesThanItsManifestSays() {
    Digest image = room.push("app");
    List<Descriptor> layers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      layers.add(rubbish(i, 1 << 20, 1));
    }
    pushed(Signing.manifest(layers, Optional.of(image)));
    assertThat(room.shelf().read()).isLessThan(32 << 20);
  }

  @Test
  void soMuchIsSpentOnAnImageAtATimeAndGoodSignaturesCountAllTheSame() {
    Digest image = room.push("app");
    for (int i = 0; i < 8; i++) {
      room.shelf()
          .put(
              Room.APP,
              Signing.manifest(
                  List.of(
                      rubbish(2 * i, 16 << 20, 16 << 20), rubbish(2 * i + 1, 16 << 20, 16 << 20)),
                  Optional.of(image)));
    }
    room.verdicts().arrived(Room.TENANT, Room.APP, image, Optional.empty());
    assertThat(room.shelf().read()).isLessThanOrEqualTo(128 << 20);
    assertThat(room.verdict(image).check().toString()).contains("more than is spent on an image");
    room.trust("ci", ci);
    room.sign(ci, image, "good");
    assertThat(room.verdict(image).trusted()).isTrue();
  }

  private List<Descriptor> layers(Signing by, Digest image, int count) {
    List<Descriptor> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] payload = Signing.payload(image, "layer " + i);
      room.shelf().blob(payload);
      layers.add(by.layer(payload));
    }
    return layers;
  }

  /** Tools append: what was signed last is the last layer. */
  @Test
  void ofManyLayersTheNewestCountAndTheOthersAreToldOf() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    List<Descriptor> layers = layers(Signing.somebody(), image, 64);
    layers.addLast(layers(ci, image, 1).getFirst());
    Digest good = pushed(Signing.manifest(layers, Optional.of(image)));
    assertThat(room.verdict(image).signers()).containsExactly("ci");
    assertThat(room.verdict(image).check().toString()).contains("left out: 1.");

    room.shelf().remove(Room.APP, good);
    room.verdicts().gone(Room.TENANT, Room.APP, good);
    layers.addFirst(layers.removeLast());
    pushed(Signing.manifest(layers, Optional.of(image)));
    assertThat(room.verdict(image).trusted()).isFalse();
    assertThat(room.verdict(image).said())
        .contains(
            "Of its manifest the newest layers are looked at, 64 at most with 32 MiB together; left"
                + " out: 1.");
    policy(Map.of("attested", "https://acme.test/scan/v1"));
    assertThat(room.verdict(image).said())
        .startsWith("Of its manifest the newest layers are looked at");
  }

  @Test
  void ofMuchContentTheNewestCountsAndTheRestIsToldOf() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    List<Descriptor> layers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      layers.add(rubbish(i, 15 << 20, 15 << 20));
    }
    layers.addLast(layers(ci, image, 1).getFirst());
    pushed(Signing.manifest(layers, Optional.of(image)));
    assertThat(room.verdict(image).trusted()).isTrue();
    assertThat(room.verdict(image).check().toString()).contains("left out: 1.");
  }

  /** Whoever may push may append a layer, and say of it that it is as long as can be. */
  @Test
  void aLayerThatIsTooLongHidesNothing() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    Descriptor good = layers(ci, image, 1).getFirst();
    pushed(Signing.manifest(List.of(good, rubbish(0, 100, 33 << 20)), Optional.of(image)));
    assertThat(room.verdict(image).signers()).containsExactly("ci");
    assertThat(room.verdict(image).check().toString())
        .contains("layers are not looked at that are longer than such a signature may be: 1.");
  }

  /** What does not fit is left out, and what is smaller and older is not. */
  @Test
  void whatDoesNotFitAnyMoreHidesNothingThatFits() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    List<Descriptor> layers = new ArrayList<>(layers(ci, image, 1));
    for (int i = 0; i < 3; i++) {
      layers.addLast(rubbish(i, 15 << 20, 15 << 20));
    }
    pushed(Signing.manifest(layers, Optional.of(image)));
    assertThat(room.verdict(image).trusted()).isTrue();
    assertThat(room.verdict(image).check().toString()).contains("left out: 1.");
  }

  @Test
  void anEnvelopeThatIsTooLongIsToldOf() {
    Digest image = room.push("app");
    pushed(
        Manifest.read(
            Json.bytes(
                Map.of(
                    "schemaVersion",
                    2,
                    "mediaType",
                    MediaTypes.OCI_MANIFEST,
                    "artifactType",
                    Notation.TYPE,
                    "config",
                    content(MediaTypes.OCI_EMPTY, 2),
                    "layers",
                    List.of(content(Notation.JWS, Notation.MOST_BYTES + 1)),
                    "subject",
                    Map.of(
                        "mediaType",
                        MediaTypes.OCI_MANIFEST,
                        "digest",
                        image.toString(),
                        "size",
                        1))),
            MediaTypes.OCI_MANIFEST));
    assertThat(room.verdict(image).said()).contains("longer than such a signature may be: 1.");
  }

  private Map<String, ?> content(String mediaType, int size) {
    Digest digest = room.shelf().blob("{}".getBytes(StandardCharsets.UTF_8));
    return Map.of("mediaType", mediaType, "digest", digest.toString(), "size", size);
  }

  @Test
  void whatWouldBeWithoutASignerIsSaidOfAsManyImagesAsThereIsTimeFor() {
    room.trust("ci", ci);
    for (String name : List.of("one", "two", "three")) {
      room.sign(ci, room.push(name), "first");
    }
    assertThat(room.verdicts().reach(Room.TENANT, "team", "ci").images())
        .hasSize(3)
        .noneMatch(Reach.Touched::stays);
    assertThat(room.verdicts().reach(Room.TENANT, "team", "ci").more()).isFalse();
    AtomicLong nanos = new AtomicLong();

    Reach cut =
        room.verdicts()
            .reach(
                Room.TENANT,
                "team",
                "ci",
                Deadline.in(Duration.ofNanos(3), nanos::getAndIncrement));

    assertThat(cut.images()).hasSize(1);
    assertThat(cut.more()).isTrue();
  }

  @Test
  void aPolicyMeansWhatItSays() {
    room.trust("ci", ci);
    room.trust("old", Signing.somebody());
    room.signers().revoke(Room.TENANT, "team", "manager", "old", "");
    assertThatThrownBy(() -> policy(Map.of("threshold", 4294967297L)))
        .hasMessage("Requirement 1: The field threshold is no whole number.");
    assertThatThrownBy(() -> policy(Map.of("threshold", 201)))
        .hasMessageStartingWith("Requirement 1: The threshold is less than 1, or more than");
    assertThatThrownBy(() -> policy(Map.of("signedBy", List.of("old"))))
        .hasMessage("The signer old was revoked.");
  }

  @Test
  void whatIsNotAttestedIsCalledSo() {
    room.trust("ci", ci);
    policy(Map.of("attested", "https://acme.test/scan/v1"));
    Digest image = room.push("app");
    room.sign(ci, image, "a signature is no attestation");
    assertThat(room.verdict(image).said())
        .isEqualTo("Nothing of the type https://acme.test/scan/v1 is attested.");
  }

  @Test
  void aSignatureMayHaveToCallTheImageByItsName() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    room.sign(ci, image, "named");
    policy(Map.of("identity", Map.of("type", "matchRepository", "registry", "registry.test")));
    assertThat(room.verdict(image).trusted()).isTrue();
    policy(Map.of("identity", Map.of("type", "matchRepository", "registry", "other.test")));
    assertThat(room.verdict(image).said())
        .matches(
            "It calls the image registry.test/\\S+, which does not fit what is asked for here:"
                + " other.test/\\S+\\.");
    assertThatThrownBy(() -> policy(Map.of("identity", Map.of("type", "matchRepository"))))
        .hasMessage("Requirement 1: Such an identity needs the field registry.");
    assertThatThrownBy(() ->
            policy(Map.of("identity", Map.of("type", "anything", "registry", "registry.test"))))
        .hasMessageStartingWith("Requirement 1: The type of an identity is none of matchExact,");
  }

  @Test
  void bundlesOfEarlierVersionsAreLookedAtToo() {
    Digest image = room.push("app");
    byte[] bundle = "{}".getBytes(StandardCharsets.UTF_8);
    String type = "application/vnd.dev.sigstore.bundle+json;version=0.2";
    pushed(
        Signing.manifest(
            List.of(new Descriptor(type, room.shelf().blob(bundle), bundle.length)),
            Optional.of(image)));
    assertThat(room.verdict(image).said())
        .isEqualTo("The bundle has a version that is not known here.");
  }
}
