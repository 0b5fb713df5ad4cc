package redoubt.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.admission.cluster.Standing;
import redoubt.admission.decide.Decider;
import redoubt.admission.decide.Keys;
import redoubt.admission.policy.Requirement.SecretName;
import redoubt.admission.review.Answer;
import redoubt.admission.review.Review;
import redoubt.admission.testing.Ground;
import redoubt.admission.testing.Questions;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.testkit.Await;

/** Clusters that ask, on two servers of one database. */
final class AdmissionTest {
  private static final Digest GOOD = Digest.of(new byte[] {1});
  private static final String TRUSTED =
      """
      apiVersion: redoubt.dev/v1
      kind: ClusterImagePolicy
      metadata: {name: usual}
      spec: {repositories: [{name: 'icr.test/*', require: [{trusted: true}]}]}
      """;

  @AutoClose private final Ground ground = new Ground();
  private final Ground.Server server = ground.server();
  private final Ground.Server other = ground.server();

  private String install() {
    return server.admission().install("tenant", "ann", "prod", false).secret();
  }

  private void read(String policies) {
    ground.policies(policies);
    ground.clock().advance(Duration.ofSeconds(6));
    server.reading().run();
  }

  private static Review pod(String image) {
    return Questions.aboutPods().ask(Questions.pod(image));
  }

  private Answer ask(Ground.Server of, String secret, Review review) {
    Standing asker = of.admission().asker(Ground.PROD.id(), secret);
    return of.admission().answer(asker, review, Decider.Phase.MUTATING);
  }

  private static void assertFails(Runnable call, String code) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void onlyWhoShowsTheSecretOfTheClusterIsAnswered() {
    String secret = install();
    read(TRUSTED);
    ground.told().good("icr.test/app:v1", GOOD);
    assertThat(ask(server, secret, pod("icr.test/app:v1")).refusal()).isEmpty();
    for (String wrong : List.of("", "x", secret + "x", secret.substring(1))) {
      assertFails(() -> ask(server, wrong, pod("nginx")), "admission.not-installed");
    }
    assertFails(
        () -> server.admission().asker("0a1b2c3d-0000-4000-8000-000000000002", secret),
        "admission.not-installed");
    assertFails(() -> server.admission().asker("../prod", secret), "admission.not-installed");
    String next = install();
    assertThat(next).isNotEqualTo(secret);
    Await.until(
        Duration.ofSeconds(10),
        "the former is good no more",
        () -> {
          try {
            Standing _ = server.admission().asker(Ground.PROD.id(), secret);
            return false;
          } catch (Failure e) {
            return true;
          }
        });
    assertThat(server.admission().asker(Ground.PROD.id(), next)).isNotNull();
  }

  @Test
  void untilPoliciesWereReadNothingIsDecided() {
    String secret = install();
    assertFails(() -> ask(server, secret, pod("nginx")), "admission.not-ready");
    assertThat(
            ask(server, secret, Questions.about("v1", "ConfigMap", "configmaps").ask("{}"))
                .refusal())
        .isEmpty();
    read("");
    Await.until(
        Duration.ofSeconds(10),
        "decided",
        () ->
            ask(other, secret, pod("nginx"))
                .refusal()
                .orElse("")
                .contains("no image policies or cluster polices"));
  }

  @Test
  void everyServerHearsOfOtherPolicies() {
    String secret = install();
    read(TRUSTED);
    ground.told().good("icr.test/app:v1", GOOD);
    Await.until(
        Duration.ofSeconds(10),
        "admitted",
        () -> {
          try {
            return ask(other, secret, pod("icr.test/app:v1")).refusal().isEmpty();
          } catch (Failure e) {
            return false;
          }
        });
    read(TRUSTED.replace("trusted", "reject"));
    Await.until(
        Duration.ofSeconds(10),
        "refused",
        () -> ask(other, secret, pod("icr.test/app:v1")).refusal().isPresent());
  }

  @Test
  void anApiServerThatIsAwayChangesNothing() {
    String secret = install();
    read(TRUSTED);
    ground.refusing(
        Optional.of(
            new Failure(Failure.Kind.UNAVAILABLE, "test.away", "It does not answer.", "Wait.")));
    read("");
    assertThat(server.admission().asking("tenant").getFirst().said())
        .isEqualTo("It does not answer.");
    assertThat(ask(server, secret, pod("icr.test/app:v1")).refusal().orElseThrow())
        .contains("ClusterImagePolicy usual");
  }

  @Test
  void aPolicyThatCannotBeReadRefusesWhatIsInItsReach() {
    String secret = install();
    read(
        TRUSTED
            + """
            ---
            apiVersion: portieris.cloud.ibm.com/v1
            kind: ImagePolicy
            metadata: {name: odd, namespace: team}
            spec: {repositories: [{name: '*', policy: {va: {enabled: true}}}]}
            """);
    ground.told().good("icr.test/app:v1", GOOD);
    assertThat(ask(server, secret, pod("icr.test/app:v1")).refusal().orElseThrow())
        .startsWith("ImagePolicy team/odd cannot be read")
        .contains("policy.va is no field");
    Review elsewhere =
        Questions.aboutPods().with("namespace", "shop").ask(Questions.pod("icr.test/app:v1"));
    assertThat(ask(server, secret, elsewhere).refusal()).isEmpty();
  }

  @Test
  void theLedgerHasWhatIsRefusedOnceAMinute() {
    String secret = install();
    read(TRUSTED);
    assertThat(
            ask(
                    server,
                    secret,
                    Questions.aboutPods()
                        .with("dryRun", true)
                        .ask(Questions.pod("icr.test/app:v1")))
                .refusal())
        .isPresent();
    assertThat(ground.entries("admission.decide")).isEmpty();
    for (int i = 0; i < 3; i++) {
      assertThat(ask(server, secret, pod("icr.test/app:v1")).refusal()).isPresent();
    }
    assertThat(ground.entries("admission.decide")).hasSize(1);
    assertThat(ground.entries("admission.decide").getFirst().entry().target())
        .isEqualTo("icr.test/app:v1");
    ground.clock().advance(Duration.ofMinutes(1));
    assertThat(ask(server, secret, pod("icr.test/app:v1")).refusal()).isPresent();
    assertThat(ground.entries("admission.decide")).hasSize(2);
  }

  @Test
  void keysOfSecretsAreReadWhenAPolicyNamesThem() {
    String secret = install();
    ground.secret("team", "ann", Map.of("name", base64("ann"), "publicKey", base64("PUBLIC")));
    ground.secret("team", "private", Map.of("key", base64("-----BEGIN PRIVATE KEY-----")));
    String policy =
        """
        apiVersion: portieris.cloud.ibm.com/v1
        kind: ImagePolicy
        metadata: {name: own, namespace: team}
        spec: {repositories: [{name: '*', policy: {trust: {enabled: true, signerSecrets: [{name: ann}, {name: private}, {name: absent}]}}}]}
        """;
    read(policy);
    Keys keys = server.admission().keys(server.admission().asker(Ground.PROD.id(), secret));
    assertThat(keys.of(new SecretName(Optional.empty(), "ann"), "team"))
        .isEqualTo(new Keys.Held.Public("ann", "PUBLIC"));
    assertThat(keys.of(new SecretName(Optional.empty(), "private"), "team").toString())
        .contains("private key where a public one belongs");
    assertThat(keys.of(new SecretName(Optional.empty(), "absent"), "team").toString())
        .contains("There is no secret absent.");
    // One in a namespace that no policy names is read once a pod there needs it.
    ground.secret("shop", "ann", Map.of("publicKey", base64("OTHER")));
    assertThat(keys.of(new SecretName(Optional.empty(), "ann"), "shop").toString())
        .contains("was not read yet");
    read(policy);
    Await.until(
        Duration.ofSeconds(10),
        "read",
        () ->
            server
                .admission()
                .keys(server.admission().asker(Ground.PROD.id(), secret))
                .of(new SecretName(Optional.empty(), "ann"), "shop")
                .equals(new Keys.Held.Public("ann", "OTHER")));
  }

  private static String base64(String text) {
    return Base64.getEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void aClusterThatIsNoMoreIsForgotten() {
    String secret = install();
    read(TRUSTED);
    ground.gone();
    read(TRUSTED);
    Await.until(
        Duration.ofSeconds(10), "forgotten", () -> server.admission().asking("tenant").isEmpty());
    assertFails(() -> other.admission().asker(Ground.PROD.id(), secret), "admission.not-installed");
  }

  @Test
  void whatWasInstalledAndRemovedIsInTheLedger() {
    String _ = install();
    server.admission().remove("tenant", "ann", "prod");
    server.admission().remove("tenant", "ann", "prod");
    assertThat(ground.entries("admission.install")).hasSize(1);
    assertThat(ground.entries("admission.remove")).hasSize(1);
    assertFails(
        () -> server.admission().install("stranger", "eve", "prod", false), "test.no-cluster");
  }

  @Test
  void theDatabaseMayBeAwayForAWhile() {
    String secret = install();
    read(TRUSTED);
    ground.told().good("icr.test/app:v1", GOOD);
    ground.settle();
    assertThat(ask(server, secret, pod("icr.test/app:v1")).refusal()).isEmpty();
    ground.database().goAway();
    try {
      assertThat(ask(server, secret, pod("icr.test/app:v1")).refusal()).isEmpty();
    } finally {
      ground.database().comeBack();
    }
  }
}
