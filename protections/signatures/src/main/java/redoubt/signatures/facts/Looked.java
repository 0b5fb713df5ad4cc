package redoubt.signatures.facts;

import java.util.List;
import redoubt.signatures.Fact;

/**
 * What came of looking at one source.
 *
 * @param source digest of a manifest, or what else tells it from others
 * @param facts none when it is no signature
 */
public record Looked(String source, List<Fact> facts) {
  public Looked {
    facts = List.copyOf(facts);
  }
}
