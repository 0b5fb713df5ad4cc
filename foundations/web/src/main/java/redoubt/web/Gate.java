package redoubt.web;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redoubt.core.Failure;

/**
 * Lets a call in or refuses it: credential, then role, then the rules of the instance. The answer
 * to a foreign instance and to one that does not exist is the same.
 */
final class Gate {
  private static final Set<Role> ANY = EnumSet.allOf(Role.class);

  private final Authenticator authenticator;
  private final List<InstanceCheck> checks;

  Gate(Authenticator authenticator, List<InstanceCheck> checks) {
    this.authenticator = authenticator;
    this.checks = List.copyOf(checks);
  }

  void admit(Route route, Request request) {
    request.nameWith(authenticator::names);
    switch (route.access()) {
      case Access.Open open -> {}
      case Access.SignedIn signedIn -> {
        request.admit(caller(route, request));
        route
            .style()
            .instance(request)
            .filter(tenant -> request.principal().allowsSomewhere(tenant, ANY))
            .ifPresent(tenant -> {
              request.enter(tenant, Set.of());
              checks.forEach(check -> check.check(route, request));
            });
      }
      case Access.Administrator administrator -> {
        request.admit(caller(route, request));
        require(request.principal().isAdministrator(), Set.of(Role.ADMINISTRATOR));
      }
      case Access.Instance instance -> {
        request.admit(caller(route, request));
        String tenant = tenant(route, request);
        boolean asAdministrator =
            instance.anyOf().contains(Role.ADMINISTRATOR) && request.principal().isAdministrator();
        request.enter(tenant, instance.anyOf());
        require(
            asAdministrator || request.principal().allows(tenant, instance.anyOf()),
            instance.anyOf());
        checks.forEach(check -> check.check(route, request));
      }
      case Access.Ring ring -> {
        request.admit(caller(route, request));
        String tenant = tenant(route, request);
        request.enter(tenant, ring.anyOf());
        require(request.principal().allowsSomewhere(tenant, ring.anyOf()), ring.anyOf());
        checks.forEach(check -> check.check(route, request));
      }
      case Access.Part part -> {
        if (!part.visitors() || bearer(route, request).isPresent()) {
          request.admit(anyCaller(route, request));
        }
        request.seek(part.anyOf(), () -> checks.forEach(check -> check.check(route, request)));
      }
    }
  }

  private Principal caller(Route route, Request request) {
    Principal caller = anyCaller(route, request);
    if (caller.isNarrowed()) {
      throw Request.narrowToken();
    }
    return caller;
  }

  private Principal anyCaller(Route route, Request request) {
    return authenticator.authenticate(bearer(route, request).orElseThrow(Request::noCredential));
  }

  private Optional<String> bearer(Route route, Request request) {
    return route.style().bearer(request).filter(token -> !authenticator.isVisitors(token));
  }

  private static String tenant(Route route, Request request) {
    return route
        .style()
        .instance(request)
        .filter(id -> id.matches("[A-Za-z0-9-]{1,64}"))
        .orElseThrow(() ->
            new Failure(
                Failure.Kind.INVALID,
                "web.no-instance",
                "The call names no instance.",
                "Name the instance by its id."));
  }

  private static void require(boolean allowed, Set<Role> anyOf) {
    if (!allowed) {
      throw Request.forbidden(anyOf);
    }
  }
}
