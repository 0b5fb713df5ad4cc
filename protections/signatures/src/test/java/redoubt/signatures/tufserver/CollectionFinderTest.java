package redoubt.signatures.tufserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.oci.RepositoryName;
import redoubt.signatures.Fact;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.attestation.Attested;
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

  private List<Fact> found(int image) {
    Known nobody =
        new Known(
            0,
            SigstoreTrust.of(PublicKeys.of(List.of())),
            new TrustStores(Map.of()),
            PgpKeys.none(),
            List.of(),
            redoubt.signatures.Budget.unlimited());
    return new CollectionFinder(house.server)
        .find(new Subject("tenant", new RepositoryName("team/app"), TufRepo.image(image))).stream()
            .flatMap(found -> found.look().apply(nobody).stream())
            .map(Attested::fact)
            .toList();
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
