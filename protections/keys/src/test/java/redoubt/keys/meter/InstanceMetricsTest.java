package redoubt.keys.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.keys.testing.Answer;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;
import redoubt.web.Grant;
import redoubt.web.Role;

/** What the policy {@code metrics} of an instance does, and who may see it. */
final class InstanceMetricsTest {
  private static final String PATH = "/v1/instances/" + KeyService.TENANT + "/metrics";

  @AutoClose private final KeyService service = KeyService.start();
  private final Caller manager = service.manager();

  private void metrics(boolean enabled) {
    String policy =
        """
        {"metadata":{"collectionType":"application/vnd.ibm.kms.policy+json","collectionTotal":1},
         "resources":[{"policy_type":"metrics","policy_data":{"enabled":%s}}]}
        """
            .formatted(enabled);
    assertThat(manager.send("PUT", "/api/v2/instance/policies?policy=metrics", policy).status())
        .isEqualTo(204);
  }

  private String shown() {
    Answer answer = service.as(Role.READER).get(PATH);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().get("Content-Type")).startsWith("application/openmetrics-text");
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static String line(String meter, String action, int status) {
    return "ibm_kms_api_%s_gauge{action=\"%s\",instance=\"%s\",status=\"%d\"} "
        .formatted(meter, action, KeyService.TENANT, status);
  }

  private void nextMinute() {
    service.clock().advance(Duration.ofMinutes(1));
  }

  @Test
  void theCallsOfTheLastWholeMinuteAreShownByActionAndStatus() {
    metrics(true);
    String key = manager.rootKey();
    nextMinute();
    manager.wrap(key, new byte[] {1});
    manager.wrap(key, new byte[] {2});
    manager.unwrap(key, "bm8=");
    assertThat(shown()).as("in its minute").doesNotContain("kms.secrets.wrap");

    nextMinute();

    assertThat(shown())
        .contains(line("request", "kms.secrets.wrap", 200) + "2.0\n")
        .contains(line("request", "kms.secrets.unwrap", 422) + "1.0\n")
        .contains(line("latency", "kms.secrets.wrap", 200))
        .doesNotContain(line("latency", "kms.secrets.wrap", 200) + "0.0\n")
        .endsWith("# EOF\n");

    nextMinute();

    assertThat(shown()).as("a minute later").doesNotContain("kms.secrets.wrap");
  }

  @Test
  void anInstanceThatDoesNotWantItIsNotMeasured() {
    manager.rootKey();
    nextMinute();

    assertThat(shown()).isEqualTo("# EOF\n");
  }

  @Test
  void nothingIsShownOnceThePolicyIsSwitchedOff() {
    metrics(true);
    manager.rootKey();
    metrics(false);
    nextMinute();

    assertThat(shown()).isEqualTo("# EOF\n");
  }

  @Test
  void whoHoldsNoRoleInTheInstanceSeesNothing() {
    Caller foreigner = service.as("eve", Grant.inInstance(Role.MANAGER, KeyService.OTHER));

    assertThat(foreigner.get(PATH).status()).isEqualTo(403);
  }

  @Test
  void whatEverybodyMayReadNamesNoInstance() {
    metrics(true);
    manager.rootKey();
    nextMinute();

    assertThat(service.metrics().getMeters())
        .isNotEmpty()
        .allSatisfy(meter -> {
          assertThat(meter.getId().getName()).doesNotStartWith("ibm");
          assertThat(meter.getId().getTags()).isEmpty();
        });
  }
}
