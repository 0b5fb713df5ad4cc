package redoubt.keys.shred;

import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import redoubt.keys.Key;
import redoubt.keys.KeyVersion;
import redoubt.ledger.EntryProof;
import redoubt.ledger.Recorded;
import redoubt.ledger.http.LedgerJson;
import redoubt.web.Json;

/** A certificate as JSON; docs/shredding.md explains it. */
public final class CertificateJson {
  /** What no certificate can say; part of each. */
  private static final List<String> NOT_COVERED =
      List.of(
          "Backups of the database and recovery exports taken before the purge, together with the"
              + " master key or its shares: who has both has the key.",
          "Copies of an imported key that were kept outside, or imported into another instance or"
              + " server, or as a part of something longer.",
          "What plugins had in memory until their lease ended, and sealed state files of plugins"
              + " with an offline grace that were copied before.",
          "Caches of API servers (seeds 24 hours, watch caches until a restart) and whatever pods,"
              + " people and backups have read in the clear.",
          "Samples are those that were kept. Objects written after the last count are under the"
              + " same versions of the key, which are gone.",
          "That disks forgot overwritten rows: the database keeps deleted rows until it is vacuumed,"
              + " and only in sealed form.");

  private CertificateJson() {}

  /** The whole file. */
  public static Map<String, Object> of(Certificate certificate) {
    Map<String, Object> file = new TreeMap<>();
    file.put("format", Certificate.FORMAT);
    file.put("certificate", new RawValue(new String(certificate.body(), StandardCharsets.UTF_8)));
    Map<String, Object> proofs = new TreeMap<>();
    proofs.put("deletion", proof(certificate.deletion()));
    proofs.put("purge", proof(certificate.purge()));
    proofs.put("certificate", proof(certificate.issued()));
    file.put("proofs", proofs);
    return file;
  }

  private static Map<String, Object> proof(EntryProof proof) {
    return LedgerJson.proof(proof);
  }

  /** Canonical: fields sorted, no white space; only texts, lists, objects and whole numbers. */
  static byte[] body(
      PurgedKey key,
      Instant at,
      String actor,
      Recorded deletion,
      Recorded purge,
      List<Evidence> evidence,
      int neverOpened,
      int malformed) {
    Map<String, Object> body = new TreeMap<>();
    body.put("issuedAt", at.toString());
    body.put("issuedBy", actor);
    body.put("instance", key.tenant());
    body.put(
        "key",
        sorted(
            "id", key.id().toString(),
            "name", key.name().replaceAll("\\p{Cntrl}", "?"),
            "createdAt", key.createdAt().toString(),
            "origin", key.imported() ? "imported" : "generated"));
    body.put("deletion", act(key.deleted(), deletion));
    body.put("purge", act(key.purged(), purge));
    body.put("destroyed", key.versions().stream().map(one -> destroyed(one, evidence)).toList());
    body.put("evidence", evidence.stream().map(CertificateJson::evidence).toList());
    body.put("noEvidence", sorted("neverOpened", neverOpened, "malformed", malformed));
    body.put("notCovered", NOT_COVERED);
    return Json.bytes(body);
  }

  private static Map<String, Object> act(Key.Act act, Recorded recorded) {
    return sorted("at", act.at().toString(), "by", act.by(), "entry", recorded.id().toString());
  }

  private static Map<String, Object> destroyed(
      PurgedKey.Destroyed destroyed, List<Evidence> evidence) {
    KeyVersion version = destroyed.version();
    return sorted(
        "version", version.id().toString(),
        "number", version.number(),
        "place", version.inHsm() ? Certificate.IN_HSM : Certificate.IN_VAULT,
        "origin", version.imported() ? "imported" : "generated",
        "bits", version.bits(),
        "createdAt", version.createdAt().toString(),
        "evidence", evidence.stream().filter(one -> one.version().equals(version.id())).count());
  }

  private static Map<String, Object> evidence(Evidence evidence) {
    Sample sample = evidence.sample();
    Map<String, Object> one = new TreeMap<>();
    one.put(
        "of",
        sorted("kind", sample.of().kind(), "id", sample.of().id(), "name", sample.of().name()));
    one.put("version", evidence.version().toString());
    one.put("sha256", sample.sha256());
    one.put("label", sample.label());
    one.put("takenAt", sample.takenAt().toString());
    sample.openedAt().ifPresent(at -> one.put("openedAt", at.toString()));
    one.put("objects", sample.objects());
    one.put(
        "trials",
        evidence.trials().stream()
            .map(
                trial -> sorted("with", trial.with(), "code", trial.code(), "count", trial.count()))
            .toList());
    return one;
  }

  private static Map<String, Object> sorted(Object... namesAndValues) {
    Map<String, Object> map = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
