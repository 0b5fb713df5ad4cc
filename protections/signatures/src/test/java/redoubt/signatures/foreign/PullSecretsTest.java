package redoubt.signatures.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redoubt.web.Json;

/** Pull secrets, as the kubelet reads them. */
final class PullSecretsTest {
  /** Each in a secret of a name of its own. */
  private static PullSecrets read(List<JsonNode> secrets) {
    return PullSecrets.read(
        IntStream.range(0, secrets.size())
            .mapToObj(i -> new PullSecrets.Secret(source("s" + i), secrets.get(i)))
            .toList());
  }

  private static PullSecrets.Source source(String name) {
    return new PullSecrets.Source(new Workloads.Cluster("i", "c1", "prod"), "shop", name);
  }

  private static JsonNode secret(String type, String key, String config) {
    return Json.parse(Json.bytes(Map.of("type", type, "data", Map.of(key, base64(config)))));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static PullSecrets config(String... auths) {
    return read(
        List.of(
            secret(
                "kubernetes.io/dockerconfigjson",
                ".dockerconfigjson",
                "{\"auths\":{" + String.join(",", auths) + "}}")));
  }

  private static String auth(String key, String name) {
    return "\"%s\":{\"auth\":\"%s\"}".formatted(key, base64(name + ":hush"));
  }

  private static List<String> names(PullSecrets secrets, String image) {
    return secrets.logins(ForeignName.parse(image).orElseThrow().name()).stream()
        .map(one -> one.login().name())
        .toList();
  }

  @Test
  void theLongerNameComesFirstAndAllThatFitAreTried() {
    PullSecrets secrets =
        config(auth("ghcr.io", "host"), auth("ghcr.io/acme", "path"), auth("quay.io", "other"));
    assertThat(names(secrets, "ghcr.io/acme/app")).containsExactly("path", "host");
    assertThat(names(secrets, "ghcr.io/other/app")).containsExactly("host");
  }

  @Test
  void aStarStandsForOneLabelOfAHost() {
    PullSecrets secrets = config(auth("*.acme.test", "any"));
    assertThat(names(secrets, "a.acme.test/app")).containsExactly("any");
    assertThat(names(config(auth("*-docker.pkg.test", "b")), "eu-docker.pkg.test/app"))
        .containsExactly("b");
    assertThat(names(secrets, "acme.test/app")).isEmpty();
    assertThat(names(secrets, "a.b.acme.test/app")).isEmpty();
    assertThat(names(secrets, "a.acme.test.evil.test/app")).isEmpty();
    assertThat(names(secrets, "a.acme.test:5000/app")).isEmpty();
  }

  /** Whatever stands in a secret, it takes no time to speak of. */
  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void manyStarsTakeNoLongerThanOthers() {
    String stars = "*".repeat(240);
    assertThat(names(config(auth(stars + "x.io", "a")), "ghcr.io/acme/app")).isEmpty();
    assertThat(names(config(auth("*a".repeat(120) + ".test", "b")), "a".repeat(60) + ".test/app"))
        .isEmpty();
    assertThat(names(config(auth(stars + "r.io", "c")), "ghcr.io/acme/app")).containsExactly("c");
    assertThat(names(config(auth("*.io:5000", "d")), "ghcr.io:5000/app")).containsExactly("d");
    assertThat(names(config(auth("gh?r.io", "e")), "ghcr.io/app")).containsExactly("e");
  }

  @Test
  void dockerHubHasItsOldKey() {
    for (String key : List.of("https://index.docker.io/v1/", "docker.io", "index.docker.io")) {
      assertThat(names(config(auth(key, "hub")), "nginx")).containsExactly("hub");
    }
  }

  @Test
  void theFieldAuthCountsBeforeOthersAndMayLackItsPadding() {
    String bare = base64("right:hush").replaceAll("=+$", "");
    PullSecrets secrets =
        config(
            "\"ghcr.io\":{\"username\":\"wrong\",\"password\":\"p\",\"auth\":\"" + bare + "\"}",
            "\"quay.io\":{\"username\":\"plain\",\"password\":\"p\"}");
    assertThat(names(secrets, "ghcr.io/app")).containsExactly("right");
    assertThat(names(secrets, "quay.io/app")).containsExactly("plain");
  }

  @Test
  void theOldFormIsRead() {
    PullSecrets secrets =
        read(
            List.of(
                secret(
                    "kubernetes.io/dockercfg", ".dockercfg", "{" + auth("ghcr.io", "old") + "}")));
    assertThat(names(secrets, "ghcr.io/app")).containsExactly("old");
  }

  @Test
  void rubbishAndOtherTypesCountForNothing() {
    PullSecrets secrets =
        read(
            Arrays.asList(
                secret("Opaque", ".dockerconfigjson", "{\"auths\":{" + auth("ghcr.io", "a") + "}}"),
                secret("kubernetes.io/dockerconfigjson", ".dockerconfigjson", "{"),
                secret("kubernetes.io/dockerconfigjson", "other", "{}"),
                secret(
                    "kubernetes.io/dockerconfigjson",
                    ".dockerconfigjson",
                    "{\"auths\":{\"ghcr.io\":{\"auth\":\"%%%\"},\"(\":{\"auth\":\""
                        + base64("b:c")
                        + "\"}}}")));
    assertThat(names(secrets, "ghcr.io/app")).isEmpty();
  }

  @Test
  void nothingOfThemIsPrinted() {
    PullSecrets secrets = config(auth("ghcr.io", "name"));
    assertThat(secrets.toString()).doesNotContain("name").doesNotContain("hush");
  }

  @Test
  void aLoginKnowsAllSecretsThatHoldIt() {
    JsonNode one =
        secret("kubernetes.io/dockercfg", ".dockercfg", "{" + auth("ghcr.io", "a") + "}");
    JsonNode other =
        secret("kubernetes.io/dockercfg", ".dockercfg", "{" + auth("quay.io", "b") + "}");
    PullSecrets secrets = read(List.of(one, other, one));
    assertThat(secrets.logins(ForeignName.parse("ghcr.io/acme/app").orElseThrow().name()))
        .singleElement()
        .satisfies(
            fitting -> assertThat(fitting.sources()).containsExactly(source("s0"), source("s2")));
  }
}
