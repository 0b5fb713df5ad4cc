package redoubt.signatures.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.signatures.Budget;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.signers.Known;
import redoubt.signatures.testing.Room;
import redoubt.signatures.testing.Signing;

/** What a manifest has about an image, and why some of it is not looked at. */
final class ManifestFinderTest {
  @AutoClose private final Room room = new Room();
  private final Signing ci = Signing.somebody();

  private List<String> said(Digest image, Budget budget) {
    Subject subject = new Subject(Room.TENANT, Room.APP, image);
    Known known = room.signers().known(Room.TENANT, "team").within(budget);
    return new ManifestFinder(_ -> room.shelf(), room.clock())
        .find(subject).found().stream()
            .flatMap(found -> found.look().apply(known).stream())
            .map((Attested one) -> one.fact().check().said())
            .toList();
  }

  @Test
  void thatTheBudgetIsOverIsSaidAsIs() {
    room.trust("ci", ci);
    Digest image = room.push("app");
    Manifest signatures =
        Signing.manifest(
            Stream.of("one", "two", "three")
                .map(note -> {
                  byte[] payload = Signing.payload(image, note);
                  room.shelf().blob(payload);
                  return ci.layer(payload);
                })
                .toList(),
            Optional.of(image));
    Digest _ = room.shelf().put(Room.APP, signatures);

    assertThat(said(image, Budget.unlimited())).hasSize(3);
    assertThat(said(image, new Budget(Long.MAX_VALUE, 0, Duration.ofHours(1))))
        .hasSize(2)
        .first()
        .asString()
        .isEqualTo(
            "Of its manifest layers are not looked at since it takes more than is spent on an image"
                + " at a time: 2.");
  }
}
