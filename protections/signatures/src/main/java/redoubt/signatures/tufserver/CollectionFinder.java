package redoubt.signatures.tufserver;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.signatures.Fact;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.facts.Finder;
import redoubt.signatures.facts.Found;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.tuf.Pin;

/**
 * Tags that signed collections say to be an image. Whose a role's key is, is said by signers; the
 * root is the first that was published, and what descends from it.
 */
public final class CollectionFinder implements Finder {
  private final TrustServer server;

  public CollectionFinder(TrustServer server) {
    this.server = server;
  }

  @Override
  public List<Found> find(Subject subject) {
    return server
        .facts(subject.instance(), subject.repository().text(), gun -> new Pin.FirstSeen())
        .stream()
        .filter(fact -> fact.subject().equals(subject.digest()))
        .map(fact ->
            new Found(
                "notary-v1 " + print(fact), known -> List.of(Attested.of(fact, Optional.empty()))))
        .toList();
  }

  /** The same fact once more has the same; one that ends later is another. */
  private static Digest print(Fact fact) {
    String all =
        String.join(
            "\n",
            fact.evidence().toString(),
            fact.signer().toString(),
            fact.goodUntil().toString(),
            new java.util.TreeMap<>(fact.claims()).toString());
    return Digest.of(all.getBytes(StandardCharsets.UTF_8));
  }
}
