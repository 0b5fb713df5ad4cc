package redoubt.keys.shred;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;
import redoubt.keys.material.WrappedKey;
import redoubt.keys.testing.Answer;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;
import redoubt.keys.testing.MemoryModule;
import redoubt.seal.SecretName;
import redoubt.web.Json;

/**
 * Only what a key was seen to open before its end is evidence, and each version is to have some.
 */
final class EvidenceTest {
  private static final Dependent.Who PROD = new Dependent.Who("cluster", "c1", "prod");

  private final MemoryModule module = new MemoryModule();
  private final KeyService service = KeyService.start(Optional.of(module));
  private final Caller manager = service.manager();
  private final Ends ends = new Ends(service);

  @AfterEach
  void stop() {
    service.close();
  }

  private void told(String wrapped) {
    service
        .dependents()
        .samples
        .add(
            new Sample(
                PROD,
                "rdt-1",
                wrapped,
                List.of(List.of("another"), List.of("prod", "rdt-1")),
                service.clock().instant(),
                Optional.of(service.clock().instant()),
                214));
  }

  private String wrapped(String key) {
    return manager.wrap(key, new byte[32], "prod", "rdt-1");
  }

  private void statement(String sql, String key) {
    service.database().transaction(handle -> handle.createUpdate(sql).bind("key", key).execute());
  }

  private void hasNoCanary(String key) {
    statement(
        """
        UPDATE keys.version SET canary = NULL, canary_taken_at = NULL, canary_opened_at = NULL
        WHERE key = CAST(:key AS uuid)
        """,
        key);
  }

  @Test
  void aSampleThatTheKeyNeverOpenedIsNoEvidence() {
    String key = manager.rootKey();
    told(manager.wrap(key, new byte[32], "bound to something else"));
    ends.end(key);

    JsonNode certificate = ends.certified(key);

    assertThat(certificate.path("evidence")).hasSize(1);
    assertThat(certificate.at("/evidence/0/label").asText()).isEqualTo("canary");
    assertThat(certificate.at("/noEvidence/neverOpened").asInt()).isEqualTo(1);
  }

  @Test
  void aSampleThatAppearsAfterThePurgeIsNoEvidence() {
    String key = manager.rootKey();
    String late = wrapped(key);
    ends.end(key);
    told(late);

    JsonNode certificate = ends.certified(key);

    assertThat(certificate.path("evidence")).hasSize(1);
    assertThat(certificate.at("/noEvidence/neverOpened").asInt()).isEqualTo(1);
  }

  @Test
  void whatNoKeyCanHaveWrappedKeepsNothingElseAway() {
    String key = manager.rootKey();
    told("junk");
    told("ey" + "x".repeat(50_000));
    told(wrapped(key));
    ends.end(key);

    JsonNode certificate = ends.certified(key);

    assertThat(certificate.path("evidence")).hasSize(2);
    assertThat(certificate.at("/evidence/1/of/name").asText()).isEqualTo("prod");
    assertThat(certificate.at("/noEvidence/malformed").asInt()).isEqualTo(2);
  }

  @Test
  void oneDependentDoesNotCrowdOutAnother() {
    String key = manager.rootKey();
    for (int i = 0; i < 600; i++) {
      told(new WrappedKey(UUID.randomUUID(), Randomness.bytes(24), Randomness.bytes(48)).text());
    }
    service
        .dependents()
        .samples
        .add(
            new Sample(
                new Dependent.Who("cluster", "c2", "test"),
                "rdt-2",
                wrapped(key),
                List.of(List.of("prod", "rdt-1")),
                service.clock().instant(),
                Optional.empty(),
                1));
    ends.end(key);

    JsonNode certificate = ends.certified(key);

    assertThat(certificate.path("evidence")).hasSize(2);
    assertThat(certificate.at("/noEvidence/neverOpened").asInt()).isEqualTo(100);
  }

  @Test
  void everyAdditionalDataOfASampleIsKept() {
    String key = manager.rootKey();
    told(wrapped(manager.rootKey()));
    ends.delete(key);
    service.dependents().samples.clear();
    ends.purge(key);

    assertThat(Ends.code(ends.certificate(key))).isEqualTo("keys.sample-opens");
  }

  @Test
  void eachVersionHasACanaryFromItsBeginning() {
    String key = Caller.idOf(manager.create(Map.of("inHsm", true)));
    assertThat(manager.act(key, "rotate").status()).isEqualTo(204);
    service.clock().advance(Duration.ofMinutes(1));
    module.away(true);
    ends.end(key);
    module.away(false);
    service.tick();

    JsonNode certificate = ends.certified(key);

    assertThat(certificate.path("evidence")).hasSize(2);
    for (int version = 0; version < 2; version++) {
      assertThat(certificate.path("destroyed").path(version).path("evidence").asInt()).isOne();
      JsonNode canary = certificate.path("evidence").path(version);
      assertThat(canary.path("version").asText())
          .isEqualTo(certificate.path("destroyed").path(version).path("version").asText());
      assertThat(canary.path("openedAt").asText())
          .isLessThan(certificate.at("/deletion/at").asText());
      assertThat(canary.at("/trials/1/code").asText()).isEqualTo("hsm.no-key");
      assertThat(canary.at("/trials/1/count").asInt()).isEqualTo(2);
    }
  }

  @Test
  void aVersionThatHadNoCanaryGetsOneWithTheDeletion() {
    String key = Caller.idOf(manager.create(Map.of("inHsm", true)));
    hasNoCanary(key);
    ends.delete(key);
    module.away(true);
    ends.purge(key);
    module.away(false);
    service.tick();

    assertThat(ends.certified(key).at("/destroyed/0/evidence").asInt()).isOne();
  }

  @Test
  void theCanaryIsSeenToOpenOnceMoreWithThePurge() {
    String key = manager.rootKey();
    ends.end(key);

    JsonNode certificate = ends.certified(key);

    assertThat(certificate.at("/evidence/0/takenAt").asText())
        .isEqualTo(certificate.at("/key/createdAt").asText());
    assertThat(certificate.at("/evidence/0/openedAt").asText())
        .isEqualTo(certificate.at("/purge/at").asText());
  }

  private void exchange(SecretName name, SecretBytes material) {
    service
        .database()
        .transaction((Handle transaction) -> {
          service.vault().destroy(transaction, name);
          service.vault().put(transaction, name, material);
          return true;
        });
  }

  @Test
  void materialThatWasExchangedDoesNotTakeTheCanaryOfTheTrueOneWithIt() {
    String key = manager.rootKey();
    String version = manager.metadata(key).at("/keyVersion/id").asText();
    SecretName name = SecretName.of("keys", KeyService.TENANT, key, version);
    try (SecretBytes material = service.vault().open(name).orElseThrow();
        SecretBytes another = SecretBytes.random(32)) {
      exchange(name, another);
      ends.delete(key);
      ends.purge(key);

      JsonNode certificate = ends.certified(key);
      assertThat(certificate.at("/evidence/0/openedAt").asText())
          .isEqualTo(certificate.at("/key/createdAt").asText());

      exchange(name, material);
      assertThat(Ends.code(ends.certificate(key))).isEqualTo("keys.sample-opens");
    }
  }

  @Test
  void aVersionWithoutEvidenceIsNamed() {
    String key = manager.rootKey();
    hasNoCanary(key);
    statement("DELETE FROM seal.secret WHERE name LIKE 'keys/%/' || :key || '/%'", key);
    assertThat(manager.act(key, "rotate").status()).isEqualTo(204);
    ends.end(key);

    byte[] file = Json.bytes(ends.certificate(key).json());

    assertThat(Json.parse(file).at("/certificate/destroyed/0/evidence").asInt(-1)).isZero();
    assertThat(Json.parse(file).at("/certificate/destroyed/1/evidence").asInt(-1)).isOne();
    assertThat(CertificateCheck.check(file, Optional.empty()).withoutEvidence()).containsExactly(1);
  }

  @Test
  void withoutAnyEvidenceThereIsNoCertificate() {
    String key = manager.rootKey();
    hasNoCanary(key);
    statement("DELETE FROM seal.secret WHERE name LIKE 'keys/%/' || :key || '/%'", key);
    told(wrapped(manager.rootKey()));
    ends.end(key);

    assertThat(Ends.code(ends.certificate(key))).isEqualTo("keys.no-evidence");
  }

  @Test
  void aCertificationThatTakesTooLongIsGivenUp() {
    String key = manager.rootKey();
    ends.end(key);
    service.dependents().asked.set(() -> service.pass(Duration.ofSeconds(31)));

    Answer refused = ends.certificate(key);

    assertThat(refused.status()).isEqualTo(503);
    assertThat(Ends.code(refused)).isEqualTo("keys.certify-too-long");
    service.dependents().asked.set(() -> {});
    assertThat(ends.certificate(key).status()).isEqualTo(201);
  }

  @Test
  void aClockThatIsPutBackGivesACertificationNoMoreTime() {
    String key = manager.rootKey();
    ends.end(key);
    service
        .dependents()
        .asked
        .set(() -> {
          service.clock().advance(Duration.ofHours(-1));
          service.pass(Duration.ofSeconds(31));
        });

    assertThat(Ends.code(ends.certificate(key))).isEqualTo("keys.certify-too-long");
  }

  @Test
  void aClockThatIsPutForwardEndsNoCertification() {
    String key = manager.rootKey();
    ends.end(key);
    service.dependents().asked.set(() -> service.clock().advance(Duration.ofHours(1)));

    assertThat(ends.certificate(key).status()).isEqualTo(201);
  }

  @Test
  void aDeletionThatTakesTooLongTriesNoMoreSamples() {
    String key = manager.rootKey();
    told(wrapped(key));
    service.dependents().asked.set(() -> service.pass(Duration.ofSeconds(11)));
    ends.delete(key);
    service.dependents().asked.set(() -> {});
    ends.purge(key);

    assertThat(ends.certified(key).at("/noEvidence/neverOpened").asInt()).isEqualTo(1);
  }

  @Test
  void oneOfAnInstanceIsCertifiedAtATime() {
    String key = manager.rootKey();
    ends.end(key);
    AtomicReference<String> second = new AtomicReference<>("");
    service
        .dependents()
        .asked
        .set(() -> {
          service.dependents().asked.set(() -> {});
          second.set(Ends.code(ends.certificate(key)));
        });

    assertThat(ends.certificate(key).status()).isEqualTo(201);
    assertThat(second).hasValue("keys.certify-busy");
  }
}
