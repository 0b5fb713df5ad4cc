package redoubt.signatures.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.signatures.cosign.LegacyAttestation;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.sql.FactRows;
import redoubt.signatures.testing.Room;
import redoubt.signatures.testing.Signing;
import redoubt.web.Json;

/** Who has much to show hides nobody else, nor what is new of itself. */
class ManyFactsTest {
  private static final String SCAN = "https://acme.test/scan/v1";

  @AutoClose private final Room room = new Room();
  private final Signing ci = Signing.somebody();

  private void policy(Map<String, ?> requirement) {
    room.policies()
        .set(
            Room.TENANT,
            "team",
            "manager",
            Json.parse(Json.bytes(Map.of("requirements", List.of(requirement)))));
  }

  /** Looks at all that is there; what is too much for a slow machine at a time, later. */
  private void look(Digest image) {
    room.verdicts().arrived(Room.TENANT, Room.APP, image, Optional.empty());
    for (int i = 0; i < 10; i++) {
      room.clock().advance(Duration.ofMinutes(6));
      room.verdicts().catchUp();
    }
  }

  private List<FactRows.Kept> facts(Digest image) {
    Subject subject = new Subject(Room.TENANT, Room.APP, image);
    return room.database().read(handle -> FactRows.of(handle, subject));
  }

  /** A manifest about the image that comes after most others, by digest. */
  private static Manifest last(IntFunction<Descriptor> layer, Digest image) {
    return IntStream.range(0, 10_000)
        .mapToObj(number -> Signing.manifest(List.of(layer.apply(number)), Optional.of(image)))
        .filter(manifest -> Digest.of(manifest.bytes()).hex().charAt(0) == 'f')
        .findFirst()
        .orElseThrow();
  }

  private Descriptor attestation(String envelope) {
    byte[] bytes = envelope.getBytes(StandardCharsets.UTF_8);
    return new Descriptor(LegacyAttestation.LAYER, room.shelf().blob(bytes), bytes.length);
  }

  private Descriptor scan(Digest image, Map<String, ?> found, int spaces) {
    return attestation(ci.attestation(image, SCAN, found) + " ".repeat(spaces));
  }

  private void wantsAScan() {
    room.trust("ci", ci);
    policy(Map.of("attested", SCAN, "condition", "predicate.critical == 0"));
  }

  /** The other one's signature comes after all of the first one's, by digest. */
  @ParameterizedTest
  @ValueSource(strings = {"registry.test/team/app", "registry.test/team/app:%d-%d"})
  void whoSignsAThousandTimesHidesNobodyElse(String name) {
    Signing release = Signing.somebody();
    room.trust("ci", ci);
    room.trust("release", release);
    policy(Map.of("signedBy", List.of("ci", "release"), "threshold", 2));
    Digest image = room.push("app");
    for (int i = 0, many = 0; many < 17; i++) {
      List<Descriptor> layers = new ArrayList<>();
      for (int j = 0; j < 60; j++) {
        byte[] payload = Signing.payload(image, name.formatted(i, j), i + " " + j);
        room.shelf().blob(payload);
        layers.add(ci.layer(payload));
      }
      Manifest manifest = Signing.manifest(layers, Optional.of(image));
      if (Digest.of(manifest.bytes()).hex().charAt(0) != 'f') {
        room.shelf().put(Room.APP, manifest);
        many++;
      }
    }
    room.shelf()
        .put(
            Room.APP,
            last(
                number -> {
                  byte[] payload = Signing.payload(image, "last " + number);
                  room.shelf().blob(payload);
                  return release.layer(payload);
                },
                image));
    room.verdicts().arrived(Room.TENANT, Room.APP, image, Optional.empty());
    for (int i = 0; i < 10; i++) {
      // What is too much for a slow machine at a time is looked at later.
      room.clock().advance(Duration.ofMinutes(6));
      room.verdicts().catchUp();
    }
    Verdict verdict = room.verdict(image);
    assertThat(verdict.signers()).containsExactly("ci", "release");
    assertThat(verdict.check().parts().getFirst().parts()).hasSizeLessThanOrEqualTo(101);
  }

  @Test
  void eachNameThatASignatureCallsTheImageByCounts() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    for (int i = 0; i < 3; i++) {
      List<Descriptor> layers = new ArrayList<>();
      for (int j = 0; j < 50; j++) {
        byte[] payload = Signing.payload(image, "registry.test/team/app:" + i + "-" + j, "");
        room.shelf().blob(payload);
        layers.add(ci.layer(payload));
      }
      room.shelf().put(Room.APP, Signing.manifest(layers, Optional.of(image)));
    }
    look(image);
    assertThat(facts(image)).hasSize(150);
  }

  /** Whoever may push may wrap what was signed once more; the good one comes last by digest. */
  @Test
  void copiesInAnotherWrappingHideNothing() {
    wantsAScan();
    Digest image = room.push("app");
    String bad = ci.attestation(image, SCAN, Map.of("critical", 7));
    for (int i = 0, many = 0; many < 150; i++) {
      Manifest copy =
          Signing.manifest(List.of(attestation(bad + " ".repeat(i))), Optional.of(image));
      if (Digest.of(copy.bytes()).hex().charAt(0) != 'f') {
        room.shelf().put(Room.APP, copy);
        many++;
      }
    }
    room.shelf().put(Room.APP, last(number -> scan(image, Map.of("critical", 0), number), image));
    look(image);
    assertThat(room.verdict(image).trusted()).isTrue();
    assertThat(facts(image)).hasSize(2);
  }

  /** As of an image that is scanned each day. */
  @Test
  void theNewestAttestationsComeFirst() {
    wantsAScan();
    Digest image = room.push("app");
    for (int i = 0; i < 120; i++) {
      room.shelf()
          .put(
              Room.APP,
              Signing.manifest(
                  List.of(scan(image, Map.of("critical", 1, "day", i), 0)), Optional.of(image)));
    }
    look(image);
    assertThat(room.verdict(image).trusted()).isFalse();
    Digest good =
        room.shelf()
            .put(Room.APP, last(number -> scan(image, Map.of("critical", 0), number), image));
    room.verdicts().arrived(Room.TENANT, Room.APP, good, Optional.empty());
    assertThat(room.verdict(image).trusted()).isTrue();
    // A signer more has everything looked at once more, and makes nothing newer.
    room.trust("release", Signing.somebody());
    look(image);
    assertThat(room.verdict(image).trusted()).isTrue();
  }
}
