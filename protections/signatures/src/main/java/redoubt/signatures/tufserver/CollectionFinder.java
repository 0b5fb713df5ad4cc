package redoubt.signatures.tufserver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redoubt.oci.Digest;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.facts.Finder;
import redoubt.signatures.facts.Found;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.tuf.Pin;
import redoubt.signatures.tuf.TufVerifier;

/**
 * Tags that a repository's signed collections say to be an image. Whose a role's key is, is said by
 * signers; the root is the first that was published, and what descends from it. What is in another
 * collection than the oldest says so: a file that was withdrawn from one can be put into another.
 */
public final class CollectionFinder implements Finder {
  /** Name of the claim that is {@link #LATER} in all collections but the oldest. */
  public static final String COLLECTION = "collection";

  public static final String LATER = "later";

  /** Signed tags of one image that are looked at. */
  private static final int MOST = 1000;

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
    List<TufVerifier.Verified> all =
        server.look(subject.instance(), subject.repository().text(), gun -> new Pin.FirstSeen());
    List<Fact> facts =
        IntStream.range(0, all.size())
            .boxed()
            .flatMap(at ->
                all.get(at).facts().stream()
                    .filter(fact -> fact.subject().equals(subject.digest()))
                    .map(fact -> at == 0 ? fact : later(fact)))
            .toList();
    List<String> leftOut = new ArrayList<>();
    all.forEach(one -> one.leftOut().ifPresent(leftOut::add));
    if (facts.size() > MOST) {
      leftOut.add(
          "The image has more than %d signed tags: %d are not looked at."
              .formatted(MOST, facts.size() - MOST));
    }
    return Stream.concat(
            leftOut.stream()
                .map(said ->
                    Fact.unseen(subject.digest(), Format.NOTARY_V1, subject.digest(), said)),
            facts.stream().limit(MOST))
        .map(fact ->
            new Found(
                KIND + print(fact),
                fact.evidence(),
                Format.NOTARY_V1,
                known -> List.of(Attested.of(fact, Optional.empty()))))
        .toList();
  }

  private static Fact later(Fact fact) {
    Map<String, String> claims = new TreeMap<>(fact.claims());
    claims.put(COLLECTION, LATER);
    return new Fact(
        fact.subject(),
        fact.format(),
        fact.evidence(),
        fact.signer(),
        fact.attests(),
        fact.goodFrom(),
        fact.goodUntil(),
        claims,
        fact.check());
  }

  /** The same fact once more has the same; one that ends later is another. */
  private static Digest print(Fact fact) {
    String all =
        String.join(
            "\n",
            fact.evidence().toString(),
            fact.signer().toString(),
            fact.goodUntil().toString(),
            fact.isUnseen() ? fact.check().said() : "",
            new TreeMap<>(fact.claims()).toString());
    return Digest.of(all.getBytes(StandardCharsets.UTF_8));
  }
}
