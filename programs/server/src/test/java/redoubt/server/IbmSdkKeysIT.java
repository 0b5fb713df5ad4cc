package redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;
import static redoubt.server.IbmSdk.answer;
import static redoubt.server.IbmSdk.base64;
import static redoubt.server.IbmSdk.body;
import static redoubt.server.IbmSdk.done;
import static redoubt.server.IbmSdk.refusal;
import static redoubt.server.IbmSdk.result;

import com.ibm.cloud.ibm_key_protect_api.v2.model.*;
import com.ibm.cloud.sdk.core.http.ServiceCall;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * IBM's Java SDK for Key Protect drives its operations on keys against a running server over HTTPS;
 * each is judged by its effect.
 */
final class IbmSdkKeysIT extends IbmSdkTest {
  @Test
  void createdKeysAreReadListedAndCounted() {
    KeyWithPayload root =
        sdk.create(
            "\"name\":\"root\",\"description\":\"a"
                + " root\",\"tags\":[\"blue\"],\"extractable\":false");
    assertThat(root.getState()).isEqualTo(1);
    assertThat(root.isExtractable()).isFalse();
    assertThat(root.getKeyRingId()).isEqualTo("default");
    assertThat(root.getCrn()).endsWith(instance + ":key:" + root.getId());
    assertThat(root.getLastUpdateDate()).isNull();
    assertThat(root.getLastRotateDate()).isNull();
    String standard =
        sdk.create(
                "\"name\":\"standard\",\"extractable\":true,\"payload\":\""
                    + base64(DATA_KEY)
                    + "\"")
            .getId();

    KeyWithPayload read =
        result("getKey", sdk.api.getKey(new GetKeyOptions.Builder(standard, instance).build()))
            .getResources()
            .getFirst();
    assertThat(read.getPayload()).isEqualTo(DATA_KEY);
    assertThat(sdk.metadata(root.getId()).getDescription()).isEqualTo("a root");

    ListKeys roots =
        result(
            "getKeys",
            sdk.api.getKeys(new GetKeysOptions.Builder(instance).extractable(false).build()));
    assertThat(roots.getMetadata().getCollectionTotal()).isEqualTo(1);
    assertThat(roots.getResources().getFirst().getId()).isEqualTo(root.getId());

    ListKeys found =
        result(
            "getKeys",
            sdk.api.getKeys(
                new GetKeysOptions.Builder(instance)
                    .search("stand")
                    .sort("-creationDate")
                    .filter("state=1")
                    .limit(10)
                    .build()));
    assertThat(found.getResources())
        .extracting(KeyFullRepresentation::getId)
        .containsExactly(standard);

    assertThat(
            answer(
                    "getKeyCollectionMetadata",
                    sdk.api.getKeyCollectionMetadata(
                        new GetKeyCollectionMetadataOptions.Builder(instance).build()))
                .getHeaders()
                .values("Key-Total"))
        .containsExactly("2");
  }

  @Test
  void rootKeysWrapUnwrapRewrapAndRotate() throws IOException {
    String key = sdk.root("wrapper");
    WrapKeyResponseBody wrapped = sdk.wrap(key, DATA_KEY, "etcd");
    assertThat(sdk.unwrap(key, wrapped.getCiphertext(), "etcd").getPlaintext())
        .isEqualTo(base64(DATA_KEY));
    assertThat(refusal(sdk.unwrapping(key, wrapped.getCiphertext(), "other")))
        .isEqualTo("422 UNPROCESSABLE_CIPHERTEXT_ERR");

    done(
        "rotateKey",
        204,
        sdk.api.rotateKey(
            new RotateKeyOptions.Builder(key, instance).keyActionRotateBody(body("{}")).build()));
    UnwrapKeyResponseBody later = sdk.unwrap(key, wrapped.getCiphertext(), "etcd");
    assertThat(later.getPlaintext()).isEqualTo(base64(DATA_KEY));
    assertThat(later.getRewrappedKeyVersion().getId())
        .isNotEqualTo(wrapped.getKeyVersion().getId());
    assertThat(sdk.unwrap(key, later.getCiphertext(), "etcd").getCiphertext()).isNull();

    RewrapKeyResponseBody rewrapped =
        result(
            "rewrapKey",
            sdk.api.rewrapKey(
                new RewrapKeyOptions.Builder(
                        key,
                        instance,
                        body(
                            "{\"ciphertext\":\""
                                + wrapped.getCiphertext()
                                + "\",\"aad\":[\"etcd\"]}"))
                    .build()));
    assertThat(rewrapped.getRewrappedKeyVersion().getId())
        .isEqualTo(later.getRewrappedKeyVersion().getId());
    assertThat(sdk.unwrap(key, rewrapped.getCiphertext(), "etcd").getPlaintext())
        .isEqualTo(base64(DATA_KEY));

    ListKeyVersions versions =
        result(
            "getKeyVersions",
            sdk.api.getKeyVersions(new GetKeyVersionsOptions.Builder(key, instance).build()));
    assertThat(versions.getResources())
        .extracting(KeyVersion::getId)
        .containsExactly(later.getRewrappedKeyVersion().getId(), wrapped.getKeyVersion().getId());

    assertThat(refusal(sdk.api.rotateKey(new RotateKeyOptions.Builder(key, instance).build())))
        .isEqualTo("409 KEY_ROTATION_NOT_PERMITTED");
    pass(Duration.ofMinutes(61));
    done("rotateKey", 204, sdk.api.rotateKey(new RotateKeyOptions.Builder(key, instance).build()));
  }

  @Test
  @SuppressWarnings("deprecation") // The form of 2018 is deprecated, and still used.
  void theActionsOf2018StillWork() {
    String key = sdk.root("old-form");
    KeyActionOneOfResponse wrapped =
        result(
            "actionOnKey",
            sdk.api.actionOnKey(
                new ActionOnKeyOptions.Builder(
                        key, instance, "wrap", body("{\"plaintext\":\"" + base64(DATA_KEY) + "\"}"))
                    .build()));
    KeyActionOneOfResponse unwrapped =
        result(
            "actionOnKey",
            sdk.api.actionOnKey(
                new ActionOnKeyOptions.Builder(
                        key,
                        instance,
                        "unwrap",
                        body("{\"ciphertext\":\"" + wrapped.getCiphertext() + "\"}"))
                    .build()));
    assertThat(unwrapped.getPlaintext()).isEqualTo(base64(DATA_KEY));
  }

  @Test
  void disabledKeysDoNothingUntilEnabled() throws IOException {
    String key = sdk.root("suspended");
    String ciphertext = sdk.wrap(key, DATA_KEY, "a").getCiphertext();
    done(
        "disableKey",
        204,
        sdk.api.disableKey(new DisableKeyOptions.Builder(key, instance).build()));
    assertThat(refusal(sdk.unwrapping(key, ciphertext, "a")))
        .isEqualTo("409 KEY_ACTION_INVALID_STATE_ERR");
    assertThat(sdk.metadata(key).getState()).isEqualTo(2);

    pass(Duration.ofSeconds(31));
    done("enableKey", 204, sdk.api.enableKey(new EnableKeyOptions.Builder(key, instance).build()));
    assertThat(sdk.unwrap(key, ciphertext, "a").getPlaintext()).isEqualTo(base64(DATA_KEY));

    ServiceCall<Void> sync =
        sdk.api.syncAssociatedResources(
            new SyncAssociatedResourcesOptions.Builder(key, instance).build());
    assertThat(refusal(sync)).isEqualTo("409 REQ_TOO_EARLY_ERR");
    pass(Duration.ofMinutes(61));
    done(
        "syncAssociatedResources",
        204,
        sdk.api.syncAssociatedResources(
            new SyncAssociatedResourcesOptions.Builder(key, instance).build()));
  }

  @Test
  void deletedKeysComeBackOrAreGoneForGood() throws IOException {
    String key = sdk.root("mortal");
    String ciphertext = sdk.wrap(key, DATA_KEY, "a").getCiphertext();
    KeyWithPayload deleted = sdk.delete(key);
    assertThat(deleted.getState()).isEqualTo(5);
    assertThat(deleted.isDeleted()).isTrue();
    assertThat(refusal(sdk.deletion(key, false))).isEqualTo("410 KEY_DELETED_ERR");
    assertThat(refusal(sdk.unwrapping(key, ciphertext, "a"))).startsWith("4");

    pass(Duration.ofSeconds(31));
    assertThat(
            answer(
                    "restoreKey",
                    sdk.api.restoreKey(
                        new RestoreKeyOptions.Builder(key, instance, body("{}")).build()))
                .getStatusCode())
        .isEqualTo(201);
    assertThat(sdk.unwrap(key, ciphertext, "a").getPlaintext()).isEqualTo(base64(DATA_KEY));

    sdk.delete(key);
    PurgeKeyOptions purge =
        new PurgeKeyOptions.Builder(key, instance).prefer("return=representation").build();
    assertThat(refusal(sdk.api.purgeKey(purge))).isEqualTo("409 REQ_TOO_EARLY_ERR");
    pass(Duration.ofHours(4).plusMinutes(1));
    assertThat(result("purgeKey", sdk.api.purgeKey(purge)).getResources().getFirst().getId())
        .isEqualTo(key);
    assertThat(refusal(sdk.api.getKey(new GetKeyOptions.Builder(key, instance).build())))
        .isEqualTo("404 KEY_NOT_FOUND_ERR");
  }

  @Test
  void aDeletionByTwoTakesTwo() {
    String key = sdk.root("two-keys");
    putDualAuthDelete(key);
    assertThat(sdk.metadata(key).getDualAuthDelete().isEnabled()).isTrue();
    assertThat(refusal(sdk.deletion(key, false))).isEqualTo("409 AUTHORIZATIONS_NOT_MET");

    SetKeyForDeletionOptions set = new SetKeyForDeletionOptions.Builder(key, instance).build();
    done("setKeyForDeletion", 204, sdk.api.setKeyForDeletion(set));
    assertThat(sdk.metadata(key).getDualAuthDelete().isKeySetForDeletion()).isTrue();
    assertThat(refusal(sdk.deletion(key, false))).isEqualTo("409 AUTHORIZATIONS_NOT_MET");
    done(
        "unsetKeyForDeletion",
        204,
        sdk.api.unsetKeyForDeletion(new UnsetKeyForDeletionOptions.Builder(key, instance).build()));
    IbmSdk second = secondManager();
    assertThat(refusal(second.deletion(key, false))).isEqualTo("409 AUTHORIZATIONS_NOT_MET");

    done("setKeyForDeletion", 204, sdk.api.setKeyForDeletion(set));
    assertThat(second.delete(key).getState()).isEqualTo(5);
  }

  @Test
  void keysMoveBetweenRings() {
    CreateKeyRingOptions ring = new CreateKeyRingOptions.Builder("payments", instance).build();
    done("createKeyRing", 201, sdk.api.createKeyRing(ring));
    assertThat(refusal(sdk.api.createKeyRing(ring))).startsWith("409");
    ListKeyRingsWithTotalCount rings =
        result(
            "listKeyRings",
            sdk.api.listKeyRings(
                new ListKeyRingsOptions.Builder(instance).totalCount(true).build()));
    assertThat(rings.getResources())
        .extracting(KeyRing::getId)
        .containsExactly("default", "payments");

    String key = sdk.root("mover");
    PatchKeyResponseBody moved =
        result(
            "patchKey",
            sdk.api.patchKey(
                new PatchKeyOptions.Builder(key, instance)
                    .keyPatchBody(body("{\"keyRingID\":\"payments\"}"))
                    .build()));
    assertThat(moved.getResources().getFirst().getKeyRingId()).isEqualTo("payments");
    assertThat(
            result(
                    "getKeys",
                    sdk.api.getKeys(
                        new GetKeysOptions.Builder(instance).xKmsKeyRing("payments").build()))
                .getResources())
        .hasSize(1);

    DeleteKeyRingOptions plain = new DeleteKeyRingOptions.Builder("payments", instance).build();
    assertThat(refusal(sdk.api.deleteKeyRing(plain))).startsWith("409");
    sdk.delete(key);
    assertThat(refusal(sdk.api.deleteKeyRing(plain))).startsWith("409");
    done("deleteKeyRing", 204, sdk.api.deleteKeyRing(plain.newBuilder().force(true).build()));
    assertThat(sdk.metadata(key).getKeyRingId()).isEqualTo("default");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void everyOperationOnKeysWasDriven() {
    assertThat(IbmSdk.used()).containsAll(OF_KEYS);
  }
}
