package redoubt.signatures.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.signers.SignerKind;
import redoubt.signatures.testing.Room;
import redoubt.signatures.testing.Signing;
import redoubt.web.Json;

/** Facts are found as they arrive, and judged as signers and policies are at the moment. */
class VerdictsTest {
  @AutoClose private final Room room = new Room();
  private final Signing ci = Signing.somebody();

  @Test
  void anImageThatNobodySignedIsNotTrusted() {
    Digest image = room.push("app");
    assertThat(room.verdict(image).trusted()).isFalse();
    assertThat(room.verdict(image).said()).isEqualTo("Nobody has signed it.");
    assertThat(room.told()).isEmpty();
  }

  @Test
  void aSignatureOfASignerMakesItTrusted() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    room.sign(ci, image, "first");
    assertThat(room.verdict(image).trusted()).isTrue();
    assertThat(room.verdict(image).signers()).containsExactly("ci");
    assertThat(room.told()).containsExactly("true ci");
  }

  @Test
  void aTagMadeOfTheDigestIsFoundToo() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    room.signByTag(ci, image);
    assertThat(room.verdict(image).trusted()).isTrue();
  }

  @Test
  void theSignatureMayArriveBeforeTheImage() {
    room.trust("ci", ci);
    Manifest image = Room.image("later");
    Digest digest = Digest.of(image.bytes());
    room.sign(ci, digest, "early");
    assertThat(room.verdict(digest).trusted()).isFalse();
    room.shelf().put(Room.APP, image);
    room.verdicts().arrived(Room.TENANT, Room.APP, digest, Optional.empty());
    assertThat(room.verdict(digest).trusted()).isTrue();
  }

  private void later() {
    room.clock().advance(Duration.ofMinutes(6));
    room.verdicts().catchUp();
  }

  /** As after a blob was damaged and is pushed again. */
  @Test
  void aSignatureWhoseContentComesLaterIsLookedAtAgain() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    byte[] payload = Signing.payload(image, "late");
    Digest signature =
        room.shelf()
            .put(Room.APP, Signing.manifest(List.of(ci.layer(payload)), Optional.of(image)));
    room.verdicts().arrived(Room.TENANT, Room.APP, signature, Optional.empty());
    assertThat(room.verdict(image).said()).contains("It could not be read");

    room.shelf().blob(payload);
    later();

    assertThat(room.verdict(image).trusted()).isTrue();
  }

  @Test
  void aStoreThatIsAwayTakesNoTrustAwayAndKeepsNoneFromComing() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    room.sign(ci, image, "before");
    Signing other = Signing.somebody();
    room.shelf()
        .whenRead(() -> {
          throw new Failure(Failure.Kind.UNAVAILABLE, "registry.store-failed", "Away.", "Wait.");
        });
    room.trust("other", other);
    room.verdicts().catchUp();
    room.sign(other, image, "while it is away");
    assertThat(room.verdict(image).signers()).containsExactly("ci");

    room.shelf().whenRead(() -> {});
    later();

    assertThat(room.verdict(image).signers()).containsExactly("ci", "other");
  }

  /** Whoever adds a signer and asks does not have to ask twice. */
  @Test
  void whoAsksAfterASignerWasAddedIsToldWhatHoldsWithIt() {
    Digest image = room.push("app");
    room.sign(ci, image, "before");
    room.trust("ci", ci);

    Verdicts.Answer answer =
        room.verdicts().upToDate(new Subject(Room.TENANT, Room.APP, image), Optional.empty());

    assertThat(answer.verdict().trusted()).isTrue();
    assertThat(answer.pending()).isFalse();
    assertThat(room.told()).containsExactly("true ci");
  }

  @Test
  void whatAnotherServerLooksAtForLongIsSaidToBePending() {
    Digest image = room.push("app");
    room.sign(ci, image, "before");
    room.trust("ci", ci);
    Subject subject = new Subject(Room.TENANT, Room.APP, image);
    assertThat(room.take(subject)).isPresent();

    Verdicts.Answer answer = room.verdicts().upToDate(subject, Optional.empty());

    assertThat(answer.verdict().trusted()).isFalse();
    assertThat(answer.pending()).isTrue();
  }

  @Test
  void whereReasonsDifferTheyAreCounted() {
    Digest image = room.push("app");
    room.trust("ci", ci);
    for (String note : new String[] {"one", "two"}) {
      room.sign(ci, image, note);
    }
    room.sign(Signing.somebody(), image, "three");
    room.signers().revoke(Room.TENANT, "team", "manager", "ci", "lost");
    room.verdicts().catchUp();
    assertThat(room.verdict(image).said())
        .isEqualTo(
            "None of 3 counts. 2: It is of ci, who was revoked as a signer. 1: No known key made"
                + " the signature.");
  }

  @Test
  void aSignerWhoIsAddedLaterCountsForWhatWasSignedBefore() {
    Digest image = room.push("app");
    room.sign(ci, image, "before");
    assertThat(room.verdict(image).said()).isEqualTo("No known key made the signature.");
    room.trust("ci", ci);
    room.verdicts().catchUp();
    assertThat(room.verdict(image).trusted()).isTrue();
    assertThat(room.told()).containsExactly("true ci");
  }

  @Test
  void nothingOfARevokedSignerCounts() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    room.sign(ci, image, "first");
    room.signers().revoke(Room.TENANT, "team", "manager", "ci", "stolen");
    assertThat(room.verdict(image).said()).isEqualTo("It is of ci, who was revoked as a signer.");
    room.verdicts().catchUp();
    assertThat(room.told()).containsExactly("true ci", "false ");
    room.sign(ci, image, "after");
    assertThat(room.verdict(image).trusted()).isFalse();
  }

  @Test
  void aNameThatWasRevokedStaysTaken() {
    room.trust("ci", ci);
    room.signers().revoke(Room.TENANT, "team", "manager", "ci", "");
    assertThatThrownBy(() -> room.trust("ci", Signing.somebody()))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo("signatures.signer-taken"));
  }

  @Test
  void aSignatureThatIsDeletedCountsNoMore() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    Digest signature = room.sign(ci, image, "first");
    room.shelf().remove(Room.APP, signature);
    room.verdicts().gone(Room.TENANT, Room.APP, signature);
    assertThat(room.verdict(image).said()).isEqualTo("Nobody has signed it.");
    assertThat(room.told()).containsExactly("true ci", "false ");
  }

  @Test
  void aSignatureOfAnotherImageCountsForNone() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    Digest other = room.push("other");
    byte[] payload = Signing.payload(other, "transplanted");
    room.shelf().blob(payload);
    Digest moved =
        room.shelf()
            .put(Room.APP, Signing.manifest(List.of(ci.layer(payload)), Optional.of(image)));
    room.verdicts().arrived(Room.TENANT, Room.APP, moved, Optional.empty());
    assertThat(room.verdict(image).said()).isEqualTo("It names another image.");
    assertThat(room.verdict(other).said()).isEqualTo("Nobody has signed it.");
  }

  @Test
  void aPolicyMayWantTwoSigners() {
    Signing release = Signing.somebody();
    room.trust("ci", ci);
    room.trust("release", release);
    room.policies()
        .set(
            Room.TENANT,
            "team",
            "manager",
            Json.parse(
                Json.bytes(
                    Map.of(
                        "requirements",
                        List.of(Map.of("signedBy", List.of("ci", "release"), "threshold", 2))))));
    Digest image = room.push("app");
    room.sign(ci, image, "one");
    room.sign(ci, image, "the same once more");
    assertThat(room.verdict(image).said()).isEqualTo("Only 1 of 2 signers have signed it.");
    room.sign(release, image, "two");
    assertThat(room.verdict(image).signers()).containsExactly("ci", "release");
    room.policies().remove(Room.TENANT, "team", "manager");
    room.signers().revoke(Room.TENANT, "team", "manager", "release", "");
    assertThat(room.verdict(image).signers()).containsExactly("ci");
  }

  @Test
  void aPolicyNamesSignersThatThereAre() {
    room.trust("ci", ci);
    assertThatThrownBy(() ->
            room.policies()
                .set(
                    Room.TENANT,
                    "team",
                    "manager",
                    Json.parse(
                        Json.bytes(
                            Map.of("requirements", List.of(Map.of("signedBy", List.of("cj"))))))))
        .hasMessage("The namespace has no signer cj; it has ci.");
  }

  @Test
  void aFieldThatIsNotKnownIsRefused() {
    assertThatThrownBy(() ->
            room.policies()
                .set(
                    Room.TENANT,
                    "team",
                    "manager",
                    Json.parse(Json.bytes(Map.of("requirements", List.of(Map.of("treshold", 2)))))))
        .hasMessageStartingWith("Requirement 1: There is no field treshold;");
  }

  @Test
  void anotherTenantHasNoSayAndNoSight() {
    room.trust("ci", ci);
    assertThatThrownBy(() -> room.signers().list(Room.OTHER, "team"))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo("signatures.no-namespace"));
    assertThatThrownBy(() ->
            room.signers()
                .add(
                    Room.OTHER,
                    "team",
                    "mallory",
                    "mallory",
                    SignerKind.KEY,
                    ci.publicKey(),
                    Map.of()))
        .isInstanceOf(Failure.class);
    assertThatThrownBy(() -> room.signers().revoke(Room.OTHER, "team", "mallory", "ci", ""))
        .isInstanceOf(Failure.class);
  }

  @Test
  void manyBadSignaturesHideNoGoodOne() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    Signing mallory = Signing.somebody();
    List<Descriptor> bad = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      byte[] payload = Signing.payload(image, "bad " + i);
      room.shelf().blob(payload);
      bad.add(mallory.layer(payload));
    }
    Digest many = room.shelf().put(Room.APP, Signing.manifest(bad, Optional.of(image)));
    room.verdicts().arrived(Room.TENANT, Room.APP, many, Optional.empty());
    for (int i = 0; i < 10; i++) {
      room.sign(mallory, image, "bad alone " + i);
    }
    room.sign(ci, image, "good");
    assertThat(room.verdict(image).trusted()).isTrue();
  }

  @Test
  void whatFailsToBeJudgedIsJudgedLater() {
    Digest image = room.push("app");
    room.sign(ci, image, "before");
    room.trust("ci", ci);
    room.clock().advance(Duration.ofMinutes(1));
    room.verdicts().catchUp();
    room.verdicts().catchUp();
    assertThat(room.told()).containsExactly("true ci");
  }

  @Test
  void aKeyThatWasRevokedCountsUnderNoOtherName() {
    room.trust("build", ci);
    room.trust("ci", ci);
    Digest image = room.push("app");
    room.sign(ci, image, "first");
    room.signers().revoke(Room.TENANT, "team", "manager", "ci", "stolen");
    assertThat(room.verdict(image).said()).isEqualTo("It is of ci, who was revoked as a signer.");
    assertThatThrownBy(() -> room.trust("again", ci))
        .hasMessage("That is what ci had, who was revoked as a signer.");
  }

  /** PostgreSQL takes no such character in a text. */
  @Test
  void whatCannotBeKeptKeepsNothingElseFromBeingLookedAt() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    Digest good = room.sign(ci, image, "good");
    byte[] statement =
        ("{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"a\\u0000b\","
                + "\"subject\":[{\"name\":\"x\",\"digest\":{\"sha256\":\""
                + image.hex()
                + "\"}}],\"predicate\":{}}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] envelope =
        Json.bytes(
            Map.of(
                "payloadType",
                "application/vnd.in-toto+json",
                "payload",
                Base64.getEncoder().encodeToString(statement),
                "signatures",
                List.of(Map.of("sig", "AAAA"))));
    room.shelf().blob(envelope);
    Descriptor layer =
        new Descriptor(
            "application/vnd.dsse.envelope.v1+json", Digest.of(envelope), envelope.length);
    Digest bad = room.shelf().put(Room.APP, Signing.manifest(List.of(layer), Optional.of(image)));
    room.verdicts().arrived(Room.TENANT, Room.APP, bad, Optional.empty());
    assertThat(room.verdict(image).trusted()).isTrue();
    room.shelf().remove(Room.APP, good);
    room.verdicts().gone(Room.TENANT, Room.APP, good);
    assertThat(room.verdict(image).trusted()).isFalse();
  }

  @Test
  void anImageOfALongerDigestIsJudgedToo() {
    room.trust("ci", ci);
    Manifest image = Room.image("long");
    Digest digest = Digest.Algorithm.SHA512.of(image.bytes());
    room.shelf().put(Room.APP, digest, image);
    room.verdicts().arrived(Room.TENANT, Room.APP, digest, Optional.empty());
    room.sign(ci, digest, "long");
    assertThat(room.verdict(digest).trusted()).isTrue();
  }
}
