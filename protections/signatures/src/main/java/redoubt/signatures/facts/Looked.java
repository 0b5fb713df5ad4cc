package redoubt.signatures.facts;

import java.util.List;
import redoubt.signatures.attestation.Attested;

/**
 * What came of looking at one source.
 *
 * @param source digest of a manifest, or what else tells it from others
 * @param facts none when it is no signature
 */
public record Looked(String source, List<One> facts) {
  /**
   * @param names of the namespace's signers who made it
   */
  public record One(Attested attested, List<String> names) {
    public One {
      names = List.copyOf(names);
    }
  }

  public Looked {
    facts = List.copyOf(facts);
  }
}
