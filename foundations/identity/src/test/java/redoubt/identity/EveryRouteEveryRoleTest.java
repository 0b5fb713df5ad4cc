package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Part;
import redoubt.web.Principal;
import redoubt.web.Role;

/**
 * Every route as everybody, on one's own tenant and on a foreign one: who is let in, who is not.
 */
final class EveryRouteEveryRoleTest {
  /** Who calls. */
  private enum Caller {
    ANONYMOUS,
    WITHOUT_A_ROLE,
    READER,
    READER_PLUS,
    WRITER,
    MANAGER,
    KEY_PURGE,
    MANAGER_OF_A_RING,
    MANAGER_OF_A_NAMESPACE,
    MANAGER_OF_A_REPOSITORY,
    ADMINISTRATOR
  }

  private static final Set<Caller> EVERYBODY = EnumSet.allOf(Caller.class);
  private static final Set<Caller> SIGNED_IN = EnumSet.complementOf(EnumSet.of(Caller.ANONYMOUS));
  private static final Set<Caller> ADMINISTRATOR = EnumSet.of(Caller.ADMINISTRATOR);
  private static final Set<Caller> MANAGERS = EnumSet.of(Caller.MANAGER, Caller.ADMINISTRATOR);
  private static final Set<Caller> ANY_ROLE =
      EnumSet.complementOf(EnumSet.of(Caller.ANONYMOUS, Caller.WITHOUT_A_ROLE));

  /**
   * A call without a body: it changes nothing when it is let in.
   *
   * @param own who is let in on an instance in which they hold what they are named for
   */
  private record Call(String method, String path, Set<Caller> own) {
    String route() {
      return method + " " + path;
    }

    boolean isOfAnInstance() {
      return path.contains("{instance}");
    }
  }

  private static final List<Call> CALLS =
      List.of(
          new Call("POST", "/identity/token", EVERYBODY),
          new Call("POST", "/oidc/token", EVERYBODY),
          new Call("POST", "/identity/revoke", EVERYBODY),
          new Call("GET", "/identity/keys", EVERYBODY),
          new Call("GET", "/v1/whoami", SIGNED_IN),
          new Call("GET", "/v1/instances", SIGNED_IN),
          new Call("POST", "/v1/instances", ADMINISTRATOR),
          new Call("GET", "/v1/instances/{instance}", ANY_ROLE),
          new Call("PATCH", "/v1/instances/{instance}", MANAGERS),
          new Call("DELETE", "/v1/instances/{instance}", ADMINISTRATOR),
          new Call("GET", "/v1/instances/{instance}/grants", MANAGERS),
          new Call("POST", "/v1/instances/{instance}/grants", MANAGERS),
          new Call("DELETE", "/v1/instances/{instance}/grants/{grant}", MANAGERS),
          new Call("GET", "/v1/users", ADMINISTRATOR),
          new Call("POST", "/v1/users", ADMINISTRATOR),
          new Call("GET", "/v1/users/{user}", ADMINISTRATOR),
          new Call("DELETE", "/v1/users/{user}", ADMINISTRATOR),
          new Call("GET", "/v1/apikeys", SIGNED_IN),
          new Call("POST", "/v1/apikeys", SIGNED_IN),
          new Call("DELETE", "/v1/apikeys/{apikey}", SIGNED_IN));

  @AutoClose private static final Http HTTP = new Http();

  private static final Map<Caller, HttpsCaller> callers = new EnumMap<>(Caller.class);
  private static String own = "";
  private static String foreign = "";

  @BeforeAll
  static void populate() {
    Identity identity = HTTP.house.identity();
    Principal admin =
        identity
            .authenticator()
            .authenticate(identity.tokens().issue(HTTP.adminKey.text(), "192.0.2.1").text());
    own = identity.instances().create(admin.user(), "own").id();
    foreign = identity.instances().create(admin.user(), "foreign").id();
    for (Caller caller : Caller.values()) {
      if (caller == Caller.ANONYMOUS) {
        callers.put(caller, HTTP.anonymous());
        continue;
      }
      User user =
          identity
              .users()
              .create(admin.user(), "user " + caller.name(), caller == Caller.ADMINISTRATOR, false);
      grant(caller)
          .ifPresent(wish -> {
            UserGrant _ = identity.grants().create(admin, own, wish.of(user.id()));
          });
      callers.put(
          caller,
          HTTP.as(
              identity.apiKeys().create(admin, Optional.of(user.id()), "key", Optional.empty())));
    }
  }

  private static HttpsCaller by(Caller caller) {
    return Objects.requireNonNull(callers.get(caller));
  }

  private record Held(Role role, Optional<Part> part) {
    Grants.Wish of(String user) {
      return new Grants.Wish(user, role, part);
    }
  }

  private static Optional<Held> held(Role role, Part part) {
    return Optional.of(new Held(role, Optional.of(part)));
  }

  private static Optional<Held> grant(Caller caller) {
    return switch (caller) {
      case ANONYMOUS, WITHOUT_A_ROLE, ADMINISTRATOR -> Optional.empty();
      case READER -> Optional.of(new Held(Role.READER, Optional.empty()));
      case READER_PLUS -> Optional.of(new Held(Role.READER_PLUS, Optional.empty()));
      case WRITER -> Optional.of(new Held(Role.WRITER, Optional.empty()));
      case MANAGER -> Optional.of(new Held(Role.MANAGER, Optional.empty()));
      case KEY_PURGE -> Optional.of(new Held(Role.KEY_PURGE, Optional.empty()));
      case MANAGER_OF_A_RING -> held(Role.MANAGER, Part.ring("ring-1"));
      case MANAGER_OF_A_NAMESPACE -> held(Role.MANAGER, Part.namespace("team"));
      case MANAGER_OF_A_REPOSITORY -> held(Role.MANAGER, Part.repository("team/app"));
    };
  }

  @Test
  void everyRouteIsTold() {
    assertThat(CALLS.stream().map(Call::route))
        .containsExactlyInAnyOrderElementsOf(
            HTTP.routes().stream().map(route -> route.method() + " " + route.path()).toList());
  }

  @TestFactory
  Stream<DynamicTest> onTheOwnTenant() {
    return tests(own).stream();
  }

  @TestFactory
  Stream<DynamicTest> onAForeignTenantOnlyAdministratorsAreLetIn() {
    return tests(foreign).stream();
  }

  @TestFactory
  Stream<DynamicTest> onATenantThatDoesNotExist() {
    return tests(Names.freshId()).stream();
  }

  private static List<DynamicTest> tests(String instance) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Call call : CALLS) {
      boolean ours = instance.equals(own);
      if (!ours && !call.isOfAnInstance()) {
        continue;
      }
      for (Caller caller : Caller.values()) {
        boolean let = call.own().contains(caller) && (ours || caller == Caller.ADMINISTRATOR);
        tests.add(
            DynamicTest.dynamicTest(
                call.route() + " as " + caller + (let ? " is let in" : " is refused"),
                () -> check(call, instance, caller, let)));
      }
    }
    return tests;
  }

  private static void check(Call call, String instance, Caller caller, boolean let) {
    String path =
        call.path()
            .replace("{instance}", instance)
            .replace("{grant}", Names.freshId())
            .replace("{user}", Names.freshId())
            .replace("{apikey}", "aaaaaaaaaaaaaaaa");
    var response = by(caller).send(call.method(), path, "");
    if (let) {
      assertThat(response.statusCode()).isNotIn(401, 403).isLessThan(500);
    } else {
      assertThat(response.statusCode()).isEqualTo(caller == Caller.ANONYMOUS ? 401 : 403);
      assertThat(response.body()).doesNotContain("foreign", "\"own\"");
    }
  }

  @Test
  void aListHoldsOnlyTheInstancesOfTheCaller() {
    for (Caller caller : ANY_ROLE) {
      if (caller == Caller.ADMINISTRATOR) {
        continue;
      }
      var list = Http.json(200, by(caller).get("/v1/instances"));
      assertThat(list.path("items").findValuesAsText("id")).containsExactly(own);
    }
    assertThat(Http.json(200, by(Caller.WITHOUT_A_ROLE).get("/v1/instances")).path("items"))
        .isEmpty();
  }

  @Test
  void aForeignTenantAndOneThatDoesNotExistAreRefusedAlike() {
    for (Call call : CALLS) {
      if (call.isOfAnInstance()) {
        String grant = Names.freshId();
        var caller = by(Caller.MANAGER).with("Correlation-Id", "same");
        String there = call.path().replace("{instance}", foreign).replace("{grant}", grant);
        String nowhere =
            call.path().replace("{instance}", Names.freshId()).replace("{grant}", grant);
        assertThat(caller.send(call.method(), there, "").body())
            .isEqualTo(caller.send(call.method(), nowhere, "").body());
      }
    }
  }
}
