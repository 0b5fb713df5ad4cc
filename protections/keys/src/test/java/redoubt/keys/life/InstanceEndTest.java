package redoubt.keys.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;

/** What becomes of an instance's keys and rules when the instance goes. */
final class InstanceEndTest {
  private final KeyService service = KeyService.start();
  private final Caller manager = service.manager();

  @AfterEach
  void stop() {
    service.close();
  }

  private void end() {
    service
        .database()
        .transaction(handle -> {
          new InstanceEnd(service.vault()).beforeDelete(handle, KeyService.TENANT);
          return true;
        });
  }

  private long rows() {
    return service
        .database()
        .read(handle ->
            Stream.of(
                    "key",
                    "version",
                    "ring",
                    "alias",
                    "key_policy",
                    "instance_policy",
                    "import_token",
                    "registration",
                    "rehearsal",
                    "purged",
                    "purged_version",
                    "sample",
                    "usage")
                .mapToLong(table ->
                    handle
                        .createQuery("SELECT count(*) FROM keys." + table + " WHERE tenant = :t")
                        .bind("t", KeyService.TENANT)
                        .mapTo(Long.class)
                        .one())
                .sum());
  }

  private long secrets() {
    return service
        .database()
        .read(handle ->
            handle
                .createQuery("SELECT count(*) FROM seal.secret WHERE name LIKE :t")
                .bind("t", "keys/" + KeyService.TENANT + "/%")
                .mapTo(Long.class)
                .one());
  }

  private void fill() {
    assertThat(manager.send("POST", "/api/v2/key_rings/payments", "").status()).isEqualTo(201);
    assertThat(manager.send("POST", "/api/v2/import_token", "{}").status()).isEqualTo(200);
    Map<String, Object> policy =
        Map.of("policy_type", "dualAuthDelete", "policy_data", Map.of("enabled", false));
    assertThat(
            manager
                .send(
                    "PUT",
                    "/api/v2/instance/policies",
                    new String(
                        redoubt.web.Json.bytes(
                            Map.of(
                                "metadata",
                                Map.of(
                                    "collectionType",
                                    "application/vnd.ibm.kms.policy+json",
                                    "collectionTotal",
                                    1),
                                "resources",
                                List.of(policy))),
                        java.nio.charset.StandardCharsets.UTF_8))
                .status())
        .isEqualTo(204);
  }

  @Test
  void anInstanceWithKeysStaysAsItIs() {
    String key = manager.rootKey();

    assertThatThrownBy(this::end)
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> assertThat(failure.code()).isEqualTo("keys.instance-has-keys"));
    assertThat(manager.metadata(key).path("state").asInt()).isEqualTo(1);
  }

  @Test
  void anInstanceThatGoesLeavesNoRowAndNoSecretBehind() {
    fill();
    String key = manager.rootKey();
    manager.wrap(key, new byte[] {1});
    assertThat(manager.delete("/api/v2/keys/" + key).status()).isEqualTo(204);
    service.clock().advance(Duration.ofHours(5));
    assertThat(manager.delete("/api/v2/keys/" + key + "/purge").status()).isEqualTo(204);
    assertThat(rows()).isPositive();
    assertThat(secrets()).isPositive();

    end();

    assertThat(rows()).isZero();
    assertThat(secrets()).isZero();
  }
}
