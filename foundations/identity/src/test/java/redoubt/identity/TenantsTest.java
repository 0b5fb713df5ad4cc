package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static redoubt.identity.House.atOnce;
import static redoubt.identity.House.refused;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.testkit.Await;
import redoubt.web.Grant;
import redoubt.web.Part;
import redoubt.web.Principal;
import redoubt.web.Role;

final class TenantsTest {
  @AutoClose private static final House house = new House();

  private Identity identity;

  @BeforeEach
  void open() {
    house.clear();
    house.start();
    identity = house.identity();
  }

  @Test
  void theLastAdministratorStays() {
    String admin = house.admin().user();
    refused("identity.last-administrator", () -> identity.users().delete(admin, admin));
    User second = identity.users().create(admin, "second", true, false);
    identity.users().delete(second.id(), admin);
    refused("identity.last-administrator", () -> identity.users().delete(second.id(), second.id()));
  }

  @Test
  void administratorsWhoDeleteEachOtherAtOnceLeaveOne() throws Exception {
    String admin = house.admin().user();
    List<String> all = new ArrayList<>(List.of(admin));
    IntStream.range(0, 5)
        .forEach(i -> all.add(identity.users().create(admin, "admin " + i, true, false).id()));
    List<Identity> servers = List.of(identity, house.anotherServer().identity());
    atOnce(
        all,
        id -> {
          try {
            servers.get(all.indexOf(id) % 2).users().delete("test", id);
            return true;
          } catch (Failure failure) {
            return false;
          }
        });
    assertThat(identity.users().list(PageRequest.first()).items())
        .filteredOn(User::administrator)
        .hasSize(1);
  }

  @Test
  void namesAreUniqueWhateverTheirCase() {
    house.user("Ada");
    refused("identity.name-taken", () -> house.user("ADA"));
    identity.instances().create(house.admin().user(), "Prod");
    refused("identity.name-taken", () -> identity.instances().create(house.admin().user(), "prod"));
    refused(
        "identity.name-taken",
        () -> identity.instances().rename(house.admin().user(), house.instance().id(), "PROD"));
  }

  @Test
  void anInstanceCanChangeTheCaseOfItsOwnName() {
    assertThat(
            identity
                .instances()
                .rename(house.admin().user(), house.instance().id(), "Default")
                .name())
        .isEqualTo("Default");
  }

  @Test
  void whoMakesAnInstanceManagesIt() {
    Instance made = identity.instances().create(house.admin().user(), "prod");
    assertThat(house.admin().allows(made.id(), List.of(Role.MANAGER))).isTrue();
    assertThat(house.admin().allows(made.id(), List.of(Role.KEY_PURGE))).isTrue();
  }

  @Test
  void anAdministratorHoldsNoRoleButWhatIsGranted() {
    User second = identity.users().create(house.admin().user(), "second", true, false);
    Principal principal = house.signIn(house.keyOf(second));
    assertThat(principal.isAdministrator()).isTrue();
    assertThat(principal.allowsSomewhere(house.instance().id(), List.of(Role.values()))).isFalse();
  }

  @Test
  void aManagerGrantsOnlyWhatTheyHold() {
    Instance prod = identity.instances().create(house.admin().user(), "prod");
    User manager = house.user("manager");
    User ada = house.user("ada");
    identity
        .grants()
        .create(
            house.admin(), prod.id(), Grants.Wish.parse(manager.id(), "MANAGER", Optional.empty()));
    Principal caller = house.signIn(house.keyOf(manager));
    for (String role : List.of("READER", "READER_PLUS", "WRITER", "MANAGER")) {
      identity.grants().create(caller, prod.id(), Grants.Wish.parse("ada", role, Optional.empty()));
    }
    refused(
        "identity.role-not-held",
        () ->
            identity
                .grants()
                .create(
                    caller, prod.id(), Grants.Wish.parse("ada", "KEY_PURGE", Optional.empty())));
    refused(
        "identity.role-not-held",
        () ->
            identity
                .grants()
                .create(
                    caller,
                    house.instance().id(),
                    Grants.Wish.parse(ada.id(), "READER", Optional.empty())));
  }

  @Test
  void nobodyIsMadeAnAdministratorByAGrant() {
    refused("identity.bad-role", () -> Grants.Wish.parse("ada", "ADMINISTRATOR", Optional.empty()));
    refused("identity.bad-role", () -> Grants.Wish.parse("ada", "reader", Optional.empty()));
    refused(
        "identity.bad-ring",
        () -> Grants.Wish.parse("ada", "READER", Optional.of(Part.ring("a b"))));
  }

  @Test
  void aGrantIsThereOnce() {
    User ada = house.user("ada");
    Grants.Wish wish = Grants.Wish.parse(ada.id(), "READER", Optional.empty());
    identity.grants().create(house.admin(), house.instance().id(), wish);
    refused(
        "identity.grant-exists",
        () -> identity.grants().create(house.admin(), house.instance().id(), wish));
    identity
        .grants()
        .create(
            house.admin(),
            house.instance().id(),
            Grants.Wish.parse(ada.id(), "READER", Optional.of(Part.ring("ring"))));
  }

  @Test
  void aGrantIsTakenBackOnlyInItsOwnInstance() {
    Instance prod = identity.instances().create(house.admin().user(), "prod");
    UserGrant grant = identity.grants().list(prod.id(), PageRequest.first()).items().getFirst();
    refused(
        "identity.no-such-grant",
        () -> identity.grants().delete("test", house.instance().id(), grant.id()));
    identity.grants().delete("test", prod.id(), grant.id());
  }

  @Test
  void aGuardKeepsAnInstanceAndAllGrantsInIt() {
    String id = house.instance().id();
    Failure inUse =
        new Failure(Failure.Kind.CONFLICT, "keys.in-use", "There are keys.", "Delete them.");
    refused(
        "keys.in-use",
        () ->
            identity
                .instances()
                .delete(
                    "test",
                    id,
                    List.of((transaction, instance) -> {
                      throw inUse;
                    })));
    assertThat(house.admin().allows(id, List.of(Role.MANAGER))).isTrue();
  }

  @Test
  void aDeletedInstanceTakesItsGrantsAlong() {
    String id = house.instance().id();
    identity.instances().delete(house.admin().user(), id, List.of());
    assertThat(house.admin().grants()).containsExactly(Grant.administrator());
    refused("identity.no-such-instance", () -> identity.instances().read(house.admin(), id));
    refused("identity.no-such-instance", () -> identity.instances().delete("test", id, List.of()));
  }

  @Test
  void whatIsMadeInAnInstanceHoldsItUntilItIsCommitted() throws Exception {
    String id = house.instance().id();
    try (ExecutorService one = Executors.newSingleThreadExecutor()) {
      Future<?> deletion =
          house
              .server()
              .database()
              .transaction(handle -> {
                identity.instances().requireLive(handle, id);
                Future<?> begun =
                    one.submit(() -> identity.instances().delete("test", id, List.of()));
                Await.until(
                    Duration.ofSeconds(5),
                    "the deletion waits",
                    () ->
                        handle
                            .createQuery("select exists (select 1 from pg_locks where not granted)")
                            .mapTo(Boolean.class)
                            .one());
                assertThat(begun.isDone()).isFalse();
                return begun;
              });
      deletion.get();
    }
    refused(
        "identity.no-such-instance",
        () ->
            house
                .server()
                .database()
                .transaction(handle -> {
                  identity.instances().requireLive(handle, id);
                  return true;
                }));
  }

  @Test
  void aUserHasAHundredKeysAndNoMore() {
    for (int i = 1; i < ApiKeys.MOST_OF_USER; i++) {
      identity.apiKeys().create(house.admin(), Optional.empty(), "key " + i, Optional.empty());
    }
    refused(
        "identity.limit",
        () -> identity.apiKeys().create(house.admin(), Optional.empty(), "more", Optional.empty()));
  }

  @Test
  void listsComeInPagesInOrderOfCreation() {
    List<String> names = IntStream.range(0, 7).mapToObj(i -> "user " + i).toList();
    names.forEach(house::user);
    List<String> seen = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      Page<User> page = identity.users().list(PageRequest.parse(Optional.of("3"), next));
      page.items().forEach(found -> seen.add(found.name()));
      next = page.next();
    } while (next.isPresent());
    assertThat(seen).startsWith("admin").endsWith("user 6").hasSize(8);
    assertThat(seen.subList(1, 8)).isEqualTo(names);
  }

  @Test
  void aPageThatCannotBeIsRefused() {
    for (String limit : List.of("0", "1001", "-1", "x", "99999999999")) {
      refused("identity.bad-page", () -> PageRequest.parse(Optional.of(limit), Optional.empty()));
    }
    refused("identity.bad-page", () -> PageRequest.parse(Optional.empty(), Optional.of("'")));
    refused("identity.bad-page", () -> PageRequest.parse(Optional.empty(), Optional.of("-1")));
  }
}
