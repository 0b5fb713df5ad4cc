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
 * Tags that a repository's signed collection says to be an image. Whose a role's key is, is said by
 * signers; the root is the first that was published, and what descends from it. Of several
 * collections the oldest counts alone: a file that was withdrawn from it can be put into another.
 */
public final class CollectionFinder implements Finder {
  private static final String KIND = "notary-v1 ";

  private final TrustServer server;

  public CollectionFinder(TrustServer server) {
    this.server = server;
  }

  @Override
  public boolean owns(String source) {
    return source.startsWith(KIND);
  }

  @Override
  public List<Found> find(Subject subject) {
    return server
        .oldest(subject.instance(), subject.repository().text(), gun -> new Pin.FirstSeen())
        .stream()
        .flatMap(verified -> verified.facts().stream())
        .filter(fact -> fact.subject().equals(subject.digest()))
        .map(fact ->
            new Found(KIND + print(fact), known -> List.of(Attested.of(fact, Optional.empty()))))
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
