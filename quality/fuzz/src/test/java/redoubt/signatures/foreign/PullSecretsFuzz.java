package redoubt.signatures.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import redoubt.fuzz.ParserFuzz;
import redoubt.web.Json;

/** A pull secret is read whatever it has, and shows nothing of it. */
final class PullSecretsFuzz extends ParserFuzz {
  private static final ForeignName IMAGE =
      ForeignName.parse("ghcr.io/acme/app").orElseThrow().name();

  private static final PullSecrets.Source SOURCE =
      new PullSecrets.Source(new Workloads.Cluster("i", "c1", "prod"), "shop", "pull");

  @Override
  protected void check(byte[] input) {
    for (String type : List.of("dockerconfigjson", "dockercfg")) {
      PullSecrets secrets =
          PullSecrets.read(
              List.of(
                  new PullSecrets.Secret(
                      SOURCE,
                      Json.parse(
                          Json.bytes(
                              Map.of(
                                  "type",
                                  "kubernetes.io/" + type,
                                  "data",
                                  Map.of(
                                      "." + type, Base64.getEncoder().encodeToString(input))))))));
      assertThat(secrets).hasToString("pull secrets");
      secrets
          .logins(IMAGE)
          .forEach(fitting -> assertThat(fitting.login().name()).doesNotContain(":", "\n"));
    }
  }
}
