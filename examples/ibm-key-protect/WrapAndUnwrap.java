import com.ibm.cloud.ibm_key_protect_api.v2.IbmKeyProtectApi;
import com.ibm.cloud.ibm_key_protect_api.v2.model.UnwrapKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.WrapKeyOptions;
import com.ibm.cloud.sdk.core.security.IamAuthenticator;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/** Wraps and unwraps a data key with IBM's own client: {@code WrapAndUnwrap URL CA APIKEY-FILE INSTANCE KEY}. */
public class WrapAndUnwrap {
  public static void main(String[] args) throws Exception {
    OkHttpClient http = trusting(Path.of(args[1]));
    IamAuthenticator iam =
        new IamAuthenticator.Builder()
            .apikey(Files.readString(Path.of(args[2])).strip())
            .url(args[0])
            .build();
    iam.setClient(http);
    IbmKeyProtectApi api = new IbmKeyProtectApi("kms", iam);
    api.setServiceUrl(args[0]);
    api.setClient(http);

    String dataKey = Base64.getEncoder().encodeToString("thirty-two bytes of a data key..".getBytes());
    String wrapped =
        api.wrapKey(
                new WrapKeyOptions.Builder(args[4], args[3])
                    .keyActionWrapBody(json("{\"plaintext\":\"" + dataKey + "\"}"))
                    .build())
            .execute()
            .getResult()
            .getCiphertext();
    System.out.println("wrapped:   " + wrapped.substring(0, 40) + "…");
    String unwrapped =
        api.unwrapKey(
                new UnwrapKeyOptions.Builder(
                        args[4], args[3], json("{\"ciphertext\":\"" + wrapped + "\"}"))
                    .build())
            .execute()
            .getResult()
            .getPlaintext();
    System.out.println("unwrapped: " + (unwrapped.equals(dataKey) ? "the same" : "something else"));
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }

  private static InputStream json(String text) {
    return new ByteArrayInputStream(text.getBytes());
  }

  private static OkHttpClient trusting(Path ca) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(ca)) {
      trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return new OkHttpClient.Builder()
        .sslSocketFactory(tls.getSocketFactory(), (X509TrustManager) trust.getTrustManagers()[0])
        .build();
  }
}
