package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static redoubt.identity.House.refused;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.ledger.Entry;
import redoubt.web.Grant;
import redoubt.web.Part;
import redoubt.web.Principal;
import redoubt.web.Role;

/** What other rooms set up for their programs. */
final class ServicesTest {
  private static final String ROBOT = "robot-1";

  @AutoClose private static final House house = new House();

  private final List<Entry> journal = new ArrayList<>();
  private Services services;

  @BeforeEach
  void open() {
    house.clear();
    house.start();
    services = house.identity().services();
  }

  private <T> T change(BiFunction<Handle, Consumer<Entry>, T> work) {
    return house
        .server()
        .database()
        .transaction(transaction -> work.apply(transaction, journal::add));
  }

  private FreshKey issued(Optional<Instant> expiresAt) {
    return change((transaction, entries) -> {
      String _ = services.ensure(transaction, entries, "room", ROBOT);
      return services.issue(transaction, entries, "room", ROBOT, "key", expiresAt);
    });
  }

  private void admitted(Optional<Part> part) {
    boolean _ =
        change((transaction, entries) -> {
          services.admit(
              transaction, entries, "room", ROBOT, Role.READER, house.instance().id(), part);
          return true;
        });
  }

  @Test
  void itsKeyIsGoodUntilTheMomentThatWasGiven() {
    FreshKey key = issued(Optional.of(house.clock.instant().plus(Duration.ofMinutes(30))));
    assertThat(house.signIn(key).service()).isTrue();
    house.clock.advance(Duration.ofMinutes(31));
    refused("identity.apikey-expired", () -> house.token(key));
  }

  @Test
  void aKeyThatWasNeverGoodIsNotMade() {
    refused("identity.bad-expiry", () -> issued(Optional.of(house.clock.instant())));
  }

  @Test
  void itHasAHundredKeysAndNoMoreWhetherTheyExpireOrNot() {
    Optional<Instant> soon = Optional.of(house.clock.instant().plus(Duration.ofMinutes(30)));
    for (int i = 0; i < ApiKeys.MOST_OF_USER; i++) {
      FreshKey _ = issued(soon);
    }
    refused("identity.limit", () -> issued(soon));
    refused("identity.limit", () -> issued(Optional.empty()));
  }

  @Test
  void itHoldsARoleInOneRingOrInTheWholeInstance() {
    FreshKey key = issued(Optional.empty());
    admitted(Optional.of(Part.ring("ring")));
    assertThat(held(key)).containsExactly(Optional.of(Part.ring("ring")));
    admitted(Optional.empty());
    admitted(Optional.empty());
    assertThat(held(key))
        .containsExactlyInAnyOrder(Optional.of(Part.ring("ring")), Optional.empty());
  }

  @Test
  void itHoldsARoleInPartsOfOneNameAndDifferentKinds() {
    FreshKey key = issued(Optional.empty());
    List<Part> parts =
        List.of(Part.ring("team"), Part.namespace("team"), Part.repository("team/app"));
    for (Part part : parts) {
      admitted(Optional.of(part));
      admitted(Optional.of(part));
    }
    assertThat(held(key)).containsExactlyElementsOf(parts.stream().map(Optional::of).toList());
    assertThat(house.signIn(key).grants())
        .containsExactlyElementsOf(
            parts.stream()
                .map(part -> Grant.inPart(Role.READER, house.instance().id(), part))
                .toList());
  }

  private List<Optional<Part>> held(FreshKey key) {
    return house.identity().grants().of(key.apiKey().user()).stream().map(UserGrant::part).toList();
  }

  @Test
  void thePersonOfThatNameIsNotTakenForIt() {
    User _ = house.user(ROBOT);
    refused("identity.name-taken", () -> issued(Optional.empty()));
    refused(
        "identity.no-such-user",
        () ->
            change((transaction, entries) ->
                services.issue(transaction, entries, "room", ROBOT, "key", Optional.empty())));
  }

  @Test
  void nothingOfItIsThereWhenTheTransactionIsNotCommitted() {
    refused(
        "identity.bad-name",
        () ->
            change((transaction, entries) -> {
              String _ = services.ensure(transaction, entries, "room", ROBOT);
              return services.issue(transaction, entries, "room", ROBOT, "", Optional.empty());
            }));
    assertThat(house.identity().users().find(ROBOT)).isEmpty();
  }

  @Test
  void whoeverAsksRecordsWhatWasDone() {
    FreshKey key = issued(Optional.empty());
    assertThat(journal)
        .extracting(Entry::action)
        .containsExactly("identity.user.create", "identity.apikey.create");
    Principal principal = house.signIn(key);
    assertThat(principal.user()).isEqualTo(key.apiKey().user());
  }
}
