package redoubt.signatures.tufserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.core.Deadline;
import redoubt.oci.RepositoryName;
import redoubt.signatures.Fact;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.facts.Found;
import redoubt.signatures.facts.Sight;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.gpg.PgpKeys;
import redoubt.signatures.notation.TrustStores;
import redoubt.signatures.signers.Known;
import redoubt.signatures.sigstore.SigstoreTrust;
import redoubt.signatures.tuf.TufRepo;

/** Signed tags of an image, as many as are looked at. */
final class CollectionFinderTest {
  private static final TrustPlace APP =
      new TrustPlace("tenant", "localhost:8443/team/app", "team/app");

  @AutoClose private final TrustHouse house = TrustHouse.start();

  private static Subject subject(int image) {
    return new Subject("tenant", new RepositoryName("team/app"), TufRepo.image(image));
  }

  private List<Fact> found(int image) {
    return facts(new CollectionFinder(house.server).find(subject(image)));
  }

  private static List<Fact> facts(Sight sight) {
    Known nobody =
        new Known(
            0,
            SigstoreTrust.of(PublicKeys.of(List.of())),
            new TrustStores(Map.of()),
            PgpKeys.none(),
            List.of(),
            Map.of(),
            redoubt.signatures.Budget.unlimited());
    return sight.found().stream()
        .flatMap(found -> found.look().apply(nobody).stream())
        .map(Attested::fact)
        .toList();
  }

  private void publishRoots(TrustPlace place, int count) {
    TufRepo client = house.client(place);
    house.server.publish(place, TrustHouse.files(client), "mallory");
    for (int i = 2; i <= count; i++) {
      client.version = i;
      client.rotate(client.root, client.root);
      house.server.publish(place, TrustHouse.files(client), "mallory");
    }
  }

  @Test
  void aSlowCollectionKeepsNothingInOthers() {
    TrustPlace slow = TrustHouse.at("localhost:1");
    publishRoots(slow, 30);
    TufRepo client = house.client(APP);
    house.server.publish(APP, TrustHouse.files(client), "alice");
    TrustPlace third = TrustHouse.at("localhost:3");
    publishRoots(third, 1);
    CollectionFinder finder = new CollectionFinder(house.server);
    List<Found> before = finder.find(subject(1)).found();
    assertThat(facts(finder.find(subject(1)))).hasSize(3).allMatch(Fact::isAuthentic);

    client.tags.clear();
    client.version = 2;
    house.server.publish(
        APP, TrustHouse.only(TrustHouse.files(client), "targets", "snapshot"), "alice");
    house.time().advance(Duration.ofMinutes(1));
    AtomicLong ticks = new AtomicLong();
    Sight sight =
        finder.find(subject(1), Deadline.in(Duration.ofNanos(75), ticks::getAndIncrement));

    assertThat(facts(sight).stream().map(fact -> fact.check().said()))
        .containsExactly(
            "The collection localhost:1/team/app takes too long to look at: what is known of it"
                + " stays as it was.",
            facts(sight).getLast().check().said());
    assertThat(facts(sight).getLast())
        .as("the oldest is still the slow one")
        .matches(fact ->
            fact.isAuthentic()
                && "later".equals(fact.claims().get(CollectionFinder.COLLECTION))
                && third.gun().equals(fact.claims().get("gun")));
    assertThat(before.stream().map(Found::source))
        .satisfiesExactly(
            kept -> assertThat(sight.unseen()).singleElement().matches(kept::startsWith),
            gone -> assertThat(sight.unseen()).noneMatch(gone::startsWith),
            there -> assertThat(sight.found().getLast().source()).isEqualTo(there));
  }

  @Test
  void whatIsTooMuchIsToldOfFirst() {
    TufRepo client = house.client(APP);
    for (int i = 0; i < 1001; i++) {
      client.tags.put("n" + i, TufRepo.image(2));
    }
    house.server.publish(APP, TrustHouse.files(client), "alice");

    assertThat(found(1)).singleElement().matches(Fact::isAuthentic);
    List<Fact> many = found(2);
    assertThat(many).hasSize(1001);
    assertThat(many.getFirst().isAuthentic()).isFalse();
    assertThat(many.getFirst().check().said())
        .isEqualTo("The image has more than 1000 signed tags: 1 are not looked at.");
    assertThat(many.subList(1, 1001)).allMatch(Fact::isAuthentic);
  }
}
