package redoubt.keys.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;

/** What the policy {@code metrics} of an instance does. */
final class ApiMeterTest {
  private final KeyService service = KeyService.start();
  private final Caller manager = service.manager();

  @AfterEach
  void stop() {
    service.close();
  }

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

  private double gauge(String name, String action, String status) {
    Gauge gauge =
        service
            .metrics()
            .find("ibm.kms.api." + name + ".gauge")
            .tags("instance", KeyService.TENANT, "action", action, "status", status)
            .gauge();
    return gauge == null ? Double.NaN : gauge.value();
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
    assertThat(gauge("request", "kms.secrets.wrap", "200")).as("in its minute").isZero();

    nextMinute();

    assertThat(gauge("request", "kms.secrets.wrap", "200")).isEqualTo(2);
    assertThat(gauge("request", "kms.secrets.unwrap", "422")).isEqualTo(1);
    assertThat(gauge("latency", "kms.secrets.wrap", "200")).isPositive();

    nextMinute();

    assertThat(gauge("request", "kms.secrets.wrap", "200")).as("a minute later").isZero();
  }

  @Test
  void anInstanceThatDoesNotWantItIsNotMeasured() {
    manager.rootKey();
    nextMinute();

    assertThat(gauge("request", "kms.secrets.create", "201")).isNaN();
  }

  @Test
  void nothingIsShownOnceThePolicyIsSwitchedOff() {
    metrics(true);
    manager.rootKey();
    metrics(false);
    nextMinute();

    assertThat(gauge("request", "kms.secrets.create", "201")).isNaN();
  }
}
