package redoubt.keys.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redoubt.core.Failure;
import redoubt.crypto.DerCertificate;
import redoubt.keys.life.InstanceEnd;
import redoubt.keys.testing.Answer;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;
import redoubt.web.Grant;
import redoubt.web.Role;

final class SigningKeysTest {
  private static final String ALL = "/v1/instances/" + KeyService.TENANT + "/signing-keys";
  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);
  private static final String SUBJECT = "CN=release,O=Acme,ST=Berlin,C=DE";

  private static KeyService service;
  private static Caller manager;
  private static Caller writer;

  @BeforeAll
  static void start() {
    service = KeyService.start();
    manager = service.as(Role.MANAGER);
    writer = service.as(Role.WRITER);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String fresh() {
    return "k" + UUID.randomUUID().toString().substring(0, 8);
  }

  private JsonNode made(Map<String, ?> wish) {
    Answer answer = manager.post(ALL, wish);
    assertThat(answer.status()).as(answer.outcome()).isEqualTo(201);
    return answer.json();
  }

  private JsonNode made() {
    return made(Map.of("name", fresh()));
  }

  private static String code(Answer answer) {
    return answer.status() + " " + answer.json().path("code").asText();
  }

  private static byte[] sign(JsonNode key, Form form) {
    return service
        .room()
        .signingKeys()
        .sign(
            KeyService.TENANT,
            UUID.fromString(key.path("id").asText()),
            form,
            MESSAGE,
            "a test",
            "writer");
  }

  private static String refusal(JsonNode key) {
    try {
      return sign(key, Form.PLAIN).length + " bytes";
    } catch (Failure e) {
      return e.code();
    }
  }

  private static X509Certificate certificate(JsonNode key) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(
                      key.path("certificate").asText().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private String selfSigned(JsonNode key) {
    Answer answer =
        manager.post(
            ALL + "/" + key.path("name").asText() + "/certificate", Map.of("subject", SUBJECT));
    assertThat(answer.status()).as(answer.outcome()).isEqualTo(201);
    return answer.json().path("certificate").asText();
  }

  private Answer attach(JsonNode key, String chain) {
    return manager.send(
        "PUT",
        ALL + "/" + key.path("name").asText() + "/certificate",
        new String(redoubt.web.Json.bytes(Map.of("chain", chain)), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void aKeySignsAsItsAlgorithmSays(SigningAlgorithm algorithm) throws GeneralSecurityException {
    JsonNode key = made(Map.of("name", fresh(), "algorithm", algorithm.word()));
    SigningKey found =
        service
            .room()
            .signingKeys()
            .find(KeyService.TENANT, key.path("name").asText())
            .orElseThrow();

    Signature verifier = Signature.getInstance(algorithm.certificateAlgorithm());
    verifier.initVerify(found.publicKey());
    verifier.update(MESSAGE);

    assertThat(verifier.verify(sign(key, Form.PLAIN))).isTrue();
  }

  @Test
  void everySignatureIsInTheLedger() {
    JsonNode key = made();

    byte[] _ = sign(key, Form.PLAIN);

    assertThat(service.ledgerOf(key.path("id").asText()))
        .containsExactly("keys.signing-key.create by manager", "keys.signing-key.sign by writer");
  }

  @Test
  void aDisabledKeySignsNothingUntilItIsEnabled() {
    JsonNode key = made();
    String path = ALL + "/" + key.path("name").asText();

    assertThat(manager.post(path + "/disable", Map.of()).status()).isEqualTo(200);
    assertThat(refusal(key)).isEqualTo("keys.signing-key-disabled");
    assertThat(code(manager.post(path + "/certificate", Map.of("subject", SUBJECT))))
        .isEqualTo("409 keys.signing-key-disabled");
    assertThat(manager.post(path + "/enable", Map.of()).status()).isEqualTo(200);
    assertThat(refusal(key)).endsWith("bytes");
  }

  @Test
  void ofADestroyedKeyNothingIsLeftInTheVault() {
    JsonNode key = made();
    SigningKey before =
        service
            .room()
            .signingKeys()
            .find(KeyService.TENANT, key.path("name").asText())
            .orElseThrow();
    assertThat(service.vault().open(SigningKeys.secretName(before))).isPresent();

    assertThat(manager.delete(ALL + "/" + key.path("name").asText()).status()).isEqualTo(204);

    assertThat(service.vault().open(SigningKeys.secretName(before))).isEmpty();
    assertThat(refusal(key)).isEqualTo("keys.no-signing-key");
  }

  @Test
  void aNameIsTakenOnce() {
    JsonNode key = made();

    assertThat(code(manager.post(ALL, Map.of("name", key.path("name").asText()))))
        .isEqualTo("409 keys.signing-key-taken");
  }

  @Test
  void aFieldThatIsNotKnownIsRefused() {
    assertThat(code(manager.post(ALL, Map.of("name", fresh(), "algoritm", "rsa-3072"))))
        .isEqualTo("400 keys.bad-signing-key");
  }

  @Test
  void aWriterMakesKeysAndDoesNotDestroyThem() {
    String name = fresh();

    assertThat(writer.post(ALL, Map.of("name", name)).status()).isEqualTo(201);
    assertThat(writer.delete(ALL + "/" + name).status()).isEqualTo(403);
  }

  @Test
  void aKeyInARingOfOthersIsAsIfItWereNotThere() {
    assertThat(manager.send("POST", "/api/v2/key_rings/release", "").status()).isEqualTo(201);
    JsonNode key = made(Map.of("name", fresh(), "ring", "release"));
    Caller stranger =
        service.as("stranger", Grant.inRing(Role.MANAGER, KeyService.TENANT, "payments"));

    assertThat(code(stranger.get(ALL + "/" + key.path("name").asText())))
        .isEqualTo("404 keys.no-signing-key");
    assertThat(stranger.get(ALL).json().path("items")).isEmpty();
    assertThat(stranger.post(ALL, Map.of("name", fresh(), "ring", "release")).status())
        .isEqualTo(403);
  }

  @Test
  void aRingWithASigningKeyIsNotDeleted() {
    assertThat(manager.send("POST", "/api/v2/key_rings/kept", "").status()).isEqualTo(201);
    JsonNode _ = made(Map.of("name", fresh(), "ring", "kept"));

    assertThat(manager.delete("/api/v2/key_rings/kept?force=true").outcome())
        .isEqualTo("409 KEY_RING_NOT_EMPTY_ERR");
  }

  @Test
  void aKeyOfAnotherInstanceIsNotFound() {
    JsonNode key = made();

    assertThat(service.room().signingKeys().find(KeyService.OTHER, key.path("id").asText()))
        .isEmpty();
  }

  @Test
  void anInstanceWithSigningKeysStays() {
    JsonNode _ = made();

    Failure refused =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            Failure.class,
            () ->
                service
                    .database()
                    .transaction(transaction -> {
                      new InstanceEnd(service.vault()).beforeDelete(transaction, KeyService.TENANT);
                      return true;
                    }));

    assertThat(refused.what()).contains("keys that sign");
  }

  @Test
  void aRequestForACertificateIsSignedByTheKey() throws Exception {
    JsonNode key = made();

    Answer answer =
        manager.post(
            ALL + "/" + key.path("name").asText() + "/certificate-request",
            Map.of("subject", SUBJECT));

    String pem = answer.json().path("request").asText();
    PKCS10CertificationRequest request =
        new PKCS10CertificationRequest(
            Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "")));
    assertThat(new X500Principal(request.getSubject().getEncoded()))
        .isEqualTo(new X500Principal(SUBJECT));
    assertThat(
            request.isSignatureValid(
                new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo())))
        .isTrue();
  }

  @Test
  void aKeySignsACertificateForItself() throws GeneralSecurityException {
    JsonNode key = made();
    String _ = selfSigned(key);

    X509Certificate certificate =
        certificate(manager.get(ALL + "/" + key.path("name").asText()).json());

    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getKeyUsage()[0]).isTrue();
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.3");
  }

  @Test
  void theCertificateOfAnotherKeyIsNotAttached() {
    String others = selfSigned(made());

    assertThat(code(attach(made(), others))).isEqualTo("400 keys.bad-chain");
  }

  @Test
  void aCertificateThatExpiredIsNotAttached() {
    JsonNode key = made();
    String chain = selfSigned(key);
    try (KeyService later = service.another()) {
      later.clock().advance(Duration.ofDays(366));
      assertThat(code(attach(key, chain))).isEqualTo("400 keys.bad-chain");
      later.clock().advance(Duration.ofDays(-366));
    }
  }

  /** As who verifies what it signs reads it: with one encoding. */
  @Test
  void aCertificateInAnotherEncodingIsNotAttached() {
    JsonNode key = made();
    String chain = selfSigned(key);
    byte[] der = Base64.getMimeDecoder().decode(chain.replaceAll("-----[A-Z ]+-----", ""));
    int signature = DerCertificate.read(der).orElseThrow().getSignature().length;
    der[der.length - signature - 1] = 1;
    String other =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END CERTIFICATE-----\n";
    assertThat(code(attach(key, other))).isEqualTo("400 keys.bad-chain");
  }

  @Test
  void rubbishIsNoCertificate() {
    for (String rubbish :
        new String[] {"", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"}) {
      assertThat(code(attach(made(), rubbish))).isEqualTo("400 keys.bad-chain");
    }
  }

  @Test
  void thePrivateHalfIsInNoAnswer() {
    JsonNode key = made();
    SigningKey found =
        service
            .room()
            .signingKeys()
            .find(KeyService.TENANT, key.path("name").asText())
            .orElseThrow();
    String secret =
        service
            .vault()
            .open(SigningKeys.secretName(found))
            .orElseThrow()
            .use(bytes -> Base64.getEncoder().encodeToString(bytes));

    String said =
        key.toString()
            + manager.get(ALL).json()
            + manager.get(ALL + "/" + key.path("id").asText()).json();

    assertThat(said)
        .contains(key.path("fingerprint").asText())
        .doesNotContain(secret.substring(30, 80));
  }
}
