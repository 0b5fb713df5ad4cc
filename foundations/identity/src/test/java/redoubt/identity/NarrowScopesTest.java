package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import redoubt.identity.Scope.Action;
import redoubt.web.Grant;
import redoubt.web.Part;
import redoubt.web.Principal;
import redoubt.web.Role;

/** What is granted of what is wanted, for any grants. */
final class NarrowScopesTest {
  private static final List<String> INSTANCES = List.of("one", "two");
  private static final List<String> REPOSITORIES =
      List.of("team/app", "team/app2", "team/app/sub", "team2/app", "te/am/app");

  @Provide
  Arbitrary<Principal> users() {
    Arbitrary<Part> parts =
        Arbitraries.oneOf(
            Arbitraries.of("team", "team2", "te").map(Part::namespace),
            Arbitraries.of(REPOSITORIES).map(Part::repository),
            Arbitraries.of("team", "app").map(Part::ring));
    Arbitrary<Grant> grants =
        Combinators.combine(
                Arbitraries.of(Role.class), Arbitraries.of(INSTANCES), parts.optional(0.8))
            .as((role, instance, part) ->
                role == Role.ADMINISTRATOR
                    ? Grant.administrator()
                    : part.map(in -> Grant.inPart(role, instance, in))
                        .orElseGet(() -> Grant.inInstance(role, instance)));
    return grants.list().ofMaxSize(5).map(held -> new Principal("u", "k", held));
  }

  @Provide
  Arbitrary<List<Scope>> wishes() {
    Arbitrary<Scope> repositories =
        Combinators.combine(
                Arbitraries.of(INSTANCES),
                Arbitraries.of(REPOSITORIES),
                Arbitraries.of(Action.class).set())
            .as(Scope.Repository::new);
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(5, repositories),
            net.jqwik.api.Tuple.of(1, Arbitraries.just(new Scope.Lists())))
        .list()
        .ofMaxSize(5);
  }

  private static boolean may(Principal who, String instance, String name, Action action) {
    return who.allows(instance, Part.repository(name), Set.of(action.role()));
  }

  private static boolean says(List<Scope> scopes, String instance, String name, Action action) {
    return scopes.stream()
        .anyMatch(scope ->
            scope instanceof Scope.Repository in
                && in.instance().equals(instance)
                && in.name().equals(name)
                && in.actions().contains(action));
  }

  @Property(tries = 1000)
  void exactlyWhatIsBothWantedAndHeldIsGranted(
      @ForAll("users") Principal user, @ForAll("wishes") List<Scope> wanted) {
    List<Scope> granted = NarrowTokens.granted(user, wanted);
    for (String instance : INSTANCES) {
      for (String name : REPOSITORIES) {
        for (Action action : Action.values()) {
          assertThat(says(granted, instance, name, action))
              .isEqualTo(says(wanted, instance, name, action) && may(user, instance, name, action));
        }
      }
    }
    assertThat(granted.contains(new Scope.Lists())).isEqualTo(wanted.contains(new Scope.Lists()));
    assertThat(NarrowTokens.granted(user, granted)).isEqualTo(granted);
  }

  @Property(tries = 1000)
  void nobodyMayMoreWithANarrowTokenThanWithout(
      @ForAll("users") Principal user,
      @ForAll("users") Principal later,
      @ForAll("wishes") List<Scope> wanted) {
    NarrowClaims claims =
        new NarrowClaims(
            "jti",
            java.util.Optional.empty(),
            NarrowTokens.granted(user, wanted),
            java.time.Instant.EPOCH,
            java.time.Instant.EPOCH.plusSeconds(1));
    Principal narrowed = later.narrowedTo(claims.grants(), claims.lists());
    for (String instance : INSTANCES) {
      for (String name : REPOSITORIES) {
        for (Action action : Action.values()) {
          if (may(narrowed, instance, name, action)) {
            assertThat(may(later, instance, name, action)).isTrue();
            assertThat(may(user, instance, name, action)).isTrue();
          }
          if (says(claims.scopes(), instance, name, action) && may(later, instance, name, action)) {
            assertThat(may(narrowed, instance, name, action)).isTrue();
          }
        }
      }
      assertThat(narrowed.allows(instance, Set.of(Role.values()))).isFalse();
    }
    assertThat(narrowed.isAdministrator()).isFalse();
  }
}
