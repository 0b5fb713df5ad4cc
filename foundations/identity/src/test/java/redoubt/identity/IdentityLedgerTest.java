package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.ledger.Entry;
import redoubt.web.Part;

final class IdentityLedgerTest {
  @AutoClose private static final House house = new House();

  private Identity identity;

  @BeforeEach
  void open() {
    house.clear();
    house.start();
    identity = house.identity();
  }

  @Test
  void everyChangeIsInTheLedgerWithoutNamesOrSecrets() {
    int before = house.entries().size();
    String admin = house.admin().user();
    User ada = identity.users().create(admin, "ada@example.org", false, false);
    FreshKey key =
        identity.apiKeys().create(house.admin(), Optional.of(ada.id()), "laptop", Optional.empty());
    Instance prod = identity.instances().create(admin, "prod");
    identity.instances().rename(admin, prod.id(), "production");
    UserGrant grant =
        identity
            .grants()
            .create(
                house.admin(),
                prod.id(),
                Grants.Wish.parse(ada.id(), "READER", Optional.of(Part.ring("ring"))));
    identity.grants().delete(admin, prod.id(), grant.id());
    identity.apiKeys().delete(house.admin(), key.apiKey().id());
    identity.users().delete(admin, ada.id());
    identity.instances().delete(admin, prod.id(), List.of());
    identity.recoverAdmin();

    assertThat(house.actionsSince(before).stream().filter(a -> !a.equals("identity.token.issue")))
        .containsExactly(
            "identity.user.create",
            "identity.apikey.create",
            "identity.instance.create",
            "identity.grant.create",
            "identity.grant.create",
            "identity.instance.update",
            "identity.grant.create",
            "identity.grant.delete",
            "identity.apikey.delete",
            "identity.user.delete",
            "identity.instance.delete",
            "identity.apikey.delete",
            "identity.apikey.create",
            "identity.admin.recover");
    String written = house.entries().stream().skip(before).toList().toString();
    assertThat(written)
        .doesNotContain("ada@example.org", "laptop", "prod\"", key.text().substring(21));
    Entry granted =
        house.entries().stream()
            .filter(entry -> entry.target().equals(grant.id()))
            .findFirst()
            .orElseThrow();
    assertThat(granted.tenant()).isEqualTo(prod.id());
    assertThat(granted.actor()).isEqualTo(admin);
    assertThat(granted.details())
        .isEqualTo(Map.of("user", ada.id(), "role", "READER", "ring", "ring"));
  }

  @Test
  void aTokenThatWasIssuedIsInTheLedger() {
    int before = house.entries().size();
    IssuedToken token = identity.tokens().issue(house.adminKey().text(), House.HERE);
    assertThat(house.entries().stream().skip(before).toList())
        .containsExactly(
            Entry.ok(
                house.clock.instant(),
                Entry.SYSTEM,
                token.claims().user(),
                "identity.token.issue",
                house.adminKey().apiKey().id(),
                Map.of("token", token.claims().id())));
  }
}
