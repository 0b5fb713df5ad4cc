package redoubt.signatures.attestation;

import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.signatures.Fact;

/**
 * What is known of a statement's signature, and what it says.
 *
 * @param statement empty unless the fact is authentic and attests something
 * @param signed of what was signed: the same for all copies, whatever they are wrapped in
 */
public record Attested(Fact fact, Optional<Statement> statement, Digest signed) {
  public Attested {
    if (statement.isPresent() && (!fact.isAuthentic() || fact.attests().isEmpty())) {
      throw new IllegalArgumentException("what is not attested says nothing");
    }
  }

  /** The fact, and the statement if it may be believed; a copy is whatever has its evidence. */
  public static Attested of(Fact fact, Optional<Statement> statement) {
    return of(fact, statement, fact.evidence());
  }

  /** The fact, and the statement if it may be believed. */
  public static Attested of(Fact fact, Optional<Statement> statement, Digest signed) {
    return new Attested(
        fact, statement.filter(_ -> fact.isAuthentic() && fact.attests().isPresent()), signed);
  }
}
