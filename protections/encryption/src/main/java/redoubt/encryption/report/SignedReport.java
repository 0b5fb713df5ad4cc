package redoubt.encryption.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.crypto.Hash;
import redoubt.encryption.census.Report;
import redoubt.ledger.Entry;
import redoubt.ledger.ProvenEntry;
import redoubt.ledger.SignedStatement;
import redoubt.web.Json;

/**
 * A report with its signature and its proof, as {@code redoubt encryption ledger -o json} writes
 * it, checked without a server.
 *
 * @param statement what was signed about it
 * @param entry that the ledger has about it
 */
public record SignedReport(Report report, SignedStatement statement, ProvenEntry entry) {
  /** Names the form of the document. */
  public static final String FORMAT = "redoubt.signed-report/1";

  /** Where document and statement say the same, and how each calls it. */
  private static final Map<String, String> SAME =
      Map.of(
          "instance", "instance",
          "cluster", "cluster",
          "id", "report",
          "origin", "origin",
          "by", "by",
          "storedAt", "stored",
          "verdict", "verdict",
          "sha256", "sha256");

  /**
   * Checks that the key signed this report, that its entry is in the ledger whose head the key
   * signed, and that every number in the document is the report's.
   *
   * @param publicKey as {@code redoubt ledger head} shows it
   * @throws Failure {@code encryption.not-signed-report}, {@code encryption.report-changed}, {@code
   *     encryption.bad-report}, {@code ledger.bad-signature}, {@code ledger.bad-proof}
   */
  public static SignedReport verify(JsonNode document, String publicKey) {
    if (!document.path("format").asText().equals(FORMAT)) {
      throw new Failure(
          Failure.Kind.INVALID,
          "encryption.not-signed-report",
          "This is no signed report.",
          "Give what redoubt encryption report show NAME -o json wrote.");
    }
    SignedStatement statement =
        SignedStatement.verify(document.path("signature").asText(), publicKey);
    require(statement.statement().kind().equals(Reports.KIND), "what was signed is no report");
    SAME.forEach((name, signedAs) ->
        require(
            document
                .path(name)
                .asText()
                .equals(statement.statement().fields().getOrDefault(signedAs, "")),
            "its " + name + " is not what was signed"));
    Report report = Report.parse(document.path("report"));
    require(
        Hash.sha256Hex(report.canonicalJson()).equals(document.path("sha256").asText()),
        "its digest is not what was signed");
    require(
        report.verdict().text().equals(document.path("verdict").asText()),
        "its verdict does not follow from it");
    requireCounts(document, report);
    ProvenEntry entry = ProvenEntry.of(document.path("proof"), publicKey);
    requireEntry(document, entry);
    return new SignedReport(report, statement, entry);
  }

  private static void requireCounts(JsonNode document, Report report) {
    Set<String> keyIds = new HashSet<>(report.expectation().former());
    report.expectation().current().ifPresent(keyIds::add);
    document.path("byKeyId").fieldNames().forEachRemaining(keyIds::add);
    JsonNode counted = Json.parse(Json.bytes(Counts.of(report, keyIds).fields()));
    counted.forEachEntry((name, value) ->
        require(
            Arrays.equals(Json.bytes(value), Json.bytes(document.path(name))),
            "its count " + name + " is not the report's"));
    require(
        report.source().kind().equals(document.path("source").asText())
            && Long.toString(report.source().revision()).equals(document.path("revision").asText()),
        "its source is not the report's");
  }

  private static void requireEntry(JsonNode document, ProvenEntry proven) {
    Entry entry = proven.entry();
    boolean same =
        proven.id().toString().equals(document.path("entry").asText())
            && entry.action().equals(Reports.ACTION)
            && entry.tenant().equals(document.path("instance").asText())
            && entry.target().equals(document.path("cluster").asText())
            && entry.actor().equals(document.path("by").asText());
    for (String name : new String[] {"sha256", "origin", "verdict", "needing"}) {
      same &= document.path(name).asText().equals(entry.details().get(name));
    }
    require(
        same && document.path("id").asText().equals(entry.details().get("report")),
        "the entry in the ledger is about another report");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Failure(
          Failure.Kind.UNPROCESSABLE,
          "encryption.report-changed",
          "The report was changed: " + otherwise + ".",
          "Get it anew from the server; trust nothing of this file.");
    }
  }
}
