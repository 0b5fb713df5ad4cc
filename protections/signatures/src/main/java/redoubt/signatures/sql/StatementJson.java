package redoubt.signatures.sql;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.signatures.Check;
import redoubt.signatures.attestation.Statement;

/** Statements as they are kept: once more in the form of in-toto. */
final class StatementJson {
  private StatementJson() {}

  static String write(Statement statement) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("_type", statement.type());
    fields.put("predicateType", statement.predicateType());
    fields.put(
        "subject",
        statement.subjects().stream()
            .map(subject -> Map.of("name", subject.name(), "digest", subject.digest()))
            .toList());
    fields.put("predicate", statement.predicate());
    return SignerRows.json(fields);
  }

  static Optional<Statement> read(String json, Digest subject) {
    return Statement.read(json.getBytes(StandardCharsets.UTF_8), subject, new Check.All("kept"));
  }
}
