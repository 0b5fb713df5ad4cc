package redoubt.keys.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.keys.testing.Answer;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;
import redoubt.seal.SecretName;
import redoubt.web.Grant;
import redoubt.web.Role;

/** What time does to keys: at the second before, and at the second itself. */
class DeadlinesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @AutoClose private static final KeyService SERVICE = KeyService.start();

  private final KeyService service = SERVICE;
  private final Caller caller = service.manager();

  @Test
  void aKeyExpiresAtItsDate() {
    String key = expiringIn(Duration.ofHours(1));
    String ciphertext = caller.wrap(key, new byte[16]);
    after(Duration.ofHours(1).minus(SECOND));
    assertThat(caller.act(key, "wrap").outcome()).isEqualTo("200");
    after(SECOND);
    assertThat(caller.act(key, "wrap").outcome()).isEqualTo("409 KEY_ACTION_INVALID_STATE_ERR");
    assertThat(caller.unwrap(key, ciphertext).outcome()).isEqualTo("200");
    assertThat(caller.metadata(key).get("state").asInt()).isEqualTo(3);
    assertThat(service.ledgerOf(key)).contains("kms.secrets.expire by time");
  }

  @Test
  void aKeyThatNobodyCallsExpiresToo() {
    String key = expiringIn(Duration.ofHours(1));
    after(Duration.ofHours(1));
    service.tick();
    assertThat(service.ledgerOf(key)).contains("kms.secrets.expire by time");
    service.tick();
    assertThat(service.ledgerOf(key)).containsOnlyOnce("kms.secrets.expire by time");
  }

  @Test
  void aSuspendedKeyDoesNotBecomeUsableByExpiring() {
    String key = expiringIn(Duration.ofHours(1));
    String ciphertext = caller.wrap(key, new byte[16]);
    caller.act(key, "disable");
    after(Duration.ofHours(2));
    service.tick();
    assertThat(caller.unwrap(key, ciphertext).status()).isEqualTo(409);
    assertThat(caller.act(key, "enable").outcome()).isEqualTo("204");
    assertThat(caller.metadata(key).get("state").asInt()).isEqualTo(3);
  }

  @Test
  void anExpirationDateLiesInTheFuture() {
    assertThat(caller.create(Map.of("expirationDate", now().toString())).outcome())
        .isEqualTo("400 INVALID_FIELD_ERR");
  }

  @Test
  void aKeyCanBeEnabled30SecondsAfterItWasDisabled() {
    String key = caller.rootKey();
    caller.act(key, "disable");
    after(Duration.ofSeconds(29));
    assertThat(caller.act(key, "enable").outcome()).isEqualTo("409 REQ_TOO_EARLY_ERR");
    after(SECOND);
    assertThat(caller.act(key, "enable").outcome()).isEqualTo("204");
    assertThat(caller.act(key, "wrap").outcome()).isEqualTo("200");
  }

  @Test
  void aKeyIsRotatedByHandOnceAnHourButAtOnceAfterItsCreation() {
    String key = caller.rootKey();
    assertThat(caller.act(key, "rotate").outcome()).isEqualTo("204");
    after(Duration.ofHours(1).minus(SECOND));
    assertThat(caller.act(key, "rotate").outcome()).isEqualTo("409 KEY_ROTATION_NOT_PERMITTED");
    after(SECOND);
    assertThat(caller.act(key, "rotate").outcome()).isEqualTo("204");
  }

  @Test
  void aKeyIsSynchronizedAnHourAfterItsLastChange() {
    String key = caller.rootKey();
    after(Duration.ofHours(1).minus(SECOND));
    assertThat(caller.act(key, "sync").outcome()).isEqualTo("409 REQ_TOO_EARLY_ERR");
    after(SECOND);
    assertThat(caller.act(key, "sync").outcome()).isEqualTo("204");
    assertThat(caller.act(key, "sync").outcome()).isEqualTo("409 REQ_TOO_EARLY_ERR");
  }

  @Test
  void aDeletedKeyCanBeRestoredFrom30SecondsTo30Days() {
    String key = deleted();
    after(Duration.ofSeconds(29));
    assertThat(restore(key).outcome()).isEqualTo("409 REQ_TOO_EARLY_ERR");
    after(SECOND);
    assertThat(restore(key).outcome()).isEqualTo("201");
    assertThat(caller.act(key, "wrap").outcome()).isEqualTo("200");

    caller.delete("/api/v2/keys/" + key);
    after(Duration.ofDays(30).minus(SECOND));
    assertThat(caller.metadata(key).get("restoreAllowed").asBoolean()).isTrue();
    after(SECOND);
    assertThat(restore(key).outcome()).isEqualTo("400 KEY_RESTORE_EXPIRED");
    assertThat(caller.metadata(key).get("restoreAllowed").asBoolean()).isFalse();
  }

  @Test
  void anExpiredKeyIsRestoredToDeactivated() {
    String key = expiringIn(Duration.ofHours(1));
    after(Duration.ofHours(1));
    caller.delete("/api/v2/keys/" + key);
    after(Duration.ofMinutes(1));
    assertThat(restore(key).resource().get("state").asInt()).isEqualTo(3);
  }

  @Test
  void aDeletedKeyCanBePurgedAfter4Hours() {
    String key = deleted();
    after(Duration.ofHours(4).minus(SECOND));
    assertThat(purge(key).outcome()).isEqualTo("409 REQ_TOO_EARLY_ERR");
    after(SECOND);
    assertThat(purge(key).outcome()).isEqualTo("204");
    assertThat(caller.get("/api/v2/keys/" + key + "/metadata").outcome())
        .isEqualTo("404 KEY_NOT_FOUND_ERR");
  }

  @Test
  void aPurgeDestroysTheMaterialOfAllVersions() {
    String key = caller.rootKey();
    String first = version(key);
    caller.act(key, "rotate");
    String second = version(key);
    assertThat(inVault(key, first)).isTrue();
    assertThat(inVault(key, second)).isTrue();
    caller.delete("/api/v2/keys/" + key);
    after(Duration.ofHours(4));
    purge(key);
    assertThat(inVault(key, first)).isFalse();
    assertThat(inVault(key, second)).isFalse();
  }

  @Test
  void aDeletedKeyIsPurgedByItselfAfter90Days() {
    String key = deleted();
    after(Duration.ofDays(90).minus(SECOND));
    service.tick();
    assertThat(caller.get("/api/v2/keys/" + key + "/metadata").outcome()).isEqualTo("200");
    after(SECOND);
    assertThat(caller.get("/api/v2/keys/" + key + "/metadata").outcome())
        .isEqualTo("404 KEY_NOT_FOUND_ERR");
    assertThat(service.ledgerOf(key)).contains("kms.secrets.purge by time");
  }

  @Test
  void aPolicyRotatesAndItsClockRestartsWithARotationByHand() {
    String key = caller.rootKey();
    rotateEvery(key, 1);
    after(Duration.ofDays(29));
    service.tick();
    assertThat(service.ledgerOf(key)).doesNotContain("kms.secrets.rotate by time");
    caller.act(key, "rotate");
    after(Duration.ofDays(29));
    service.tick();
    assertThat(service.ledgerOf(key)).doesNotContain("kms.secrets.rotate by time");
    after(Duration.ofDays(1));
    service.tick();
    service.tick();
    assertThat(service.ledgerOf(key)).containsOnlyOnce("kms.secrets.rotate by time");
  }

  @Test
  void aPolicyDoesNotRotateASuspendedKey() {
    String key = caller.rootKey();
    rotateEvery(key, 1);
    caller.act(key, "disable");
    after(Duration.ofDays(31));
    service.tick();
    assertThat(service.ledgerOf(key)).doesNotContain("kms.secrets.rotate by time");
  }

  @Test
  void twoPeopleDeleteAKeyWithin7Days() {
    Caller other = service.as("other", Grant.inInstance(Role.MANAGER, KeyService.TENANT));
    String key = caller.rootKey();
    assertThat(caller.act(key, "setKeyForDeletion").outcome()).isEqualTo("409 NOT_DUAL_AUTH_ERR");
    requireTwo(key);
    String path = "/api/v2/keys/" + key;
    assertThat(caller.delete(path).outcome()).isEqualTo("409 AUTHORIZATIONS_NOT_MET");
    assertThat(caller.act(key, "setKeyForDeletion").outcome()).isEqualTo("204");
    assertThat(caller.act(key, "wrap").outcome()).isEqualTo("200");
    assertThat(caller.delete(path).outcome()).isEqualTo("409 AUTHORIZATIONS_NOT_MET");
    assertThat(caller.delete(path + "?force=true").outcome())
        .isEqualTo("409 AUTHORIZATIONS_NOT_MET");
    after(Duration.ofDays(7));
    assertThat(other.delete(path).outcome()).isEqualTo("409 AUTHORIZATIONS_NOT_MET");
    caller.act(key, "setKeyForDeletion");
    after(Duration.ofDays(7).minus(SECOND));
    assertThat(other.delete(path).outcome()).isEqualTo("204");
  }

  @Test
  void anAuthorizationCanBeTakenBack() {
    Caller other = service.as("other", Grant.inInstance(Role.MANAGER, KeyService.TENANT));
    String key = caller.rootKey();
    requireTwo(key);
    caller.act(key, "setKeyForDeletion");
    assertThat(caller.metadata(key).get("dualAuthDelete").get("keySetForDeletion").asBoolean())
        .isTrue();
    assertThat(other.act(key, "unsetKeyForDeletion").outcome()).isEqualTo("204");
    assertThat(other.delete("/api/v2/keys/" + key).outcome())
        .isEqualTo("409 AUTHORIZATIONS_NOT_MET");
  }

  private void requireTwo(String key) {
    policy(key, "dualAuthDelete", null);
  }

  private void rotateEvery(String key, int months) {
    policy(key, "rotation", months);
  }

  private void policy(String key, String kind, @org.jspecify.annotations.Nullable Integer months) {
    Map<String, Object> data =
        months == null
            ? Map.of("enabled", true)
            : Map.of("enabled", true, "interval_month", months);
    Answer answer =
        caller.send(
            "PUT",
            "/api/v2/keys/" + key + "/policies?policy=" + kind,
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
                        java.util.List.of(
                            Map.of("type", "application/vnd.ibm.kms.policy+json", kind, data)))),
                java.nio.charset.StandardCharsets.UTF_8));
    assertThat(answer.outcome()).isEqualTo("200");
  }

  private Instant now() {
    return service.clock().instant();
  }

  private void after(Duration time) {
    service.clock().advance(time);
  }

  private String expiringIn(Duration time) {
    return Caller.idOf(caller.create(Map.of("expirationDate", now().plus(time).toString())));
  }

  private String deleted() {
    String key = caller.rootKey();
    assertThat(caller.delete("/api/v2/keys/" + key).outcome()).isEqualTo("204");
    return key;
  }

  private Answer restore(String key) {
    return caller.send("POST", "/api/v2/keys/" + key + "/restore", "");
  }

  private Answer purge(String key) {
    return caller.delete("/api/v2/keys/" + key + "/purge");
  }

  private String version(String key) {
    return caller.metadata(key).get("keyVersion").get("id").asText();
  }

  private boolean inVault(String key, String version) {
    return service
        .vault()
        .open(SecretName.of("keys", KeyService.TENANT, key, version))
        .map(secret -> {
          secret.close();
          return true;
        })
        .orElse(false);
  }
}
