package redoubt.signatures.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.signers.SignerKind;
import redoubt.signatures.testing.Room;
import redoubt.signatures.testing.Signing;

/** What is known of an image belongs to whose it is, and is found out by one at a time. */
class OwnersTest {
  @AutoClose private final Room room = new Room();
  private final Signing ci = Signing.somebody();

  private Verdict ofOther(Digest image) {
    return room.verdicts().of(new Subject(Room.OTHER, Room.APP, image)).verdict();
  }

  private Digest handedOver() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    room.sign(ci, image, "first");
    room.shelf().own("team", Room.OTHER);
    room.signers()
        .add(Room.OTHER, "team", "manager", "new", SignerKind.KEY, ci.publicKey(), Map.of());
    return image;
  }

  @Test
  void whoTakesOverANamespaceHasWhatItsImagesHave() {
    Digest image = handedOver();
    room.verdicts().arrived(Room.OTHER, Room.APP, image, Optional.empty());
    assertThat(ofOther(image).signers()).containsExactly("new");
  }

  @Test
  void whatWasToldTooLateOfTheFormerOwnerChangesNothing() {
    Digest image = handedOver();
    room.verdicts().arrived(Room.OTHER, Room.APP, image, Optional.empty());
    room.verdicts().arrived(Room.TENANT, Room.APP, image, Optional.empty());
    assertThat(ofOther(image).signers()).containsExactly("new");
    assertThat(room.told()).containsExactly("true ci", "true new");
  }

  /** A slow look holds up nobody, and brings nothing back. */
  @Test
  void whatIsDeletedWhileItIsLookedAtStaysDeleted() throws InterruptedException {
    room.trust("ci", ci);
    Digest image = room.push("app");
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    room.shelf()
        .whenRead(() -> {
          looking.countDown();
          awaitQuietly(goOn);
        });
    Digest[] signature = new Digest[1];
    Thread slow =
        Thread.ofPlatform().start(() -> signature[0] = room.sign(ci, image, "soon deleted"));
    looking.await();
    room.shelf().whenRead(() -> {});
    Digest pushed = room.shelf().referrers(Room.APP, image, "", 1).getFirst();
    room.shelf().remove(Room.APP, pushed);
    room.verdicts().gone(Room.TENANT, Room.APP, pushed);
    goOn.countDown();
    slow.join();
    room.clock().advance(Duration.ofMinutes(3));
    room.verdicts().catchUp();
    assertThat(room.verdict(image).said()).isEqualTo("Nobody has signed it.");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
