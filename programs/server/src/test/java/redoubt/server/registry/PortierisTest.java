package redoubt.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import redoubt.server.admission.AskingCluster;
import redoubt.testkit.NeedsPeer;

/**
 * Policies of Portieris behave and speak as in Portieris 0.14.2, on images that notary and skopeo
 * signed; and what it lets in by mistake stays out.
 */
@NeedsPeer(
    value = {"umoci", "skopeo", "gpg", "gpgconf", "notary", "openssl"},
    why = "signatures that are not ours, for policies of Portieris")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PortierisTest {
  @TempDir private static Path directory;

  private ToolHouse house;
  private AskingCluster cluster;
  private NotaryClient notary;
  private String gun = "";
  private String signed = "";
  private String unsigned = "";

  @BeforeAll
  void sign() throws Exception {
    house = ToolHouse.open();
    cluster = AskingCluster.of(house.running(), directory.resolve("cluster"));
    Tools tools = house.tools();
    for (String who : List.of("ann", "mallory")) {
      String _ =
          tools.done(
              "gpg",
              "--batch",
              "--passphrase=",
              "--quick-gen-key",
              who + "@acme.test",
              "ed25519",
              "sign",
              "0");
    }
    signed = house.image("ann@acme.test");
    unsigned = house.image();
    gun = tools.registry() + "/team/app";
    notary = house.notary(directory.resolve("notary"));
    notary.notary("init", "-p", gun).expect(0);
    for (String name : List.of("alice", "bob")) {
      notary.makeKey(name);
      notary
          .notary("delegation", "add", "-p", gun, "targets/" + name, name + ".crt", "--all-paths")
          .expect(0);
      notary.notary("key", "import", name + ".key", "--role", name).expect(0);
    }
    addHash(signed, signed, "-r", "targets", "-r", "targets/alice");
    cluster.secret(
        "shop", "alice", Map.of("name", "alice", "publicKey", notary.publicKey("alice")));
    cluster.secret("shop", "bob", Map.of("name", "bob", "publicKey", notary.publicKey("bob")));
    cluster.secret("shop", "liar", Map.of("name", "alice", "publicKey", notary.publicKey("bob")));
    for (String who : List.of("ann", "mallory")) {
      Path key = tools.home().resolve(who + ".asc");
      String _ =
          tools.done(
              "gpg", "--batch", "--armor", "--output=" + key, "--export", who + "@acme.test");
      cluster.secret("shop", who, Map.of("key", Files.readString(key)));
    }
  }

  /** Signs a tag for the image that another one names. */
  private void addHash(String tag, String image, String... roles) throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of(
                "addhash",
                "-p",
                gun,
                tag,
                "349",
                "--sha256",
                house.digest(image).substring("sha256:".length())));
    line.addAll(List.of(roles));
    notary.notary(line.toArray(String[]::new)).expect(0);
  }

  @AfterAll
  void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
    if (house != null) {
      String _ = house.tools().done("gpgconf", "--kill", "all");
      house.close();
    }
  }

  private String image(String tag) {
    return gun + ":" + tag;
  }

  private void policy(String policy) {
    cluster.policies(
        """
        apiVersion: portieris.cloud.ibm.com/v1
        kind: ImagePolicy
        metadata: {name: own, namespace: shop}
        spec: {repositories: [{name: "*/team/*", policy: %s}]}
        """
            .formatted(policy));
  }

  @Test
  void trustIsContentWithWhomTheCollectionBelieves() {
    policy("{trust: {enabled: true}}");
    cluster.until("shop", image(signed), "");
    assertThat(cluster.refusal("shop", image(unsigned)))
        .startsWith(
            "\ntrust: policy denied the request: Deny \""
                + image(unsigned)
                + "\", failed to get content trust information: No valid trust data for "
                + unsigned
                + "\n");
  }

  @Test
  void eachSignerHasToHaveSignedWithTheKeyOfItsSecret() {
    policy("{trust: {enabled: true, signerSecrets: [{name: alice}]}}");
    cluster.until("shop", image(signed), "");
    policy("{trust: {enabled: true, signerSecrets: [{name: alice}, {name: bob}]}}");
    cluster.until("shop", image(signed), "no signature found for role bob");
    policy("{trust: {enabled: true, signerSecrets: [{name: liar}]}}");
    cluster.until("shop", image(signed), "Public keys are different");
    policy("{trust: {enabled: true, signerSecrets: [{name: absent}]}}");
    cluster.until("shop", image(signed), "There is no secret absent");
  }

  @Test
  void simpleSigningTakesTheKeysOfItsSecret() {
    policy("{simple: {requirements: [{type: signedBy, keySecret: ann}]}}");
    cluster.until("shop", image(signed), "");
    assertThat(cluster.refusal("shop", image(unsigned)))
        .startsWith(
            "\nsimple: policy denied the request: A signature was required, but no signature"
                + " exists\n");
    policy("{simple: {requirements: [{type: signedBy, keySecret: mallory}]}}");
    cluster.until("shop", image(signed), "simple: policy denied the request: No known key");
    policy(
        "{simple: {requirements: [{type: signedBy, keySecret: ann, signedIdentity: {type:"
            + " matchExactRepository, dockerRepository: other.test/app}}]}}");
    cluster.until("shop", image(signed), "is not accepted");
    policy("{simple: {requirements: [{type: insecureAcceptAnything}]}}");
    assertThat(cluster.refusal("shop", image(unsigned))).isEmpty();
    policy("{simple: {requirements: [{type: reject}]}}");
    assertThat(cluster.refusal("shop", image(signed)))
        .startsWith("\nsimple: policy denied the request: Running images from " + gun);
  }

  /** Portieris compares two pointers there, and always refuses. */
  @Test
  void trustAndSimpleSigningTogetherAdmitWhatIsSignedBothWays() {
    policy("{trust: {enabled: true}, simple: {requirements: [{type: signedBy, keySecret: ann}]}}");
    cluster.until("shop", image(signed), "");
  }

  /** Portieris judges it as the tag latest, and writes the digest of that. */
  @Test
  void anImageNamedByItsDigestIsJudgedByItsDigest() throws Exception {
    addHash("latest", signed);
    policy("{trust: {enabled: true}}");
    cluster.until("shop", image(signed), "");
    JsonNode good = cluster.ask("shop", AskingCluster.pod(gun + "@" + house.digest(signed)));
    assertThat(good.path("allowed").asBoolean()).as(good.toString()).isTrue();
    assertThat(good.has("patch")).isFalse();
    assertThat(cluster.refusal("shop", gun + "@" + house.digest(unsigned)))
        .contains("No signed targets found");
    assertThat(cluster.refusal("shop", image(signed) + "@" + house.digest(unsigned)))
        .contains("No valid trust data for " + signed);
  }

  /** Portieris never looks at them. */
  @Test
  void ephemeralContainersAndImageVolumesAreLookedAt() {
    policy("{trust: {enabled: true}}");
    cluster.until("shop", image(signed), "");
    for (Map<String, Object> spec :
        List.<Map<String, Object>>of(
            Map.of("ephemeralContainers", List.of(Map.of("name", "e", "image", image(unsigned)))),
            Map.of(
                "volumes",
                List.of(Map.of("name", "v", "image", Map.of("reference", image(unsigned))))))) {
      assertThat(
              cluster
                  .ask("shop", Map.of("metadata", Map.of("name", "x"), "spec", spec))
                  .path("allowed")
                  .asBoolean(true))
          .isFalse();
    }
  }

  /** Portieris 0.14.2 admits whatever says that a known kind owns it. */
  @Test
  void whoSaysToBeOwnedIsLookedAt() {
    policy("{trust: {enabled: true}}");
    cluster.until("shop", image(signed), "");
    Map<String, Object> pod =
        Map.of(
            "metadata",
            Map.of(
                "name",
                "x",
                "ownerReferences",
                List.of(Map.of("apiVersion", "apps/v1", "kind", "ReplicaSet", "name", "r"))),
            "spec",
            Map.of("containers", List.of(Map.of("name", "c", "image", image(unsigned)))));
    assertThat(cluster.ask("shop", pod).path("allowed").asBoolean(true)).isFalse();
  }

  /** Portieris refuses a kind of others whose plural is that of one of Kubernetes. */
  @Test
  void kindsOfOthersAreNotTakenForThoseOfKubernetes() {
    policy("{trust: {enabled: true}}");
    JsonNode answer =
        cluster.question(
            "validate",
            Map.of(
                "uid",
                "1",
                "kind",
                Map.of("group", "acme.test", "version", "v1", "kind", "Job"),
                "resource",
                Map.of("group", "acme.test", "version", "v1", "resource", "jobs"),
                "namespace",
                "shop",
                "operation",
                "CREATE",
                "object",
                Map.of("spec", "anything")));
    assertThat(answer.path("allowed").asBoolean()).isTrue();
  }

  /** Portieris takes any host that ends in one it knows for that one. */
  @Test
  void aHostThatEndsLikeAnotherIsAnother() {
    cluster.policies(
        """
        apiVersion: portieris.cloud.ibm.com/v1
        kind: ClusterImagePolicy
        metadata: {name: usual}
        spec: {repositories: [{name: "icr.test/*"}]}
        """);
    assertThat(cluster.refusal("shop", "icr.test/ns/app")).isEmpty();
    assertThat(cluster.refusal("shop", "evilicr.test/ns/app"))
        .contains("no matching repositories in ClusterImagePolicy");
  }

  @Test
  void theEnforcementBeforePortierisStillDoes() {
    cluster.policies(
        """
        apiVersion: securityenforcement.admission.cloud.ibm.com/v1beta1
        kind: ClusterImagePolicy
        metadata: {name: usual}
        spec: {repositories: [{name: "*", policy: {trust: {enabled: true}}}]}
        """);
    cluster.until("shop", image(signed), "");
    assertThat(cluster.refusal("shop", image(unsigned)))
        .contains(
            "Deny \"" + image(unsigned) + "\", failed to get content trust information: No valid");
  }
}
