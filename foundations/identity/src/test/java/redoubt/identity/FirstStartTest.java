package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static redoubt.identity.House.atOnce;
import static redoubt.identity.House.refused;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.web.Grant;
import redoubt.web.Principal;
import redoubt.web.Role;

final class FirstStartTest {
  @AutoClose private static final House house = new House();

  private Identity identity;

  @BeforeEach
  void open() {
    house.clear();
    house.start();
    identity = house.identity();
  }

  @Test
  void theFirstStartMakesAnAdministratorWhoManagesTheDefaultInstance() {
    Principal admin = house.admin();
    String instance = house.instance().id();
    assertThat(house.instance().name()).isEqualTo("default");
    assertThat(identity.users().find("admin").orElseThrow().administrator()).isTrue();
    assertThat(admin.grants())
        .containsExactlyInAnyOrder(
            Grant.administrator(),
            Grant.inInstance(Role.MANAGER, instance),
            Grant.inInstance(Role.KEY_PURGE, instance));
  }

  @Test
  void aLaterStartMakesNothing() {
    assertThat(identity.bootstrap()).isEmpty();
    assertThat(house.anotherServer().identity().bootstrap()).isEmpty();
  }

  @Test
  void ofServersThatStartAtOnceOneMakesTheAdministrator() throws Exception {
    try (House fresh = new House()) {
      List<Identity> servers = new ArrayList<>(List.of(fresh.identity()));
      IntStream.range(0, 3).forEach(i -> servers.add(fresh.anotherServer().identity()));
      List<Optional<FreshKey>> made = atOnce(servers, Identity::bootstrap);
      assertThat(made.stream().flatMap(Optional::stream)).hasSize(1);
      FreshKey key = made.stream().flatMap(Optional::stream).findFirst().orElseThrow();
      for (Identity server : servers) {
        String token = server.tokens().issue(key.text(), House.HERE).text();
        for (Identity other : servers) {
          assertThat(other.authenticator().authenticate(token).isAdministrator()).isTrue();
        }
      }
    }
  }

  @Test
  void ifTheFirstKeyCannotBeKeptNothingIsMade() throws Exception {
    try (House fresh = new House()) {
      assertThatThrownBy(() ->
              fresh
                  .identity()
                  .bootstrap(key -> {
                    throw new IllegalStateException("disk full");
                  }))
          .hasMessage("disk full");
      assertThat(fresh.identity().users().list(PageRequest.first()).items()).isEmpty();
      assertThat(fresh.identity().bootstrap()).isPresent();
    }
  }

  @Test
  void aLostAdministratorsKeyIsReplacedAndRevoked() {
    FreshKey own =
        identity.apiKeys().create(house.admin(), Optional.empty(), "own", Optional.empty());
    FreshKey recovered = identity.recoverAdmin();
    assertThat(house.signIn(recovered).isAdministrator()).isTrue();
    assertThat(house.signIn(own).isAdministrator()).isTrue();
    refused(
        "identity.bad-apikey", () -> identity.tokens().issue(house.adminKey().text(), House.HERE));
  }

  @Test
  void recoveryIsNotHeldUpByTheLimitOnKeys() {
    for (int i = 1; i < ApiKeys.MOST_OF_USER; i++) {
      house
          .identity()
          .apiKeys()
          .create(house.admin(), Optional.empty(), "own " + i, Optional.empty());
    }
    identity.apiKeys().delete(house.admin(), house.adminKey().apiKey().id());
    identity.recoverAdmin();
    assertThat(house.signIn(identity.recoverAdmin()).isAdministrator()).isTrue();
  }
}
