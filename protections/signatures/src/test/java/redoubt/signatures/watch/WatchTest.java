package redoubt.signatures.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.ledger.Entry;
import redoubt.ledger.EntryFilter;
import redoubt.ledger.Recorded;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.MediaTypes;
import redoubt.outward.Outside;
import redoubt.signatures.signers.SignerKind;
import redoubt.signatures.testing.Room;
import redoubt.signatures.testing.Signing;
import redoubt.testkit.DockerRegistry;
import redoubt.testkit.NeedsPeer;
import redoubt.web.Json;

/** What workloads name is asked for at a real registry, which wants a login, and judged. */
@NeedsPeer(value = "docker-registry", why = "following what workloads name to another registry")
final class WatchTest {
  private static final String ENTRY =
      "tester:$2y$04$gFsIkVCWm0rHxnEV4gktne8fe/9t7.wOhkmkR.l4A22kgwO7Y80C2";

  private final Room room = new Room();
  private final FakeCluster cluster = new FakeCluster();
  private final Signing ann = Signing.somebody();
  private DockerRegistry registry;
  private Watch watch;
  private String image;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    registry = DockerRegistry.start(directory, ENTRY, "right");
    watch =
        room.watch(
            cluster, new Outside(Outward.THIS_MACHINE_TOO, SSLContext.getDefault(), Set.of()));
    image = registry.host() + "/acme/app:v1";
    room.trust("ann", ann);
    cluster.object(
        "/api/v1/namespaces/shop/secrets/pull",
        FakeCluster.secret(
            "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}"
                .formatted(registry.host(), FakeCluster.login("right"))));
  }

  @AfterEach
  void stop() {
    registry.close();
    room.close();
  }

  private Digest push(String content, String tag) {
    byte[] layer = content.getBytes(StandardCharsets.UTF_8);
    return push(
        Signing.manifest(
            List.of(new Descriptor("application/vnd.test.layer", Digest.of(layer), layer.length)),
            Optional.empty()),
        tag,
        layer);
  }

  private Digest push(Manifest manifest, String tag, byte[] layer) {
    String _ = registry.putBlob("acme/app", layer);
    String _ = registry.putBlob("acme/app", "{}".getBytes(StandardCharsets.UTF_8));
    String _ = registry.putManifest("acme/app", tag, MediaTypes.OCI_MANIFEST, manifest.bytes());
    return Digest.of(manifest.bytes());
  }

  private void sign(Digest signed) {
    byte[] payload = Signing.payload(signed, "");
    Digest _ =
        push(
            Signing.manifest(List.of(ann.layer(payload)), Optional.empty()),
            signed.toString().replace(':', '-') + ".sig",
            payload);
  }

  private void follow() {
    room.clock().advance(Duration.ofSeconds(30));
    watch.readClusters();
    watch.askWhatIsDue();
  }

  private void cover() {
    cover(Room.TENANT, "team");
  }

  private void cover(String tenant, String namespace) {
    String prefix = registry.host() + "/acme";
    Object _ = room.covers().set(tenant, "manager", prefix, namespace, Optional.empty());
  }

  private Overview.Line line() {
    return room.overview().of(Room.TENANT).stream()
        .filter(one -> one.image().equals(image))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatAPodNamesIsJudgedBeforeAnybodyAsks() {
    Digest app = push("app", "v1");
    sign(app);
    cluster.pod(image, app.toString(), "pull");
    watch.readClusters();
    cover();
    assertThat(room.overview().of(Room.TENANT)).hasSize(1);
    follow();
    assertThat(room.overview().of(Room.TENANT)).containsExactly(line());
    assertThat(room.overview().one(Room.TENANT, image)).contains(line());
    assertThat(line().glance().orElseThrow().trusted()).isTrue();
    assertThat(line().glance().orElseThrow().signers()).containsExactly("ann");
    assertThat(line().running()).containsExactly(app);
    assertThat(line().places()).containsExactly(new Overview.Place("prod", "shop"));
    assertThat(room.overview().running(Room.TENANT).orElseThrow())
        .containsOnly(Map.entry(app, new TreeSet<>(line().places())));
    assertThat(room.told()).containsExactly("true ann");
  }

  @Test
  void unsignedItIsNotTrustedUntilItIsSigned() {
    Digest app = push("app", "v1");
    cluster.pod(image, app.toString(), "pull");
    cover();
    follow();
    assertThat(line().glance().orElseThrow().trusted()).isFalse();
    sign(app);
    follow();
    assertThat(line().glance().orElseThrow().trusted()).isFalse();
    room.clock().advance(Duration.ofMinutes(11));
    follow();
    assertThat(line().glance().orElseThrow().trusted()).isTrue();
  }

  @Test
  void aRevokedSignerCountsNoMoreWithoutACallToTheRegistry() {
    sign(push("app", "v1"));
    cluster.pod(image, "", "pull");
    cover();
    follow();
    registry.kill();
    Object _ = room.signers().revoke(Room.TENANT, "team", "manager", "ann", "stolen");
    room.verdicts().catchUp();
    assertThat(line().glance().orElseThrow().trusted()).isFalse();
    assertThat(room.told()).containsExactly("true ann", "false ");
  }

  @Test
  void aTagThatMovesTakesItsVerdictFromTheNewImage() {
    Digest first = push("app", "v1");
    sign(first);
    cluster.pod(image, "", "pull");
    cover();
    follow();
    Digest second = push("another", "v1");
    room.clock().advance(Duration.ofMinutes(11));
    follow();
    assertThat(line().tracked().orElseThrow().digest()).contains(second);
    assertThat(line().glance().orElseThrow().trusted()).isFalse();
  }

  @Test
  void whatNoNamespaceCoversIsListedAndNotAskedFor() {
    Digest app = push("app", "v1");
    cluster.pod(image, app.toString(), "pull");
    follow();
    assertThat(line().tracked()).isEmpty();
    assertThatThrownBy(() -> watch.verify(Room.TENANT, image))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo("signatures.not-covered"));
  }

  @Test
  void whatIsOfTheNodesOwnMachineIsNotAskedForAtThisOne() throws Exception {
    sign(push("app", "v1"));
    cluster.pod(image, "", "pull");
    cover();
    watch.readClusters();
    Askable elsewhere = new Askable("registry.test"::equals, false);
    watch =
        room.watch(
            cluster,
            new Outside(Outward.THIS_MACHINE_TOO, SSLContext.getDefault(), Set.of()),
            elsewhere);
    int visits = cluster.visits.get();
    watch.askWhatIsDue();
    assertThat(line().tracked().orElseThrow().said()).startsWith("signatures.node-loopback");
    assertThat(line().tracked().orElseThrow().askedAt()).isEmpty();
    assertThat(cluster.visits).hasValue(visits);
    assertCode("signatures.node-loopback", () -> watch.verify(Room.TENANT, image));
    assertCode(
        "signatures.node-loopback",
        () ->
            room.covers(elsewhere)
                .set(Room.TENANT, "manager", "localhost:5000/acme", "team", Optional.empty()));
    room.covers(elsewhere).remove(Room.TENANT, "manager", registry.host() + "/acme");
    assertThat(room.overview(elsewhere).of(Room.TENANT))
        .singleElement()
        .satisfies(line -> {
          assertThat(line.tracked()).isEmpty();
          assertThat(line.problem()).startsWith("signatures.node-loopback");
        });
  }

  private static void assertCode(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void whatIsCoveredNoMoreIsForgotten() {
    sign(push("app", "v1"));
    cluster.pod(image, "", "pull");
    cover();
    follow();
    room.covers().remove(Room.TENANT, "manager", registry.host() + "/acme");
    room.verdicts().catchUp();
    assertThat(line().tracked()).isEmpty();
    assertThat(line().glance()).isEmpty();
  }

  @Test
  void anotherTenantSeesNothingOfIt() {
    sign(push("app", "v1"));
    cluster.pod(image, "", "pull");
    cover();
    follow();
    assertThat(room.overview().of(Room.OTHER)).isEmpty();
    cover(Room.OTHER, "others");
    assertThatThrownBy(() -> watch.verify(Room.OTHER, image))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo("signatures.foreign-unknown"));
  }

  @Test
  void secretsOfTheAccountServeWhereThePodNamesNone() {
    sign(push("app", "v1"));
    cluster.object(
        "/api/v1/namespaces/shop/serviceaccounts/runner",
        "{\"imagePullSecrets\":[{\"name\":\"other\"},{\"name\":\"pull\"}]}");
    cluster.pod(image, "");
    cover();
    follow();
    assertThat(line().glance().orElseThrow().trusted()).isTrue();
  }

  @Test
  void secretsThatMayNotBeReadAreToldOfWhereTheRegistryDenies() {
    sign(push("app", "v1"));
    cluster.refused.add("/api/v1/namespaces/shop/secrets/");
    cluster.pod(image, "", "pull");
    cover();
    follow();
    assertThat(line().tracked().orElseThrow().said())
        .startsWith("signatures.secrets-unreadable")
        .contains("prod/shop");
    cluster.refused.clear();
    room.clock().advance(Duration.ofMinutes(2));
    follow();
    assertThat(line().tracked().orElseThrow().said()).isEmpty();
  }

  @Test
  void nobodysSecretsKeepThoseOfAnotherNamespaceFromBeingShown() {
    sign(push("app", "v1"));
    for (int i = 0; i < 40; i++) {
      cluster.podIn("a", image, "", "none-" + i);
    }
    cluster.pod(image, "", "pull");
    cover();
    follow();
    assertThat(line().glance().orElseThrow().trusted()).isTrue();
  }

  private List<Entry> shown() {
    return room.ledger().entries(EntryFilter.ALL, Optional.empty(), 500).entries().stream()
        .map(Recorded::entry)
        .filter(entry -> entry.action().equals("signatures.pull-secret.show"))
        .toList();
  }

  @Test
  void theLedgerKnowsOnceWhichSecretWasShownToWhichRegistry() {
    sign(push("app", "v1"));
    cluster.pod(image, "", "pull");
    cover();
    follow();
    room.clock().advance(Duration.ofMinutes(11));
    follow();
    Object _ = watch.verify(Room.TENANT, registry.host() + "/acme/app:v1");
    assertThat(shown())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.target()).isEqualTo(registry.host());
          assertThat(entry.details())
              .containsOnly(
                  Map.entry("cluster", "prod"),
                  Map.entry("namespace", "shop"),
                  Map.entry("secret", "pull"));
          assertThat(entry.toString()).doesNotContain("right", FakeCluster.login("right"));
        });
  }

  @Test
  void secretsThatFitNoImageAreShownToNobody() {
    sign(push("app", "v1"));
    cluster.object(
        "/api/v1/namespaces/shop/secrets/other",
        FakeCluster.secret(
            "{\"auths\":{\"ghcr.io\":{\"auth\":\"%s\"}}}".formatted(FakeCluster.login("right"))));
    cluster.pod(image, "", "other");
    cover();
    follow();
    assertThat(line().tracked().orElseThrow().said()).startsWith("oci.registry-denied");
    assertThat(shown()).isEmpty();
  }

  @Test
  void withoutAGoodSecretItSaysThatItWasDeniedAndTriesAgainLater() {
    sign(push("app", "v1"));
    cluster.object(
        "/api/v1/namespaces/shop/secrets/pull",
        FakeCluster.secret(
            "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}"
                .formatted(registry.host(), FakeCluster.login("wrong"))));
    cluster.pod(image, "", "pull");
    cover();
    follow();
    assertThat(line().tracked().orElseThrow().said()).startsWith("oci.registry-denied");
    assertThat(line().tracked().orElseThrow().said()).doesNotContain("wrong");
    cluster.object(
        "/api/v1/namespaces/shop/secrets/pull",
        FakeCluster.secret(
            "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}"
                .formatted(registry.host(), FakeCluster.login("right"))));
    room.clock().advance(Duration.ofMinutes(2));
    follow();
    assertThat(line().glance().orElseThrow().trusted()).isTrue();
    assertThat(line().tracked().orElseThrow().said()).isEmpty();
  }

  @Test
  void whatWorkloadsNameOfThisServerRunsToo() {
    Digest own = room.push("own");
    room.shelf().tag(Room.APP, "v1", own);
    cluster.pod("registry.test/team/app:v1", "");
    follow();
    assertThat(room.overview().running(Room.TENANT).orElseThrow()).containsOnlyKeys(own);
    room.clock().advance(Duration.ofMinutes(11));
    assertThat(room.overview().running(Room.TENANT)).isEmpty();
    assertThatThrownBy(() -> watch.verify(Room.TENANT, "registry.test/team/app:v1"))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo("signatures.bad-foreign-name"));
  }

  @Test
  void aClusterThatIsAwayKeepsWhatItNamedAndNobodyKnowsWhatRuns() {
    Digest app = push("app", "v1");
    cluster.pod(image, app.toString(), "pull");
    cover();
    follow();
    cluster.away = true;
    follow();
    assertThat(line().places()).hasSize(1);
    assertThat(room.overview().running(Room.TENANT)).isEmpty();
    assertThat(room.overview().clusters(Room.TENANT).getFirst().said()).startsWith("test.away");
  }

  @Test
  void aClusterThatDoesNotAnswerIsAskedLessAndLess() {
    cluster.away = true;
    for (int i = 0; i < 120; i++) {
      follow();
    }
    assertThat(cluster.visits).hasValueBetween(5, 9);
    cluster.away = false;
    room.clock().advance(Duration.ofHours(1));
    follow();
    assertThat(room.overview().clusters(Room.TENANT).getFirst().said()).isEmpty();
  }

  @Test
  void aCoverThatMovesIsJudgedByTheOtherNamespaceAtOnce() {
    room.shelf().own("second", Room.TENANT);
    sign(push("app", "v1"));
    cluster.pod(image, "", "pull");
    cover();
    follow();
    assertThat(line().glance().orElseThrow().trusted()).isTrue();
    cover(Room.TENANT, "second");
    assertThat(watch.verify(Room.TENANT, image).answer().verdict().trusted()).isFalse();
    Object _ =
        room.signers()
            .add(
                Room.TENANT, "second", "manager", "ann", SignerKind.KEY, ann.publicKey(), Map.of());
    room.verdicts().catchUp();
    assertThat(line().glance().orElseThrow().signers()).containsExactly("ann");
    Object _ = room.signers().revoke(Room.TENANT, "second", "manager", "ann", "");
    room.verdicts().catchUp();
    assertThat(line().glance().orElseThrow().trusted()).isFalse();
  }

  @Test
  void whatRunsUnderANameHasToBeTrustedToo() {
    Digest evil = push("evil", "v1");
    Digest good = push("app", "v1");
    sign(good);
    cluster.pod(image, evil.toString(), "pull");
    cover();
    follow();
    assertThat(line().tracked().orElseThrow().digest()).contains(good);
    assertThat(line().glance().orElseThrow().trusted()).isFalse();
    sign(evil);
    room.clock().advance(Duration.ofHours(7));
    follow();
    assertThat(line().glance().orElseThrow().trusted()).isTrue();
    assertThat(room.overview().of(Room.TENANT)).hasSize(1);
  }

  @Test
  void whatCannotBeReadIsSaidAndThenNobodyKnowsWhatRuns() {
    cluster.pod(image, "", "pull");
    follow();
    assertThat(room.overview().running(Room.TENANT)).isPresent();
    cluster.refused.add("/apis/batch/v1/cronjobs");
    follow();
    assertThat(room.overview().running(Room.TENANT)).isEmpty();
    assertThat(room.overview().clusters(Room.TENANT).getFirst().said()).contains("cronjobs");
    assertThat(line().places()).hasSize(1);
    cluster.refused.clear();
    cluster.hasSilentNeighbour = true;
    follow();
    assertThat(room.overview().running(Room.TENANT)).isEmpty();
  }

  @Test
  void whatIsNoNameIsLeftOutAndKeepsNothingElseFromBeingSeen() {
    cluster.pod("app\u0000:v1", "", "pull");
    cluster.pod("ghcr.io/acme/a:v1", "", "../../other/secrets/pull", "a\u0000", "x".repeat(300));
    cluster.pod(image, "", "pull");
    follow();
    assertThat(room.overview().clusters(Room.TENANT).getFirst().said()).isEmpty();
    assertThat(room.overview().of(Room.TENANT))
        .extracting(Overview.Line::image)
        .contains(image, "ghcr.io/acme/a:v1");
  }

  @Test
  void whatARegistryDoesNotShowForADayIsTrustedNoMore() {
    sign(push("app", "v1"));
    cluster.pod(image, "", "pull");
    cover();
    follow();
    registry.kill();
    for (int hour = 0; hour < 23; hour++) {
      room.clock().advance(Duration.ofHours(1));
      follow();
    }
    assertThat(line().glance().orElseThrow().trusted()).isTrue();
    room.clock().advance(Duration.ofHours(2));
    follow();
    assertThat(line().glance()).isEmpty();
  }

  @Test
  void scopesOfTrustPolicyDocumentsAreNamesOfTheOtherRegistry() {
    sign(push("app", "v1"));
    cluster.pod(image, "", "pull");
    cover();
    Object _ =
        room.policies()
            .set(
                Room.TENANT,
                "team",
                "manager",
                Json.parse(
                    """
                    {"requirements":[{"registry":"registry.test","notation":{"version":"1.0",
                    "trustPolicies":[{"name":"a","registryScopes":["%s"],
                    "signatureVerification":{"level":"skip"}}]}}]}
                    """
                        .formatted(registry.host() + "/acme/app")
                        .getBytes(StandardCharsets.UTF_8)));
    follow();
    assertThat(line().glance().orElseThrow().trusted()).isTrue();
  }

  @Test
  void aRegistryThatIsAwayIsLeftAloneAndKeepsNoVerdictFromHolding() {
    sign(push("app", "v1"));
    cluster.pod(image, "", "pull");
    cover();
    follow();
    registry.kill();
    room.clock().advance(Duration.ofMinutes(11));
    follow();
    assertThat(line().tracked().orElseThrow().failures()).isEqualTo(1);
    assertThat(line().tracked().orElseThrow().said()).startsWith("oci.registry-unreachable");
    assertThat(line().glance().orElseThrow().trusted()).isTrue();
  }

  @Test
  void whatSomebodyAsksForIsAskedForAtOnce() {
    Digest app = push("app", "v2");
    sign(app);
    cluster.pod(image, "", "pull");
    cluster.pod(registry.host() + "/acme/app:v2", "", "pull");
    watch.readClusters();
    cover();
    var answer = watch.verify(Room.TENANT, registry.host() + "/acme/app:v2").answer();
    assertThat(answer.verdict().trusted()).isTrue();
    assertThat(answer.subject().digest()).isEqualTo(app);
  }

  @Test
  void whoAsksLearnsOfASignatureThatWasJustMade() {
    Digest app = push("app", "v1");
    cluster.pod(image, "", "pull");
    cover();
    follow();
    assertThat(watch.verify(Room.TENANT, image).answer().verdict().trusted()).isFalse();
    sign(app);
    room.clock().advance(Duration.ofSeconds(6));
    assertThat(watch.verify(Room.TENANT, image).answer().verdict().trusted()).isTrue();
    registry.kill();
    room.clock().advance(Duration.ofSeconds(6));
    assertThat(watch.verify(Room.TENANT, image).answer().verdict().trusted()).isTrue();
  }

  @Test
  void aPolicyMayAskForTheNameByWhichTheSignatureCallsTheImage() {
    sign(push("app", "v1"));
    cluster.pod(image, "", "pull");
    cover();
    Object _ =
        room.policies()
            .set(
                Room.TENANT,
                "team",
                "manager",
                Json.parse(
                    Json.bytes(
                        Map.of(
                            "requirements",
                            List.of(
                                Map.of(
                                    "identity",
                                    Map.of("type", "matchRepository", "registry", "any.test")))))));
    follow();
    assertThat(line().glance().orElseThrow().trusted()).isFalse();
  }

  @Test
  void aMisspeltNameIsForgottenSoon() {
    cover();
    assertThatThrownBy(() -> watch.verify(Room.TENANT, registry.host() + "/acme/appp:v1"))
        .isInstanceOf(Failure.class);
    assertThat(room.overview().of(Room.TENANT)).hasSize(1);
    room.clock().advance(Duration.ofHours(4));
    room.covers().tidy();
    assertThat(room.overview().of(Room.TENANT)).isEmpty();
  }

  @Test
  void nobodyAsksForWhatIsNamedNoMore() {
    sign(push("app", "v1"));
    cluster.pod(image, "", "pull");
    cover();
    follow();
    cluster.removePods();
    follow();
    room.clock().advance(Duration.ofDays(8));
    room.covers().tidy();
    room.verdicts().catchUp();
    assertThat(room.overview().of(Room.TENANT)).isEmpty();
  }
}
