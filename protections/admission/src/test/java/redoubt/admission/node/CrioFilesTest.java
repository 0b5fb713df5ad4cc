package redoubt.admission.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import redoubt.admission.decide.Keys;
import redoubt.admission.document.PolicyFile;
import redoubt.admission.policy.Choice;
import redoubt.admission.policy.NamePattern;
import redoubt.admission.policy.Policies;
import redoubt.admission.policy.Requirement;
import redoubt.oci.ImageReference;
import redoubt.web.Json;

/** What policies become in containers-policy.json(5). */
final class CrioFilesTest {
  private static final String HERE = "registry.test";
  private static final Signatories.One ANN =
      new Signatories.One("ann", Signatories.Kind.KEY, "ann's key");
  private static final Signatories.One KIM =
      new Signatories.One("kim", Signatories.Kind.KEY, "kim's key");
  private static final Signatories.One BEN =
      new Signatories.One("ben", Signatories.Kind.OPENPGP, "ben's key");
  private static final Signatories.One CERTIFIED =
      new Signatories.One("cara", Signatories.Kind.OTHER, "a certificate");
  private static final Keys SECRETS =
      (secret, namespace) ->
          secret.name().equals("known")
              ? new Keys.Held.Public("known", "a key of " + namespace)
              : new Keys.Held.Nothing("There is none.", "Make it.");

  private List<Signatories.One> signers = List.of(ANN);
  private Optional<Requirement> trusted =
      Optional.of(new Requirement.Signed(Set.of(), Set.of(), 1));
  private List<NamePattern> exempt = List.of();

  private NodeFiles write(String yaml) {
    return CrioFiles.of(
        new NodeWish(
            "a test",
            new Policies(PolicyFile.read(yaml, "team")),
            Set.of(),
            exempt,
            List.of(HERE),
            Instant.parse("2026-03-01T10:00:00Z")),
        List.of(
            new Signatories.Area(HERE + "/team", signers, trusted),
            new Signatories.Area(HERE + "/other", List.of(BEN), trusted)),
        SECRETS);
  }

  private static String cluster(String repositories) {
    return """
    apiVersion: redoubt.dev/v1
    kind: ClusterImagePolicy
    metadata: {name: usual}
    spec: {repositories: [%s]}
    """
        .formatted(repositories);
  }

  private static JsonNode json(NodeFiles files, String path) {
    return files.files().stream()
        .filter(one -> one.path().equals(path))
        .map(one -> Json.parse(one.text().getBytes(UTF_8)))
        .findFirst()
        .orElseThrow();
  }

  private JsonNode docker(String repositories) {
    JsonNode policy = json(write(cluster(repositories)), "policy.json");
    assertThat(policy.at("/default/0/type").asText()).isEqualTo("reject");
    return policy.at("/transports/docker");
  }

  private static String type(JsonNode docker, String scope) {
    return docker.path(scope).path(0).path("type").asText("none");
  }

  private String note(String repositories) {
    return String.join("\n", write(cluster(repositories)).notes());
  }

  @Test
  void namesBecomeScopesInFull() {
    JsonNode docker =
        docker(
            """
            {name: 'a.test/*'}, {name: 'b.test:5000/x/*'}, {name: nginx}, {name: 'docker.io/own/*'},
            {name: 'c.test/app:v1'}, {name: '*.d.test/*'}, {name: 'team/*'}\
            """);
    assertThat(docker.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "a.test",
            "b.test:5000/x",
            "docker.io/library/nginx",
            "docker.io/own",
            "c.test/app:v1",
            "*.d.test",
            "docker.io/team");
    docker.forEach(
        scope -> assertThat(scope.at("/0/type").asText()).isEqualTo("insecureAcceptAnything"));
    assertThat(type(docker("{name: '*'}"), "")).isEqualTo("insecureAcceptAnything");
  }

  @Test
  void signersBecomeKeys() {
    JsonNode docker = docker("{name: 'registry.test/*', require: [{trusted: true}]}");
    assertThat(docker.at("/registry.test~1team/0/type").asText()).isEqualTo("sigstoreSigned");
    assertThat(docker.at("/registry.test~1team/0/keyData").asText()).isEqualTo("YW5uJ3Mga2V5");
    assertThat(docker.at("/registry.test~1team/0/signedIdentity/type").asText())
        .isEqualTo("matchRepository");
    assertThat(docker.at("/registry.test~1other/0/type").asText()).isEqualTo("signedBy");
    assertThat(type(docker, "registry.test")).isEqualTo("reject");
    assertThat(write(cluster("{name: 'registry.test/team/*', require: [{trusted: true}]}")).files())
        .anyMatch(one ->
            one.path().equals("registries.d/redoubt.yaml")
                && one.text()
                    .equals("docker:\n  \"registry.test\":\n    use-sigstore-attachments: true\n"));
  }

  @Test
  void ofSeveralWaysOneIsSaidAndTheOthersAreNoted() {
    signers = List.of(ANN, KIM, BEN, CERTIFIED);
    String trusting = "{name: 'registry.test/team/*', require: [{trusted: true}]}";
    assertThat(docker(trusting).at("/registry.test~1team/0/keyDatas")).hasSize(2);
    assertThat(note(trusting)).contains("what only others than ann, kim signed is refused");
    String both = "{name: 'registry.test/team/*', require: [{signedBy: [ann, ben], threshold: 2}]}";
    assertThat(docker(both).path("registry.test/team")).hasSize(2);
    String some =
        "{name: 'registry.test/team/*', require: [{signedBy: [ann, kim, ben], threshold: 2}]}";
    assertThat(type(docker(some), "registry.test/team")).isEqualTo("reject");
    String certified = "{name: 'registry.test/team/*', require: [{signedBy: [cara]}]}";
    assertThat(type(docker(certified), "registry.test/team")).isEqualTo("reject");
    String notation =
        "{name: 'registry.test/team/*', require: [{signedBy: [ann], formats: [notation]}]}";
    assertThat(type(docker(notation), "registry.test/team")).isEqualTo("reject");
  }

  @Test
  void whatCannotBeSaidIsRefusedAndNoted() {
    for (String require :
        List.of(
            "{digest: true}",
            "{scanned: true}",
            "{attested: 'https://slsa.dev/provenance/v1'}",
            "{contentTrust: {}}",
            "{trusted: true}, {scanned: true}",
            "{anyOf: [{scanned: true}, {digest: true}]}",
            "{simple: {requirements: [{type: signedBy, keySecret: unknown}]}}")) {
      String entry = "{name: 'registry.test/team/*', require: [" + require + "]}";
      assertThat(docker(entry).path("registry.test/team").findValuesAsText("type"))
          .as(require)
          .containsExactly("reject");
      assertThat(note(entry)).as(require).contains("is refused as registry.test/team: ");
    }
    trusted = Optional.empty();
    assertThat(
            type(
                docker("{name: 'registry.test/team/*', require: [{trusted: true}]}"),
                "registry.test/team"))
        .isEqualTo("reject");
    assertThat(type(docker("{name: 'far.test/*', require: [{trusted: true}]}"), "far.test"))
        .isEqualTo("reject");
  }

  @Test
  void keysOfSecretsAndNamesThatSignaturesHaveAreSaid() {
    NodeFiles files =
        write(
            """
            apiVersion: portieris.cloud.ibm.com/v1
            kind: ImagePolicy
            metadata: {name: own, namespace: shop}
            spec:
              repositories:
              - name: 'far.test/*'
                policy: {simple: {requirements: [{type: signedBy, keySecret: known, signedIdentity: {type: remapIdentity, prefix: far.test, signedPrefix: origin.test}}]}}
            """);
    JsonNode said = json(files, "policies/shop.json").at("/transports/docker/far.test/0");
    assertThat(said.path("type").asText()).isEqualTo("signedBy");
    assertThat(said.path("keyType").asText()).isEqualTo("GPGKeys");
    assertThat(said.path("keyData").asText()).isEqualTo("YSBrZXkgb2Ygc2hvcA==");
    assertThat(said.path("signedIdentity").toString())
        .isEqualTo(
            "{\"type\":\"remapIdentity\",\"prefix\":\"far.test\",\"signedPrefix\":\"origin.test\"}");
    assertThat(json(files, "policy.json").has("transports")).isFalse();
  }

  /** More of an entry counts than a scope can say: what is below it is not let in by another. */
  @Test
  void whatAnEntryThatIsNoScopeAsksForIsNotLostToOthers() {
    String entries =
        "{name: 'a.test/ev*', require: [{reject: true}]}, {name: 'a.test/*'}, {name: 'b.test/*'}";
    assertThat(type(docker(entries), "a.test")).isEqualTo("reject");
    assertThat(type(docker(entries), "b.test")).isEqualTo("insecureAcceptAnything");
    assertThat(note(entries))
        .contains("some of it is of ClusterImagePolicy usual, entry a.test/ev*");
    String harmless = "{name: 'a.test/ev*'}, {name: 'a.test/*', require: [{reject: true}]}";
    assertThat(type(docker(harmless), "a.test")).isEqualTo("reject");
    JsonNode here = docker("{name: '*/team/*', require: [{trusted: true}]}, {name: '*'}");
    assertThat(type(here, "registry.test/team")).isEqualTo("sigstoreSigned");
    assertThat(type(here, "")).isEqualTo("reject");
    JsonNode heavier =
        docker("{name: '*/team/*', require: [{reject: true}]}, {name: 'registry.test/*'}");
    assertThat(heavier.has("registry.test/team")).isFalse();
  }

  @Test
  void aRepositoryWithoutATagIsNotSaidWhereItWouldMeanThoseBelow() {
    assertThat(type(docker("{name: 'a.test/x/app'}"), "a.test/x/app")).isEqualTo("reject");
    assertThat(note("{name: 'a.test/x/app'}")).contains("repositories below a.test/x/app");
    assertThat(type(docker("{name: 'a.test/x/app:1'}"), "a.test/x/app:1"))
        .isEqualTo("insecureAcceptAnything");
    assertThat(note("{name: 'a.test/x/*'}")).contains("is about the repository a.test/x, too");
  }

  @Test
  void exceptionsAreLeftOutAndWarningsAdmit() {
    NodeFiles files =
        write(
            """
            apiVersion: redoubt.dev/v1
            kind: ClusterImagePolicy
            metadata: {name: usual}
            spec:
              repositories: [{name: 'a.test/*', mode: warn, require: [{reject: true}]}]
              exceptions: [{name: 'b.test/*', until: 2027-01-01, reason: x}]
            """);
    JsonNode docker = json(files, "policy.json").at("/transports/docker");
    assertThat(docker.fieldNames()).toIterable().containsExactly("a.test");
    assertThat(type(docker, "a.test")).isEqualTo("insecureAcceptAnything");
    assertThat(files.notes()).anyMatch(one -> one.contains("there nothing ends by itself"));
  }

  @Test
  void itIsSaidWhenNoPodWouldStart() {
    assertThat(note("{name: 'a.test/*'}")).contains("without which no pod starts");
    exempt = List.of(new NamePattern("registry.k8s.io/*"));
    assertThat(note("{name: 'a.test/*'}")).doesNotContain("no pod starts");
    assertThat(type(docker("{name: 'a.test/*'}"), "registry.k8s.io"))
        .isEqualTo("insecureAcceptAnything");
  }

  /** What the file accepts without a signature the webhook admits, but what is noted of folders. */
  @Test
  void nothingIsAcceptedThatTheWebhookRefuses() {
    Random random = new Random(11);
    List<String> names =
        List.of(
            "docker.io/library/a:latest",
            "docker.io/library/a:1",
            "docker.io/b/a:1",
            "a.test/b/a:1",
            "a.test/b/a/below:1",
            "a.test/c/d:2",
            "x.a.test/b/a:1",
            HERE + "/team/app:1",
            HERE + "/team/app/below:1");
    List<String> patterns =
        List.of(
            "*",
            "*/*",
            "a",
            "a:1",
            "a.test/*",
            "a.test/b/*",
            "a.test/b/a",
            "a.test/b/a:1",
            "*.a.test/*",
            "*.test/*",
            "a.test/b*",
            "*/team/*",
            "*/b/a:1",
            "docker.io/*",
            "docker.io/b/*",
            "docker.io/library/a",
            "a.test/*/a",
            HERE + "/*",
            HERE + "/team/*",
            HERE + "/team/app",
            "*app*");
    int accepted = 0;
    for (int round = 0; round < 2_000; round++) {
      List<String> entries = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(5); i++) {
        String name = patterns.get(random.nextInt(patterns.size()));
        entries.add(
            switch (random.nextInt(3)) {
              case 0 -> "{name: '" + name + "'}";
              case 1 -> "{name: '" + name + "', require: [{reject: true}]}";
              default -> "{name: '" + name + "', require: [{trusted: true}]}";
            });
      }
      String all = String.join(", ", entries);
      Policies policies = new Policies(PolicyFile.read(cluster(all), "team"));
      JsonNode docker = docker(all);
      for (String name : names) {
        if (type(docker, scopeOf(docker, name)).equals("insecureAcceptAnything")) {
          accepted++;
          assertThat(isAdmitted(policies, name)).as("%s by %s: %s", name, all, docker).isTrue();
        }
      }
    }
    assertThat(accepted).isGreaterThan(500);
  }

  /** The most specific scope, as containers/image looks for it (docker/policyconfiguration). */
  private static String scopeOf(JsonNode docker, String name) {
    List<String> looked = new ArrayList<>(List.of(name));
    String prefix = name.substring(0, name.lastIndexOf(':'));
    while (true) {
      looked.add(prefix);
      int slash = prefix.lastIndexOf('/');
      if (slash < 0) {
        break;
      }
      prefix = prefix.substring(0, slash);
    }
    for (int dot = prefix.indexOf('.'); dot >= 0; dot = prefix.indexOf('.', dot + 1)) {
      looked.add("*" + prefix.substring(dot));
    }
    looked.add("");
    return looked.stream().filter(docker::has).findFirst().orElse("none");
  }

  private static boolean isAdmitted(Policies policies, String name) {
    ImageReference image = ImageReference.parse(name).orElseThrow();
    return Spellings.of(image).stream()
        .anyMatch(one ->
            policies.choose("any", List.of(one, image.normal().toString()), Instant.EPOCH)
                    instanceof Choice.Found found
                && Bearing.of(found.entry().rule(), false) == Bearing.ADMIT);
  }
}
