package redoubt.oci.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.outward.Outside;

/** Signatures beside images, of registries that have the extension and of those that have not. */
final class BesideImageTest {
  private static final RepositoryName REPOSITORY = new RepositoryName("team/app");
  private static final SmallImage IMAGE = new SmallImage("{}", "layer");
  private static final Digest DIGEST = Digest.of(IMAGE.manifest());
  private static final String SAID = "X-Registry-Supports-Signatures";

  private static List<String> ask(Map<String, String> extra, int status, String list)
      throws Exception {
    try (Outside outside =
            new Outside(Outward.THIS_MACHINE_TOO, SSLContext.getDefault(), Set.of());
        Hostile registry =
            new Hostile((exchange, _) -> {
              String path = exchange.getRequestURI().getPath();
              if (path.startsWith("/v2/team/app/manifests/")) {
                var headers = new HashMap<>(extra);
                headers.put("Content-Type", MediaTypes.OCI_MANIFEST);
                Hostile.answer(exchange, 200, headers, IMAGE.manifest());
              } else if (path.equals("/extensions/v2/team/app/signatures/" + DIGEST)) {
                Hostile.answer(exchange, status, Map.of(), list);
              } else {
                Hostile.answer(exchange, 404, Map.of(), "");
              }
            })) {
      RegistryClient client =
          new RegistryClient(
              outside, registry.uri(), Optional.empty(), Retrying.brief(), InstantSource.system());
      Fetched _ = client.manifest(REPOSITORY, new Reference.ByDigest(DIGEST));
      List<String> found =
          client.besideImage(REPOSITORY, DIGEST).stream()
              .map(bytes -> new String(bytes, UTF_8))
              .toList();
      assertThat(registry.asked()).hasSize(extra.isEmpty() ? 1 : 2);
      return found;
    }
  }

  private static String one(int version, String type, String content) {
    return "{\"schemaVersion\":%d,\"name\":\"a@b\",\"type\":\"%s\",\"content\":\"%s\"}"
        .formatted(version, type, content);
  }

  private static String list(String... signatures) {
    return "{\"signatures\":[" + String.join(",", signatures) + "]}";
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  @Test
  void onlyARegistryThatSaysItHasSuchIsAsked() throws Exception {
    String list = list(one(2, "atomic", base64("a")));
    assertThat(ask(Map.of(), 200, list)).isEmpty();
    assertThat(ask(Map.of(SAID, "1"), 200, list)).containsExactly("a");
  }

  @Test
  void whatIsOfAnotherKindIsLeftOut() throws Exception {
    assertThat(
            ask(
                Map.of(SAID, "1"),
                200,
                list(
                    one(1, "atomic", base64("a")),
                    one(2, "other", base64("b")),
                    one(2, "atomic", "no base64!"),
                    "7",
                    one(2, "atomic", base64("c".repeat(100_000))),
                    one(2, "atomic", base64("d")))))
        .containsExactly("c".repeat(100_000), "d");
    assertThat(ask(Map.of(SAID, "1"), 200, "{}")).isEmpty();
    assertThat(ask(Map.of(SAID, "1"), 404, "")).isEmpty();
  }

  @Test
  void whatIsNoListIsAFailure() {
    for (String bad : List.of("no json", "{\"signatures\":[],\"signatures\":[]}", "[".repeat(99))) {
      assertThatThrownBy(() -> ask(Map.of(SAID, "1"), 200, bad))
          .as(bad)
          .isInstanceOfSatisfying(
              Failure.class, failure -> assertThat(failure.code()).startsWith("oci."));
    }
    assertThatThrownBy(() -> ask(Map.of(SAID, "1"), 500, ""))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("oci.registry-failing"));
    assertThatThrownBy(() -> ask(Map.of(SAID, "1"), 200, list("\"" + "a".repeat(5 << 20) + "\"")))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("oci.odd-answer"));
  }
}
