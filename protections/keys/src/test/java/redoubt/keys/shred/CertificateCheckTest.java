package redoubt.keys.shred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.keys.testing.KeyService;
import redoubt.web.Json;

/** A certificate is checked without the server, and none that was touched passes. */
final class CertificateCheckTest {
  private final KeyService service = KeyService.start();
  private final Ends ends = new Ends(service);
  private byte[] file = {};

  @BeforeEach
  void certify() {
    file = certificate();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private byte[] certificate() {
    String key = service.manager().rootKey();
    ends.end(key);
    return Json.bytes(ends.file(key));
  }

  private String ledgerKey() {
    return service.ledger().head().publicKey();
  }

  private void isRefused(byte[] bytes, String code) {
    assertThatThrownBy(() -> CertificateCheck.check(bytes, Optional.of(ledgerKey())))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }

  private void changedIsRefused(Consumer<ObjectNode> change, String code) {
    ObjectNode json = (ObjectNode) Json.parse(file);
    change.accept(json);
    isRefused(Json.bytes(json), code);
  }

  private static ObjectNode body(JsonNode json) {
    return (ObjectNode) json.path("certificate");
  }

  @Test
  void aCertificateIsGoodUnderTheLedgersKey() {
    CertificateCheck.Verified verified = CertificateCheck.check(file, Optional.of(ledgerKey()));

    assertThat(verified.publicKey()).isEqualTo(ledgerKey());
    assertThat(verified.certificate().path("destroyed")).hasSize(1);
  }

  @Test
  void itIsTheSameHoweverItIsLaidOut() throws Exception {
    byte[] pretty =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsBytes(Json.parse(file));

    assertThat(CertificateCheck.check(pretty, Optional.empty()).size()).isPositive();
  }

  @Test
  void anotherNameIsNoticed() {
    changedIsRefused(
        json -> ((ObjectNode) body(json).path("key")).put("name", "another"),
        "keys.bad-certificate");
  }

  @Test
  void aSampleThatWasLeftOutIsNoticed() {
    changedIsRefused(json -> body(json).putArray("evidence"), "keys.bad-certificate");
  }

  @Test
  void theProofOfAnotherKeysPurgeIsNoticed() {
    JsonNode other = Json.parse(certificate());

    changedIsRefused(
        json -> ((ObjectNode) json.path("proofs")).set("purge", other.at("/proofs/purge")),
        "keys.bad-certificate");
  }

  @Test
  void aChangedEntryIsNoticed() {
    changedIsRefused(
        json -> ((ObjectNode) json.at("/proofs/purge/entry")).put("actor", "somebody"),
        "ledger.bad-proof");
  }

  @Test
  void aHeadThatSomebodyElseSignedIsNoticed() {
    try (KeyService other = KeyService.start()) {
      String foreign = other.ledger().head().publicKey();

      assertThatThrownBy(() -> CertificateCheck.check(file, Optional.of(foreign)))
          .isInstanceOfSatisfying(
              Failure.class, failure -> assertThat(failure.code()).isEqualTo("ledger.bad-proof"));
    }
  }

  @Test
  void whatIsNoJsonIsRefused() {
    isRefused(new byte[] {'{'}, "keys.bad-certificate");
    isRefused(new byte[] {'[', ']'}, "keys.bad-certificate");
  }
}
