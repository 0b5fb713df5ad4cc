package redoubt.signatures.facts;

import java.util.List;
import redoubt.signatures.attestation.Attested;

/**
 * What came of looking at one source.
 *
 * @param source digest of a manifest, or what else tells it from others
 * @param facts none when it is no signature
 */
public record Looked(String source, List<Attested> facts) {
  public Looked {
    facts = List.copyOf(facts);
  }
}
