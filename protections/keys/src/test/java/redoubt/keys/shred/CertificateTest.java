package redoubt.keys.shred;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redoubt.crypto.Hash;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;
import redoubt.keys.testing.Answer;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;
import redoubt.seal.SecretName;
import redoubt.web.Json;
import redoubt.web.Role;

/** A purged key is certified to be shredded only if nothing that it wrapped opens any more. */
final class CertificateTest {
  private static final Dependent.Who PROD = new Dependent.Who("cluster", "c1", "prod");

  private final KeyService service = KeyService.start();
  private final Caller manager = service.manager();
  private final Ends ends = new Ends(service);

  @AfterEach
  void stop() {
    service.close();
  }

  private void sample(String wrapped, String... aad) {
    service
        .dependents()
        .samples
        .add(
            new Sample(
                PROD,
                "rdt-1",
                wrapped,
                List.of(List.of("another"), List.of(aad)),
                service.clock().instant(),
                Optional.empty(),
                214));
  }

  @Test
  void theCertificateOfAPurgedKeySaysWhatWasDestroyedAndWhatWasTriedInVain() {
    String key = manager.rootKey();
    sample(manager.wrap(key, new byte[32], "prod", "rdt-1"), "prod", "rdt-1");
    ends.end(key);

    JsonNode certificate = ends.certified(key);

    assertThat(certificate.at("/key/id").asText()).isEqualTo(key);
    assertThat(certificate.at("/purge/by").asText()).isEqualTo("manager");
    assertThat(certificate.path("destroyed")).hasSize(1);
    assertThat(certificate.at("/destroyed/0/place").asText()).isEqualTo("vault");
    assertThat(certificate.path("evidence")).hasSize(2);
    JsonNode kept = certificate.at("/evidence/1");
    assertThat(kept.at("/of/name").asText()).isEqualTo("prod");
    assertThat(kept.has("openedAt")).isTrue();
    assertThat(kept.at("/trials/0/code").asText()).isEqualTo("keys.key-not-found-err");
    assertThat(kept.at("/trials/1/code").asText()).isEqualTo("keys.material-gone");
    assertThat(certificate.path("notCovered")).isNotEmpty();
  }

  @Test
  void theLedgerHasTheHashOfTheCertificate() {
    String key = manager.rootKey();
    ends.end(key);

    JsonNode file = ends.file(key);

    assertThat(file.at("/proofs/certificate/entry/details/certificate").asText())
        .isEqualTo(
            Base64.getEncoder().encodeToString(Hash.sha256(Json.bytes(file.path("certificate")))));
    assertThat(file.at("/proofs/purge/entry/action").asText()).isEqualTo("kms.secrets.purge");
    assertThat(file.at("/proofs/deletion/entry/target").asText()).isEqualTo(key);
  }

  @Test
  void aKeyThatIsNotPurgedGetsNone() {
    String key = manager.rootKey();
    assertThat(Ends.code(ends.certificate(key))).isEqualTo("keys.not-purged");
    ends.delete(key);

    assertThat(Ends.code(ends.certificate(key))).isEqualTo("keys.not-purged");
  }

  @Test
  void aKeyThatNeverWasGetsNone() {
    assertThat(ends.certificate(UUID.randomUUID().toString()).status()).isEqualTo(404);
  }

  @Test
  void materialThatCameBackFromABackupPreventsIt() {
    String key = manager.rootKey();
    UUID version = UUID.fromString(manager.metadata(key).at("/keyVersion/id").asText());
    SecretName name = SecretName.of("keys", KeyService.TENANT, key, version.toString());
    try (SecretBytes copy = service.vault().open(name).orElseThrow()) {
      ends.end(key);
      service
          .database()
          .transaction((Handle transaction) -> {
            service.vault().put(transaction, name, copy);
            return true;
          });
    }

    Answer refused = ends.certificate(key);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(Ends.code(refused)).isEqualTo("keys.sample-opens");
    assertThat(refused.json().toString()).contains("material of version 1");
  }

  @Test
  void theSameMaterialImportedAgainPreventsItAndIsNamed() {
    byte[] material = Randomness.bytes(32);
    String key = manager.importedKey(material);
    ends.end(key);
    String again = manager.importedKey(material);

    Answer refused = ends.certificate(key);

    assertThat(Ends.code(refused)).isEqualTo("keys.sample-opens");
    assertThat(refused.json().toString()).contains(again);
  }

  @Test
  void evenADisabledKeyOfTheSameMaterialPreventsIt() {
    byte[] material = Randomness.bytes(32);
    String key = manager.importedKey(material);
    ends.end(key);
    manager.act(manager.importedKey(material), "disable");

    assertThat(Ends.code(ends.certificate(key))).isEqualTo("keys.sample-opens");
  }

  @Test
  void theSameMaterialInAStandardKeyPreventsItAndIsNamed() {
    byte[] material = Randomness.bytes(24);
    String key = manager.importedKey(material);
    String payload = Base64.getEncoder().encodeToString(material);
    String standard = Caller.idOf(manager.create(Map.of("extractable", true, "payload", payload)));
    ends.end(key);

    Answer refused = ends.certificate(key);

    assertThat(Ends.code(refused)).isEqualTo("keys.sample-opens");
    assertThat(refused.json().toString()).contains(standard);
  }

  @Test
  void standardKeysThatNoCipherTakesPreventNothing() {
    String payload = Base64.getEncoder().encodeToString(new byte[100]);
    manager.create(Map.of("extractable", true, "payload", payload));
    String key = manager.rootKey();
    ends.end(key);

    assertThat(ends.certificate(key).status()).isEqualTo(201);
  }

  @Test
  void aSampleThatAnotherLivingKeyOpensPreventsIt() {
    String key = manager.rootKey();
    String other = manager.rootKey();
    ends.end(key);
    sample(manager.wrap(other, new byte[32], "prod", "rdt-1"), "prod", "rdt-1");

    Answer refused = ends.certificate(key);

    assertThat(Ends.code(refused)).isEqualTo("keys.sample-opens");
    assertThat(refused.json().toString()).contains(other, "prod");
  }

  @Test
  void samplesAreKeptFromTheDeletionOn() {
    String key = manager.rootKey();
    sample(manager.wrap(key, new byte[32], "prod", "rdt-1"), "prod", "rdt-1");
    ends.delete(key);
    service.dependents().samples.clear();
    ends.purge(key);

    assertThat(ends.certified(key).at("/evidence")).hasSize(2);
  }

  @Test
  void aKeyThatTimePurgedIsCertifiedToo() {
    String key = manager.rootKey();
    ends.delete(key);
    service.clock().advance(Duration.ofDays(91));
    service.tick();

    assertThat(ends.certified(key).at("/purge/by").asText()).isEqualTo("time");
  }

  @Test
  void itTakesARoleInTheRingThatTheKeyHad() {
    String key = manager.rootKey();
    ends.end(key);

    Answer refused = service.as(Role.WRITER).post(Ends.path(key), List.of());

    assertThat(refused.status()).isIn(403, 404);
  }
}
