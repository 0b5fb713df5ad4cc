package redoubt.signatures.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.Signer;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.facts.Looked;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.testing.Room;

/** Which facts of an image are judged where there are more than are. */
final class FactRowsTest {
  private static final Subject APP = new Subject(Room.TENANT, Room.APP, digest("app"));

  @AutoClose private final Room room = new Room();

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(UTF_8));
  }

  /** A signature, in one of the manifests that have it. */
  private void put(String signed, String by, int copy) {
    Digest evidence = digest(signed + " " + copy);
    Fact fact =
        Fact.ofImage(
            APP.digest(),
            Format.NOTATION,
            evidence,
            new Signer.Key(digest(by).hex()),
            Map.of("what", signed, "timestamp", Instant.EPOCH.plusSeconds(copy).toString()),
            Check.passed("signature", "It holds."));
    Looked looked =
        new Looked(
            evidence.toString(),
            List.of(
                new Looked.One(Attested.of(fact, Optional.empty(), digest(signed)), List.of(by))));
    room.clock().advance(Duration.ofSeconds(1));
    room.database()
        .transaction(transaction -> {
          FactRows.put(transaction, APP, looked, 1, room.clock().instant());
          return true;
        });
  }

  private List<Fact> judged() {
    return room.database().read(handle -> FactRows.of(handle, APP)).stream()
        .map(FactRows.Kept::fact)
        .toList();
  }

  /** Whoever may push may have any authority stamp what others signed. */
  @Test
  void oneSignatureWithOtherTimestampsHidesNoOther() {
    IntStream.range(0, 5).forEach(number -> put("good " + number, "ci", 0));
    IntStream.range(0, 150).forEach(copy -> put("bad", "ci", copy));

    assertThat(judged())
        .hasSize(100)
        .extracting(fact -> fact.claims().get("what"))
        .contains("good 0", "good 1", "good 2", "good 3", "good 4");
    assertThat(judged().subList(0, 6))
        .as("what was signed first comes before copies of it")
        .extracting(fact -> fact.claims().get("timestamp"))
        .containsOnly(Instant.EPOCH.toString());
  }

  @Test
  void ofFewFactsEachIsJudgedCopiesToo() {
    IntStream.range(0, 3).forEach(copy -> put("one", "ci", copy));
    put("one", "release", 3);
    assertThat(judged()).hasSize(4);
  }
}
