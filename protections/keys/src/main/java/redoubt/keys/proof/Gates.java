package redoubt.keys.proof;

import java.util.List;
import java.util.Map;
import java.util.Set;
import redoubt.keys.proof.ProvingGround.Call;
import redoubt.keys.proof.Trial.MadeKey;
import redoubt.web.Access;
import redoubt.web.Role;
import redoubt.web.Route;

/** The routes of the keys that ask for a role in an instance, as calls on one key. */
final class Gates {
  /** Roles that are held in instances. */
  static final List<Role> ROLES =
      List.of(Role.READER, Role.READER_PLUS, Role.WRITER, Role.MANAGER, Role.KEY_PURGE);

  /** A route and who may call it. */
  record Gate(Route route, Set<Role> anyOf) {
    boolean admits(Role role) {
      return anyOf.stream().anyMatch(role::includes);
    }

    boolean namesAKey() {
      return route.path().contains("{key}");
    }

    /** A call of the route on a key, with a body that the route takes. */
    Call on(MadeKey key, String instance, String ciphertext) {
      String path =
          route
              .path()
              .replace("{key}", key.id())
              .replace("{instance}", instance)
              .replace("{alias}", "proof-alias")
              .replace("{ring}", "proof-ring")
              .replaceAll("\\{[^}]*}", "crn:v1:proof");
      return new Call(route.method(), path + query(route), body(route, ciphertext));
    }
  }

  private Gates() {}

  static List<Gate> of(List<Route> routes) {
    return routes.stream()
        .flatMap(route ->
            switch (route.access()) {
              case Access.Open open -> java.util.stream.Stream.<Gate>empty();
              case Access.SignedIn signedIn -> java.util.stream.Stream.<Gate>empty();
              case Access.Administrator administrator -> java.util.stream.Stream.<Gate>empty();
              case Access.Instance instance ->
                  java.util.stream.Stream.of(new Gate(route, instance.anyOf()));
              // No key is reached by these.
              case Access.Part part -> java.util.stream.Stream.<Gate>empty();
              case Access.Ring ring -> java.util.stream.Stream.of(new Gate(route, ring.anyOf()));
            })
        .toList();
  }

  private static String query(Route route) {
    return route.method().equals("POST") && route.path().equals("/api/v2/keys/{key}")
        ? "?action=unwrap"
        : "";
  }

  private static String body(Route route, String ciphertext) {
    String path = route.path();
    if (path.endsWith("/actions/unwrap")
        || path.endsWith("/actions/rewrap")
        || (route.method().equals("POST") && path.equals("/api/v2/keys/{key}"))) {
      return Trial.unwrapping(ciphertext, List.of());
    }
    if (route.method().equals("PATCH") && path.equals("/api/v2/keys/{key}")) {
      return "{\"keyRingID\":\"default\"}";
    }
    if (route.method().equals("PUT") && path.endsWith("/policies")) {
      return Trial.json(
          Map.of(
              "metadata",
              Map.of("collectionType", "application/vnd.ibm.kms.policy+json", "collectionTotal", 1),
              "resources",
              List.of(
                  Map.of(
                      "type",
                      "application/vnd.ibm.kms.policy+json",
                      "rotation",
                      Map.of("enabled", true, "interval_month", 3)))));
    }
    return "";
  }
}
