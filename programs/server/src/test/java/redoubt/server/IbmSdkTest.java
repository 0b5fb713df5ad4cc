package redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;
import static redoubt.server.IbmSdk.result;

import com.ibm.cloud.ibm_key_protect_api.v2.model.*;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.MovableClock;

/** A server, and for each test a fresh instance with IBM's client as its first manager. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class IbmSdkTest {
  /** Operations that {@link IbmSdkKeysIT} drives. */
  static final Set<String> OF_KEYS =
      Set.of(
          "createKey",
          "getKey",
          "getKeyMetadata",
          "getKeys",
          "getKeyCollectionMetadata",
          "wrapKey",
          "unwrapKey",
          "rewrapKey",
          "rotateKey",
          "getKeyVersions",
          "actionOnKey",
          "disableKey",
          "enableKey",
          "syncAssociatedResources",
          "deleteKey",
          "restoreKey",
          "purgeKey",
          "setKeyForDeletion",
          "unsetKeyForDeletion",
          "patchKey",
          "createKeyRing",
          "listKeyRings",
          "deleteKeyRing");

  /** Operations that {@link IbmSdkRulesIT} drives. */
  static final Set<String> OF_RULES =
      Set.of(
          "createKeyAlias",
          "deleteKeyAlias",
          "putPolicy",
          "getPolicy",
          "putInstancePolicy",
          "getInstancePolicy",
          "createKeyWithPoliciesOverrides",
          "getAllowedIPPort",
          "postImportToken",
          "getImportToken",
          "getRegistrations",
          "getRegistrationsAllKeys");

  static final byte[] DATA_KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  static final CollectionMetadata POLICY =
      IbmSdk.metadata(CollectionMetadata.CollectionType.APPLICATION_VND_IBM_KMS_POLICY_JSON, 1);

  @TempDir static Path directory;
  static final MovableClock clock = MovableClock.atNoon();
  static RunningHouse running;

  String instance;
  IbmSdk sdk;

  @BeforeAll
  static void start() {
    IbmSdk.used().clear();
    clock.set(Instant.now());
    running = RunningHouse.start(directory, clock);
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @BeforeEach
  void newInstance() throws IOException {
    HttpResponse<String> made =
        running.admin().postJson("/v1/instances", "{\"name\":\"sdk-" + UUID.randomUUID() + "\"}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    instance = RunningHouse.text(made, "id");
    sdk = administratorsSdk();
  }

  IbmSdk administratorsSdk() throws IOException {
    return new IbmSdk(
        running.house(), Files.readString(running.house().apiKeyFile()).strip(), instance);
  }

  void pass(Duration time) throws IOException {
    clock.advance(time);
    sdk = administratorsSdk();
  }

  IbmSdk secondManager() {
    HttpsCaller admin = running.admin();
    String user =
        RunningHouse.text(
            admin.postJson("/v1/users", "{\"name\":\"second-" + UUID.randomUUID() + "\"}"), "id");
    assertThat(
            admin
                .postJson(
                    "/v1/instances/" + instance + "/grants",
                    "{\"user\":\"" + user + "\",\"role\":\"MANAGER\"}")
                .statusCode())
        .isEqualTo(201);
    String apiKey =
        RunningHouse.text(
            admin.postJson("/v1/apikeys", "{\"name\":\"sdk\",\"user\":\"" + user + "\"}"),
            "apikey");
    return new IbmSdk(running.house(), apiKey, instance);
  }

  void putDualAuthDelete(String key) {
    KeyPolicyDualAuthDelete on =
        new KeyPolicyDualAuthDelete.Builder(
                KeyPolicyDualAuthDelete.Type.APPLICATION_VND_IBM_KMS_POLICY_JSON,
                new KeyPolicyDualAuthDeleteDualAuthDelete.Builder(true).build())
            .build();
    SetKeyPoliciesOneOfSetKeyPolicyDualAuthDelete sent =
        new SetKeyPoliciesOneOfSetKeyPolicyDualAuthDelete.Builder(POLICY, List.of(on)).build();
    GetKeyPoliciesOneOf set =
        result(
            "putPolicy",
            sdk.api.putPolicy(
                new PutPolicyOptions.Builder(key, instance, sent)
                    .policy("dualAuthDelete")
                    .build()));
    assertThat(set.getResources().getFirst().getDualAuthDelete().enabled()).isTrue();
  }

  void putRotation(String key) {
    KeyPolicyRotation everyThreeMonths =
        new KeyPolicyRotation.Builder(
                KeyPolicyRotation.Type.APPLICATION_VND_IBM_KMS_POLICY_JSON,
                new KeyPolicyRotationRotation.Builder(true).intervalMonth(3).build())
            .build();
    SetKeyPoliciesOneOfSetKeyPolicyRotation sent =
        new SetKeyPoliciesOneOfSetKeyPolicyRotation.Builder(POLICY, List.of(everyThreeMonths))
            .build();
    result(
        "putPolicy",
        sdk.api.putPolicy(
            new PutPolicyOptions.Builder(key, instance, sent).policy("rotation").build()));
  }
}
