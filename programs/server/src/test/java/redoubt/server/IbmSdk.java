package redoubt.server;

import com.ibm.cloud.ibm_key_protect_api.v2.IbmKeyProtectApi;
import com.ibm.cloud.ibm_key_protect_api.v2.model.CollectionMetadata;
import com.ibm.cloud.ibm_key_protect_api.v2.model.CreateKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.DeleteKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.GetKeyMetadataOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.KeyFullRepresentation;
import com.ibm.cloud.ibm_key_protect_api.v2.model.KeyWithPayload;
import com.ibm.cloud.ibm_key_protect_api.v2.model.PutInstancePolicyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.SetInstancePoliciesOneOfSetMultipleInstancePolicies;
import com.ibm.cloud.ibm_key_protect_api.v2.model.SetMultipleInstancePoliciesResourcesItem;
import com.ibm.cloud.ibm_key_protect_api.v2.model.SetMultipleInstancePoliciesResourcesItemPolicyData;
import com.ibm.cloud.ibm_key_protect_api.v2.model.SetMultipleInstancePoliciesResourcesItemPolicyDataAttributes;
import com.ibm.cloud.ibm_key_protect_api.v2.model.UnwrapKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.UnwrapKeyResponseBody;
import com.ibm.cloud.ibm_key_protect_api.v2.model.WrapKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.WrapKeyResponseBody;
import com.ibm.cloud.sdk.core.http.Response;
import com.ibm.cloud.sdk.core.http.ServiceCall;
import com.ibm.cloud.sdk.core.security.IamAuthenticator;
import com.ibm.cloud.sdk.core.service.exception.ServiceResponseException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.assertj.core.api.Assertions;
import redoubt.web.Json;

/**
 * IBM's own client, unchanged, for one instance: gets its tokens and calls over HTTPS, trusting the
 * server's certificate authority and no other. Notes which of its operations were used.
 */
final class IbmSdk {
  private static final Set<String> USED = new ConcurrentSkipListSet<>();

  final IbmKeyProtectApi api;
  final String instance;

  IbmSdk(House house, String apiKey, String instance) {
    OkHttpClient trusting = trusting(house.caFile());
    IamAuthenticator iam = new IamAuthenticator.Builder().apikey(apiKey).url(house.url()).build();
    iam.setClient(trusting);
    this.api = new IbmKeyProtectApi("ibm_key_protect_api", iam);
    this.api.setServiceUrl(house.url());
    this.api.setClient(trusting);
    this.instance = instance;
  }

  /** Names of the operations that were called and answered. */
  static Set<String> used() {
    return USED;
  }

  private static OkHttpClient trusting(Path ca) {
    try (InputStream pem = Files.newInputStream(ca)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      return new OkHttpClient.Builder()
          .sslSocketFactory(tls.getSocketFactory(), (X509TrustManager) trust.getTrustManagers()[0])
          .build();
    } catch (Exception e) {
      throw new IllegalStateException("cannot trust " + ca, e);
    }
  }

  static InputStream body(String json) {
    return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
  }

  static <T> Response<T> answer(String operation, ServiceCall<T> call) {
    Response<T> response = call.execute();
    USED.add(operation);
    return response;
  }

  static <T> T result(String operation, ServiceCall<T> call) {
    return answer(operation, call).getResult();
  }

  static void done(String operation, int status, ServiceCall<Void> call) {
    Assertions.assertThat(answer(operation, call).getStatusCode()).isEqualTo(status);
  }

  /** The reason code that the call is refused with. */
  static String refusal(ServiceCall<?> call) {
    ServiceResponseException refused =
        Assertions.catchThrowableOfType(ServiceResponseException.class, call::execute);
    return refused.getStatusCode()
        + " "
        + Json.parse(refused.getResponseBody().getBytes(StandardCharsets.UTF_8))
            .at("/resources/0/reasons/0/code")
            .asText();
  }

  static String keyBody(String fields) {
    return """
    {"metadata":{"collectionType":"application/vnd.ibm.kms.key+json","collectionTotal":1},
     "resources":[{"type":"application/vnd.ibm.kms.key+json",%s}]}\
    """
        .formatted(fields);
  }

  ServiceCall<com.ibm.cloud.ibm_key_protect_api.v2.model.Key> creation(String fields) {
    return api.createKey(new CreateKeyOptions.Builder(instance, body(keyBody(fields))).build());
  }

  KeyWithPayload create(String fields) {
    return result("createKey", creation(fields)).getResources().getFirst();
  }

  /** Id of a new root key. */
  String root(String name) {
    return create("\"name\":\"" + name + "\",\"extractable\":false").getId();
  }

  KeyFullRepresentation metadata(String key) {
    return result(
            "getKeyMetadata",
            api.getKeyMetadata(new GetKeyMetadataOptions.Builder(key, instance).build()))
        .getResources()
        .getFirst();
  }

  WrapKeyResponseBody wrap(String key, byte[] plaintext, String aad) {
    return result(
        "wrapKey",
        api.wrapKey(
            new WrapKeyOptions.Builder(key, instance)
                .keyActionWrapBody(
                    body("{\"plaintext\":\"" + base64(plaintext) + "\",\"aad\":[\"" + aad + "\"]}"))
                .build()));
  }

  ServiceCall<UnwrapKeyResponseBody> unwrapping(String key, String ciphertext, String aad) {
    return api.unwrapKey(
        new UnwrapKeyOptions.Builder(
                key,
                instance,
                body("{\"ciphertext\":\"" + ciphertext + "\",\"aad\":[\"" + aad + "\"]}"))
            .build());
  }

  UnwrapKeyResponseBody unwrap(String key, String ciphertext, String aad) {
    return result("unwrapKey", unwrapping(key, ciphertext, aad));
  }

  ServiceCall<com.ibm.cloud.ibm_key_protect_api.v2.model.DeleteKey> deletion(
      String key, boolean force) {
    return api.deleteKey(
        new DeleteKeyOptions.Builder(key, instance)
            .force(force)
            .prefer("return=representation")
            .build());
  }

  KeyWithPayload delete(String key) {
    return result("deleteKey", deletion(key, false)).getResources().getFirst();
  }

  /** Sets one policy of the instance. */
  ServiceCall<Void> instancePolicy(
      String kind,
      boolean enabled,
      SetMultipleInstancePoliciesResourcesItemPolicyDataAttributes.Builder attributes) {
    SetMultipleInstancePoliciesResourcesItemPolicyData.Builder data =
        new SetMultipleInstancePoliciesResourcesItemPolicyData.Builder(enabled);
    if (enabled) {
      data.attributes(attributes.build());
    }
    return api.putInstancePolicy(
        new PutInstancePolicyOptions.Builder(
                instance,
                new SetInstancePoliciesOneOfSetMultipleInstancePolicies.Builder()
                    .metadata(
                        metadata(
                            CollectionMetadata.CollectionType.APPLICATION_VND_IBM_KMS_POLICY_JSON,
                            1))
                    .addResources(
                        new SetMultipleInstancePoliciesResourcesItem.Builder(kind, data.build())
                            .build())
                    .build())
            .policy(kind)
            .build());
  }

  static SetMultipleInstancePoliciesResourcesItemPolicyDataAttributes.Builder attributes() {
    return new SetMultipleInstancePoliciesResourcesItemPolicyDataAttributes.Builder();
  }

  static CollectionMetadata metadata(String type, int total) {
    return new CollectionMetadata.Builder(type, (long) total).build();
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
