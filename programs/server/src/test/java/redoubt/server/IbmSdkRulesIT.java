package redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;
import static redoubt.server.IbmSdk.attributes;
import static redoubt.server.IbmSdk.base64;
import static redoubt.server.IbmSdk.body;
import static redoubt.server.IbmSdk.done;
import static redoubt.server.IbmSdk.refusal;
import static redoubt.server.IbmSdk.result;

import com.ibm.cloud.ibm_key_protect_api.v2.IbmKeyProtectApi;
import com.ibm.cloud.ibm_key_protect_api.v2.model.*;
import com.ibm.cloud.sdk.core.http.ServiceCall;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import redoubt.testkit.HttpsCaller;

/**
 * IBM's Java SDK for Key Protect drives its operations on what surrounds keys, all but those of
 * KMIP, against a running server over HTTPS; each is judged by its effect.
 */
final class IbmSdkRulesIT extends IbmSdkTest {
  @Test
  void anAliasStandsForItsKey() {
    String key = sdk.root("named");
    KeyAlias alias =
        result(
            "createKeyAlias",
            sdk.api.createKeyAlias(
                new CreateKeyAliasOptions.Builder(key, "payroll", instance).build()));
    assertThat(alias.getResources().getFirst().getKeyId()).isEqualTo(key);
    assertThat(sdk.metadata("payroll").getId()).isEqualTo(key);
    assertThat(
            sdk.unwrap("payroll", sdk.wrap("payroll", DATA_KEY, "a").getCiphertext(), "a")
                .getPlaintext())
        .isEqualTo(base64(DATA_KEY));

    done(
        "deleteKeyAlias",
        204,
        sdk.api.deleteKeyAlias(
            new DeleteKeyAliasOptions.Builder(key, "payroll", instance).build()));
    assertThat(refusal(sdk.unwrapping("payroll", "x", "a"))).isEqualTo("404 KEY_NOT_FOUND_ERR");
  }

  @Test
  void policiesOfAKeyAreSetAndRead() {
    String key = sdk.root("ruled");
    GetPolicyOptions all = new GetPolicyOptions.Builder(key, instance).build();
    assertThat(result("getPolicy", sdk.api.getPolicy(all)).getResources()).isEmpty();

    putRotation(key);
    assertThat(sdk.metadata(key).getRotation().isEnabled()).isTrue();
    assertThat(sdk.metadata(key).getRotation().getIntervalMonth()).isEqualTo(3);

    putDualAuthDelete(key);
    assertThat(result("getPolicy", sdk.api.getPolicy(all)).getResources()).hasSize(2);
    GetKeyPoliciesOneOf one =
        result("getPolicy", sdk.api.getPolicy(all.newBuilder().policy("dualAuthDelete").build()));
    assertThat(one.getResources().getFirst().getDualAuthDelete().enabled()).isTrue();
    assertThat(one.getMetadata().collectionTotal()).isEqualTo(1);
  }

  @Test
  void policiesOfTheInstanceFurnishNewKeysUnlessOverridden() {
    done(
        "putInstancePolicy",
        204,
        sdk.instancePolicy("rotation", true, attributes().intervalMonth(5)));
    GetInstancePoliciesOneOf read =
        result(
            "getInstancePolicy",
            sdk.api.getInstancePolicy(
                new GetInstancePolicyOptions.Builder(instance).policy("rotation").build()));
    assertThat(read.getResources().getFirst().getPolicyType()).isEqualTo("rotation");
    assertThat(read.getResources().getFirst().getPolicyData().isEnabled()).isTrue();

    assertThat(sdk.metadata(sdk.root("by-default")).getRotation().getIntervalMonth()).isEqualTo(5);
    assertThat(
            sdk.metadata(overridden("\"rotation\":{\"interval_month\":2},"))
                .getRotation()
                .getIntervalMonth())
        .isEqualTo(2);
    assertThat(
            result(
                    "getPolicy",
                    sdk.api.getPolicy(
                        new GetPolicyOptions.Builder(overridden(""), instance).build()))
                .getResources())
        .isEmpty();
  }

  @Test
  void creationAndImportAreHeldToThePolicy() {
    done(
        "putInstancePolicy",
        204,
        sdk.instancePolicy(
            "keyCreateImportAccess",
            true,
            attributes().createStandardKey(false).enforceToken(true)));
    sdk.root("allowed");
    assertThat(refusal(sdk.creation("\"name\":\"standard\",\"extractable\":true")))
        .isEqualTo("409 KEY_CREATE_IMPORT_ACCESS_ERR");
    assertThat(
            refusal(
                sdk.creation(
                    "\"name\":\"plain\",\"extractable\":false,\"payload\":\""
                        + base64(DATA_KEY)
                        + "\"")))
        .isEqualTo("409 KEY_CREATE_IMPORT_ACCESS_ERR");
  }

  @Test
  void callsFromElsewhereStayOutside() {
    GetAllowedIPPortOptions port = new GetAllowedIPPortOptions.Builder(instance).build();
    assertThat(result("getAllowedIPPort", sdk.api.getAllowedIPPort(port)).getResources()).isEmpty();
    done(
        "putInstancePolicy",
        204,
        sdk.instancePolicy("allowedIP", true, attributes().addAllowedIp("127.0.0.0/8")));
    assertThat(
            result("getAllowedIPPort", sdk.api.getAllowedIPPort(port))
                .getResources()
                .getFirst()
                .getPrivateEndpointPort())
        .isEqualTo(running.house().port());
    String key = sdk.root("from-here");

    done(
        "putInstancePolicy",
        204,
        sdk.instancePolicy("allowedIP", true, attributes().addAllowedIp("192.0.2.0/24")));
    assertThat(refusal(sdk.unwrapping(key, "x", "a"))).isEqualTo("401 UNAUTHORIZED_ERR");
    assertThat(running.admin().get("/v1/instances/" + instance + "/grants").statusCode())
        .isEqualTo(403);

    assertThat(
            running
                .admin()
                .send("DELETE", "/v1/instances/" + instance + "/network-policies", "")
                .statusCode())
        .isEqualTo(204);
    assertThat(sdk.metadata(key).getState()).isEqualTo(1);
    done(
        "putInstancePolicy",
        204,
        sdk.instancePolicy("allowedNetwork", true, attributes().allowedNetwork("private-only")));
    assertThat(sdk.metadata(key).getState()).isEqualTo(1);
  }

  @Test
  void aKeyIsImportedUnderATokenOnce() throws Exception {
    ImportToken made =
        result(
            "postImportToken",
            sdk.api.postImportToken(
                new PostImportTokenOptions.Builder(instance)
                    .expiration(300.0)
                    .maxAllowedRetrievals(1.0)
                    .build()));
    assertThat(made.remainingRetrievals()).isEqualTo(1);
    GetImportTokenOptions get = new GetImportTokenOptions.Builder(instance).build();
    GetImportToken token = result("getImportToken", sdk.api.getImportToken(get));
    assertThat(token.getRemainingRetrievals()).isEqualTo(0);
    assertThat(refusal(sdk.api.getImportToken(get))).isEqualTo("409 IMPORT_TOKEN_EXPIRED_ERR");

    String parcel = SealedParcel.of(DATA_KEY, token.getPayload(), token.getNonce());
    KeyWithPayload imported = sdk.create("\"name\":\"sealed\",\"extractable\":false," + parcel);
    assertThat(imported.isImported()).isTrue();
    String plain =
        sdk.create(
                "\"name\":\"plain\",\"extractable\":false,\"payload\":\"" + base64(DATA_KEY) + "\"")
            .getId();
    String ciphertext = sdk.wrap(imported.getId(), DATA_KEY, "a").getCiphertext();
    assertThat(sdk.unwrap(plain, ciphertext, "a").getPlaintext()).isEqualTo(base64(DATA_KEY));

    assertThat(refusal(sdk.creation("\"name\":\"replayed\",\"extractable\":false," + parcel)))
        .isEqualTo("400 INCORRECT_NONCE_ERR");
    String foreignNonce = SealedParcel.of(DATA_KEY, token.getPayload(), new byte[12]);
    assertThat(refusal(sdk.creation("\"name\":\"foreign\",\"extractable\":false," + foreignNonce)))
        .isEqualTo("400 INCORRECT_NONCE_ERR");

    pass(Duration.ofSeconds(301));
    String late = SealedParcel.of(DATA_KEY, token.getPayload(), token.getNonce());
    assertThat(refusal(sdk.creation("\"name\":\"late\",\"extractable\":false," + late)))
        .isEqualTo("409 IMPORT_TOKEN_EXPIRED_ERR");
  }

  @Test
  void registrationsAreSeenAndHoldADeletionUp() {
    String key = sdk.root("registered");
    String crn = "crn:v1:bluemix:public:cloud-object-storage:global:a/1:bucket-1:bucket:mine";
    HttpResponse<String> asPerson = register(running.admin(), key, crn);
    assertThat(asPerson.statusCode()).as(asPerson.body()).isEqualTo(403);
    assertThat(asPerson.body()).contains("SERVICE_ONLY_ERR");
    HttpResponse<String> asService = register(service(), key, crn);
    assertThat(asService.statusCode()).as(asService.body()).isEqualTo(201);

    RegistrationWithTotalCount ofKey =
        result(
            "getRegistrations",
            sdk.api.getRegistrations(
                new GetRegistrationsOptions.Builder(key, instance).totalCount(true).build()));
    assertThat(ofKey.getResources().getFirst().getResourceCrn()).isEqualTo(crn);
    assertThat(ofKey.getMetadata().getTotalCount()).isEqualTo(1);
    GetRegistrationsAllKeysOptions.Builder query =
        new GetRegistrationsAllKeysOptions.Builder(instance);
    assertThat(
            result(
                    "getRegistrationsAllKeys",
                    sdk.api.getRegistrationsAllKeys(
                        query
                            .urlEncodedResourceCrnQuery(
                                "crn%3Av1%3Abluemix%3Apublic%3Acloud-object-storage%3A*")
                            .build()))
                .getResources())
        .hasSize(1);
    assertThat(
            result(
                    "getRegistrationsAllKeys",
                    sdk.api.getRegistrationsAllKeys(
                        query.urlEncodedResourceCrnQuery("crn:v1:other:*").build()))
                .getResources())
        .isEmpty();

    assertThat(refusal(sdk.deletion(key, false))).isEqualTo("409 PROTECTED_RESOURCE_ERR");
    assertThat(result("deleteKey", sdk.deletion(key, true)).getResources().getFirst().getState())
        .isEqualTo(5);
  }

  @Test
  void kmipIsKnownAndNotOffered() {
    assertThat(
            refusal(sdk.api.getKmipAdapters(new GetKmipAdaptersOptions.Builder(instance).build())))
        .isEqualTo("501 NOT_SUPPORTED_ERR");
  }

  private String overridden(String policies) {
    return result(
            "createKeyWithPoliciesOverrides",
            sdk.api.createKeyWithPoliciesOverrides(
                new CreateKeyWithPoliciesOverridesOptions.Builder(
                        instance,
                        body(
                            IbmSdk.keyBody(
                                policies + "\"name\":\"overridden\",\"extractable\":false")))
                    .build()))
        .getResources()
        .getFirst()
        .getId();
  }

  private HttpResponse<String> register(HttpsCaller caller, String key, String crn) {
    return caller
        .with("Bluemix-Instance", instance)
        .send(
            "POST",
            "/api/v2/keys/"
                + key
                + "/registrations/"
                + java.net.URLEncoder.encode(crn, StandardCharsets.UTF_8),
            "{\"metadata\":{\"collectionType\":\"application/vnd.ibm.kms.registration_input+json\","
                + "\"collectionTotal\":1},\"resources\":[{\"preventKeyDeletion\":false}]}");
  }

  private HttpsCaller service() {
    HttpsCaller admin = running.admin();
    String user =
        RunningHouse.text(
            admin.postJson(
                "/v1/users", "{\"name\":\"service-" + UUID.randomUUID() + "\",\"service\":true}"),
            "id");
    admin.postJson(
        "/v1/instances/" + instance + "/grants", "{\"user\":\"" + user + "\",\"role\":\"READER\"}");
    return running.as(
        RunningHouse.text(
            admin.postJson("/v1/apikeys", "{\"name\":\"s\",\"user\":\"" + user + "\"}"), "apikey"));
  }

  @Test
  void everyOperationOfTheSdkIsDrivenSomewhere() {
    Set<String> driven = new HashSet<>(OF_KEYS);
    driven.addAll(OF_RULES);

    assertThat(driven)
        .isEqualTo(
            Arrays.stream(IbmKeyProtectApi.class.getDeclaredMethods())
                .filter(method -> method.getReturnType() == ServiceCall.class)
                .map(java.lang.reflect.Method::getName)
                .filter(name -> !name.contains("Kmip"))
                .collect(Collectors.toSet()));
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void everyOperationOnRulesWasDriven() {
    assertThat(IbmSdk.used()).containsAll(OF_RULES);
  }
}
