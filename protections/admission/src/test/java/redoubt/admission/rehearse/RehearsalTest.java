package redoubt.admission.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import redoubt.admission.Clusters;
import redoubt.admission.cluster.Asking;
import redoubt.admission.cluster.Standing;
import redoubt.admission.decide.Evidence;
import redoubt.admission.document.PolicyFile;
import redoubt.admission.document.PolicyWriter;
import redoubt.admission.policy.Dialect;
import redoubt.admission.policy.Policies;
import redoubt.admission.policy.Policy;
import redoubt.admission.policy.PolicyName;
import redoubt.admission.testing.Told;
import redoubt.core.Deadline;
import redoubt.oci.Digest;

/** What would be refused, from values alone. */
final class RehearsalTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant UNTIL = Instant.parse("2026-04-01T00:00:00Z");
  private static final Digest GOOD = Digest.of(new byte[] {1});
  private static final Digest BAD = Digest.of(new byte[] {2});
  private static final Digest MOVED = Digest.of(new byte[] {3});

  private static final String TRUSTED = "[{name: 'icr.test/*', require: [{trusted: true}]}]";
  private static final String ALL = "[{name: '*'}]";

  private final Told told =
      new Told().good("icr.test/app:v1", GOOD).bad("icr.test/app:v2", BAD, "Nobody has signed it.");

  private static List<Policy> policy(String namespace, String name, String repositories) {
    return PolicyFile.read(
        """
        apiVersion: redoubt.dev/v1
        kind: %s
        metadata: {name: %s%s}
        spec: {repositories: %s}
        """
            .formatted(
                namespace.isEmpty() ? "ClusterImagePolicy" : "ImagePolicy",
                name,
                namespace.isEmpty() ? "" : ", namespace: " + namespace,
                repositories),
        "default");
  }

  private Court court(List<Policy> policies, Instant at) {
    return court(policies, Map.of(), told, at);
  }

  private static Court court(
      List<Policy> policies, Map<PolicyName, String> unreadable, Evidence evidence, Instant at) {
    Policies all = new Policies(policies);
    return new Court(
        new Standing(
            new Asking(
                new Clusters.Cluster("tenant", "id", "prod"),
                NOW,
                "ann",
                Optional.of(NOW),
                "",
                false,
                ""),
            new byte[0],
            Optional.of(all),
            unreadable,
            Map.of()),
        all,
        evidence,
        at);
  }

  private static Trace pods(String... names) {
    return new Trace(new TreeSet<>(List.of(names)), new TreeSet<>(), 0, 0);
  }

  private static Trace asked(long admissions, long refusals) {
    return new Trace(
        new TreeSet<>(), new TreeSet<>(Set.of("Deployment web")), admissions, refusals);
  }

  private static Item item(String namespace, String image, Digest digest) {
    return Item.of(namespace, image, Optional.of(digest));
  }

  private Comparison compare(Map<Item, Trace> uses, List<Policy> before, List<Policy> after) {
    return compare(uses, before, after, NOW);
  }

  private Comparison compare(
      Map<Item, Trace> uses, List<Policy> before, List<Policy> after, Instant at) {
    return Comparison.of(
        new TreeMap<>(uses), court(before, at), court(after, at), Deadline.never());
  }

  @Test
  void whatAStricterPolicyWouldRefuseIsToldWithAllPlaces() {
    Comparison found =
        compare(
            Map.of(
                item("shop", "icr.test/app:v1", GOOD), pods("a"),
                item("shop", "icr.test/app:v2", BAD), pods("b", "c"),
                item("bank", "icr.test/app:v2@" + BAD, BAD), pods("d"),
                item("bank", "icr.test/app:v2", BAD), asked(7, 0)),
            policy("", "usual", ALL),
            policy("", "usual", TRUSTED));
    List<Group> refused = Group.of(found.those(Judged::isRefused));
    assertThat(refused).hasSize(1);
    Group one = refused.getFirst();
    assertThat(one.name()).isEqualTo("icr.test/app:v2");
    assertThat(one.digest()).contains(BAD);
    assertThat(one.lost()).isTrue();
    assertThat(one.pods()).isEqualTo(3);
    assertThat(one.admissions()).isEqualTo(7);
    assertThat(one.namespaces()).containsOnlyKeys("bank", "shop");
    assertThat(one.rulings().getFirst().said())
        .isEqualTo("Deny \"icr.test/app:v2\": Nobody has signed it.");
    assertThat(found.those(Judged::stays)).hasSize(1);
  }

  @Test
  void whatIsRefusedTodayAndWhatOnlyWasIsToldApart() {
    Comparison found =
        compare(
            Map.of(
                item("shop", "icr.test/app:v2", BAD), pods("b"),
                item("shop", "docker.test/x:v1", BAD), asked(0, 3)),
            policy("", "usual", TRUSTED),
            policy("", "usual", TRUSTED));
    assertThat(found.those(Judged::isRefused)).hasSize(1);
    assertThat(found.those(Judged::isLost)).isEmpty();
    Comparison opened =
        compare(
            Map.of(item("shop", "docker.test/x:v1", BAD), asked(0, 3)),
            policy("", "usual", TRUSTED),
            policy("", "usual", ALL));
    assertThat(opened.those(Judged::isOpened)).hasSize(1);
    assertThat(opened.those(Judged::isRefused)).isEmpty();
  }

  @Test
  void aTagMeansWhatRunsByIt() {
    // By now the tag is another image, which is signed.
    told.good("icr.test/app:v2", MOVED);
    Comparison found =
        compare(
            Map.of(item("shop", "icr.test/app:v2", BAD), pods("b")),
            policy("", "usual", ALL),
            policy("", "usual", TRUSTED));
    assertThat(found.those(Judged::isRefused)).hasSize(1);
  }

  @Test
  void aTagBesideADigestThatItDoesNotMeanOpensNothing() {
    Comparison found =
        compare(
            Map.of(item("shop", "icr.test/app:v1@" + BAD, BAD), pods("b")),
            policy("", "usual", ALL),
            policy("", "usual", "[{name: 'icr.test/app:v1'}]"));
    assertThat(found.those(Judged::isRefused)).hasSize(1);
  }

  @Test
  void anImageThatRunsByATagIsNotNamedByItsDigest() {
    Comparison found =
        compare(
            Map.of(item("shop", "icr.test/app:v1", GOOD), pods("a")),
            policy("", "usual", ALL),
            policy("", "usual", "[{name: '*', require: [{digest: true}]}]"));
    assertThat(found.those(Judged::isRefused).getFirst().after().said())
        .contains("It is not named by its digest.");
  }

  @Test
  void whatIsOnlyWarnedOfStays() {
    Comparison found =
        compare(
            Map.of(item("shop", "icr.test/app:v2", BAD), pods("b")),
            policy("", "usual", ALL),
            policy("", "usual", TRUSTED.replace("require", "mode: warn, require")));
    assertThat(found.those(Judged::isWarned)).hasSize(1);
    assertThat(found.those(Judged::stays)).hasSize(1);
    assertThat(found.those(Judged::isRefused)).isEmpty();
  }

  @Test
  void aPolicyThatCannotBeReadRefusesWhatIsInItsReach() {
    PolicyName odd = new PolicyName(Dialect.PORTIERIS, Optional.of("shop"), "odd");
    Court court = court(policy("", "usual", ALL), Map.of(odd, "spec.x is no field."), told, NOW);
    assertThat(court.on(item("shop", "icr.test/app:v1", GOOD)).said())
        .startsWith("ImagePolicy shop/odd cannot be read");
    assertThat(court.on(item("bank", "icr.test/app:v1", GOOD)).refused()).isFalse();
  }

  @Test
  void forWantOfTimeNothingIsSaid() {
    Comparison found =
        Comparison.of(
            new TreeMap<>(Map.of(item("shop", "icr.test/app:v1", GOOD), pods("a"))),
            court(List.of(), NOW),
            court(List.of(), NOW),
            Deadline.in(Duration.ZERO));
    assertThat(found.all()).isEmpty();
    assertThat(found.unjudged()).isEqualTo(1);
  }

  private final Map<Item, Trace> used =
      Map.of(
          item("shop", "icr.test/app:v2", BAD), pods("b"),
          item("bank", "icr.test/app:v2@" + BAD, BAD), pods("d"),
          item("shop", "icr.test/app:v1", GOOD), pods("a"));

  /** The bank has a policy of its own. */
  private static List<Policy> strict() {
    return Stream.concat(
            policy("", "usual", TRUSTED).stream(), policy("bank", "own", TRUSTED).stream())
        .toList();
  }

  private List<Policy> grandfathered(Set<PolicyName> taken) {
    List<Judged> refused =
        compare(used, policy("", "usual", ALL), strict()).those(Judged::isRefused);
    assertThat(refused).hasSize(2);
    List<Policy> written = Grandfather.of(refused, new Policies(strict()), taken, UNTIL, NOW);
    // As kubectl would apply it.
    return PolicyFile.read(PolicyWriter.yaml(written), "default");
  }

  @Test
  void whatIsGrandfatheredRunsOnUntilItsDay() {
    List<Policy> all = new ArrayList<>(strict());
    all.addAll(grandfathered(Set.of()));
    assertThat(compare(used, strict(), all).those(Judged::isRefused)).isEmpty();
    assertThat(compare(used, strict(), all, UNTIL.minusSeconds(1)).those(Judged::isRefused))
        .isEmpty();
    assertThat(compare(used, strict(), all, UNTIL).those(Judged::isRefused)).hasSize(2);
  }

  @Test
  void exceptionsLieWhereTheyCountAndTakeNobodysPlace() {
    PolicyName name =
        new PolicyName(Dialect.REDOUBT, Optional.empty(), "grandfathered-until-2026-04-01");
    assertThat(grandfathered(Set.of()).stream().map(one -> one.name().toString()))
        .containsExactly(
            "ClusterImagePolicy grandfathered-until-2026-04-01",
            "ImagePolicy bank/grandfathered-until-2026-04-01");
    assertThat(grandfathered(Set.of(name)).stream().map(one -> one.name().toString()))
        .containsExactly(
            "ClusterImagePolicy grandfathered-until-2026-04-01-2",
            "ImagePolicy bank/grandfathered-until-2026-04-01");
  }

  @Test
  void manyExceptionsAreSeveralPolicies() {
    List<Judged> many =
        IntStream.range(0, 2 * Policy.MOST + 1)
            .mapToObj(number ->
                new Judged(
                    item(
                        "shop",
                        "icr.test/app" + number + ":v1",
                        Digest.of(new byte[] {(byte) number, (byte) (number >> 8)})),
                    pods("a"),
                    new Ruling(false, false, Optional.empty(), Optional.empty(), "", ""),
                    new Ruling(true, false, Optional.empty(), Optional.empty(), "No.", "")))
            .toList();
    List<Policy> written =
        Grandfather.of(many, new Policies(List.of()), new HashSet<>(), UNTIL, NOW);
    assertThat(written).hasSize(3);
    assertThat(written.stream().map(Policy::name).distinct()).hasSize(3);
  }

  @Test
  void anImageOfWhichNoDigestIsKnownIsNotGrandfathered() {
    SortedMap<Item, Trace> uses =
        new TreeMap<>(
            Map.of(
                Item.of("shop", "icr.test/unknown:v1", Optional.empty()), pods("x"),
                Item.of("shop", "SHA256:nonsense??", Optional.empty()), pods("y")));
    List<Judged> refused =
        compare(uses, policy("", "usual", ALL), strict()).those(Judged::isRefused);
    assertThat(Grandfather.of(refused, new Policies(strict()), Set.of(), UNTIL, NOW)).isEmpty();
    assertThat(refused).hasSize(2);
  }
}
