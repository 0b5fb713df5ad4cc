package redoubt.keys.shred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;
import redoubt.crypto.Hash;
import redoubt.keys.life.KeyAction;
import redoubt.keys.testing.KeyService;
import redoubt.ledger.Entry;
import redoubt.ledger.EntryId;
import redoubt.ledger.http.LedgerJson;
import redoubt.testkit.LedgerVerifier;
import redoubt.web.Json;

/**
 * Certificates that are in the ledger and signed with it, and do not show what a certificate has to
 * show: our own check and the one that shares no code with it refuse each, for the same reason.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ForgedCertificatesTest {
  private static final String WHO = "the ledger says otherwise who did it";
  private static final String WHEN = "the ledger says otherwise when it happened";
  private static final String WHAT = "the ledger says otherwise what was destroyed";
  private static final String ORDER = "in another order";
  private static final String NOT_TRIED = "not tried with each version";

  @AutoClose private final KeyService service = KeyService.start();
  @TempDir private static Path directory;
  private JsonNode genuine = Json.parse(new byte[] {'{', '}'});

  @BeforeAll
  void certify() {
    Ends ends = new Ends(service);
    String key = ends.manager().rootKey();
    assertThat(ends.manager().act(key, "rotate").status()).isEqualTo(204);
    ends.end(key);
    genuine = ends.file(key);
    assertThat(genuine.at("/certificate/destroyed")).hasSize(2);
  }

  /** A certificate before it is put into the ledger. */
  private final class Draft {
    final ObjectNode body = genuine.path("certificate").deepCopy();
    String deletion = body.at("/deletion/entry").asText();
    Supplier<String> purge = () -> body.at("/purge/entry").asText();
    Consumer<ObjectNode> afterwards = _ -> {};

    ObjectNode act(String name) {
      return (ObjectNode) body.path(name);
    }

    ArrayNode destroyed() {
      return (ArrayNode) body.path("destroyed");
    }

    ObjectNode destroyed(int version) {
      return (ObjectNode) destroyed().path(version);
    }

    ArrayNode evidence() {
      return (ArrayNode) body.path("evidence");
    }

    ObjectNode sample() {
      return (ObjectNode) evidence().path(0);
    }

    ObjectNode trial(JsonNode sample, String with) {
      return sample
          .path("trials")
          .valueStream()
          .filter(trial -> trial.path("with").asText().equals(with))
          .map(ObjectNode.class::cast)
          .findFirst()
          .orElseThrow();
    }

    /** Puts another entry of an act of that name into the ledger. */
    String entry(String name, KeyAction action, String target, Map<String, String> details) {
      Instant at = Instant.parse(act(name).path("at").asText());
      return append(at, action.auditName(), target, details).toString();
    }

    /** Has the purge in the ledger as another entry. */
    void purged(String target, Map<String, String> details) {
      String id = entry("purge", KeyAction.PURGE, target, details);
      act("purge").put("entry", id);
    }

    String key() {
      return body.at("/key/id").asText();
    }

    byte[] file() {
      String hash = Base64.getEncoder().encodeToString(Hash.sha256(Json.bytes(body)));
      Instant at = Instant.parse(genuine.at("/certificate/issuedAt").asText());
      EntryId issued = append(at, Certifier.ACTION, key(), Map.of("certificate", hash));
      Map<String, Object> proofs =
          Map.of(
              "deletion", proof(deletion),
              "purge", proof(purge.get()),
              "certificate", proof(issued.toString()));
      afterwards.accept(body);
      return Json.bytes(
          Map.of("format", Certificate.FORMAT, "certificate", body, "proofs", proofs));
    }

    private Map<String, Object> proof(String id) {
      EntryId entry = EntryId.parse(id).orElseThrow();
      return LedgerJson.proof(service.ledger().prove(entry, Optional.of(KeyService.TENANT)));
    }
  }

  private EntryId append(Instant at, String action, String target, Map<String, String> details) {
    return service
        .ledger()
        .append(Entry.ok(at, KeyService.TENANT, "manager", action, target, details));
  }

  private static final Map<String, String> TWO =
      Map.of("versionsInHsm", "0", "versionsInVault", "2");

  private record Forgery(String name, String why, Consumer<Draft> change) {}

  private static final List<Forgery> FORGERIES =
      List.of(
          new Forgery(
              "a sample was never tried", NOT_TRIED, draft -> draft.sample().putArray("trials")),
          new Forgery(
              "a version's material was not tried",
              NOT_TRIED,
              draft -> draft.trial(draft.sample(), Evidence.BY_DESTROYED).put("count", 1)),
          new Forgery(
              "a trial opened it",
              "a sample opened",
              draft -> draft.trial(draft.sample(), Evidence.BY_KEY).put("code", "")),
          new Forgery(
              "there is no evidence",
              "it has no evidence",
              draft -> {
                draft.evidence().removeAll();
                draft.destroyed().forEach(one -> ((ObjectNode) one).put("evidence", 0));
              }),
          new Forgery(
              "a sample opened after the purge only",
              "not seen to open before the purge",
              draft -> draft.sample().put("openedAt", later(draft.sample().path("openedAt")))),
          new Forgery(
              "a version is left out",
              WHAT,
              draft -> {
                draft.destroyed().remove(1);
                draft.evidence().remove(1);
                draft.trial(draft.sample(), Evidence.BY_DESTROYED).put("count", 1);
              }),
          new Forgery(
              "a version was in another place",
              WHAT,
              draft -> draft.destroyed(0).put("place", Certificate.IN_HSM)),
          new Forgery(
              "the purge does not say how many versions",
              WHAT,
              draft ->
                  draft.purged(draft.key(), Map.of("versionsInHsm", "", "versionsInVault", "2"))),
          new Forgery(
              "a version has more evidence than there is",
              "more or less evidence",
              draft -> draft.destroyed(0).put("evidence", 2)),
          new Forgery(
              "a sample is of a version that was not destroyed",
              "of a version that was not destroyed",
              draft -> {
                draft.sample().put("version", UUID.randomUUID().toString());
                draft.destroyed(0).put("evidence", 0);
              }),
          new Forgery(
              "somebody else deleted it",
              WHO,
              draft -> draft.act("deletion").put("by", "somebody")),
          new Forgery(
              "somebody else purged it", WHO, draft -> draft.act("purge").put("by", "somebody")),
          new Forgery(
              "somebody else issued it", WHO, draft -> draft.body.put("issuedBy", "somebody")),
          new Forgery(
              "the purge is another entry",
              WHO,
              draft -> {
                String named = draft.act("purge").path("entry").asText();
                draft.purged(draft.key(), TWO);
                String other = draft.act("purge").path("entry").asText();
                draft.purge = () -> other;
                draft.act("purge").put("entry", named);
              }),
          new Forgery(
              "it was deleted at another time", WHEN, draft -> later(draft.act("deletion"), "at")),
          new Forgery(
              "it was purged at another time", WHEN, draft -> later(draft.act("purge"), "at")),
          new Forgery(
              "it was issued at another time", WHEN, draft -> later(draft.body, "issuedAt")),
          new Forgery(
              "it was deleted after the purge",
              ORDER,
              draft -> {
                draft.deletion = draft.entry("deletion", KeyAction.DELETE, draft.key(), Map.of());
                draft.act("deletion").put("entry", draft.deletion);
              }),
          new Forgery(
              "it was certified before the purge",
              ORDER,
              draft -> {
                String first = draft.entry("purge", KeyAction.PURGE, draft.key(), TWO);
                long leaf = EntryId.parse(first).orElseThrow().leaf();
                draft.act("purge").put("entry", new EntryId(leaf + 2, 0).toString());
                draft.purge = () -> draft.entry("purge", KeyAction.PURGE, draft.key(), TWO);
              }),
          new Forgery(
              "another key was purged",
              "the proof of the purge is of something else",
              draft -> draft.purged(UUID.randomUUID().toString(), TWO)),
          new Forgery(
              "it is of another instance",
              "is of something else",
              draft -> draft.body.put("instance", KeyService.OTHER)),
          new Forgery(
              "it was changed afterwards",
              "the ledger has another certificate",
              draft ->
                  draft.afterwards =
                      body ->
                          body.put("instance", KeyService.TENANT)
                              .set("notCovered", body.arrayNode())));

  private static String later(JsonNode time) {
    return Instant.parse(time.asText()).plus(Duration.ofHours(1)).toString();
  }

  private static void later(ObjectNode object, String field) {
    object.put(field, later(object.path(field)));
  }

  private static LedgerVerifier.Result verified(byte[] file, String key) throws IOException {
    Path path = Files.write(directory.resolve("certificate"), file);
    return LedgerVerifier.run("--certificate", path, "--key", key);
  }

  @Test
  void whatIsPutIntoTheLedgerUnchangedPassesBoth() throws IOException {
    byte[] file = new Draft().file();
    String key = service.ledger().head().publicKey();

    assertThat(CertificateCheck.check(file, Optional.of(key)).withoutEvidence()).isEmpty();
    LedgerVerifier.Result result = verified(file, key);
    assertThat(result.status()).as(result.output()).isZero();
  }

  @TestFactory
  Stream<DynamicTest> bothRefuseACertificateAndSayTheSame() {
    return FORGERIES.stream()
        .map(forgery -> DynamicTest.dynamicTest(forgery.name(), () -> bothRefuse(forgery)));
  }

  private void bothRefuse(Forgery forgery) throws IOException {
    Draft draft = new Draft();
    forgery.change().accept(draft);
    byte[] file = draft.file();
    String key = service.ledger().head().publicKey();

    assertThatThrownBy(() -> CertificateCheck.check(file, Optional.of(key)))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo("keys.bad-certificate");
              assertThat(failure.what()).contains(forgery.why());
            });
    LedgerVerifier.Result result = verified(file, key);
    assertThat(result.status()).isOne();
    assertThat(result.output()).contains("FAIL  ", forgery.why());
  }
}
