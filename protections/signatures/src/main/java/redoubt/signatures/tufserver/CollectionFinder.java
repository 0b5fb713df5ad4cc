package redoubt.signatures.tufserver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import redoubt.core.Deadline;
import redoubt.oci.Digest;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.facts.Finder;
import redoubt.signatures.facts.Found;
import redoubt.signatures.facts.Sight;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.tuf.Pin;

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

  /** In names of sources it goes before the collection's id. */
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
  public Sight find(Subject subject) {
    return sight(
        subject,
        server.look(subject.instance(), subject.repository().text(), gun -> new Pin.FirstSeen()));
  }

  Sight find(Subject subject, Deadline deadline) {
    return sight(
        subject,
        server.look(
            subject.instance(), subject.repository().text(), gun -> new Pin.FirstSeen(), deadline));
  }

  private static Sight sight(Subject subject, List<SignedCollection> all) {
    List<Found> told = new ArrayList<>();
    List<Found> tags = new ArrayList<>();
    List<String> unseen = new ArrayList<>();
    for (int at = 0; at < all.size(); at++) {
      SignedCollection collection = all.get(at);
      String kind = KIND + collection.id() + " ";
      boolean oldest = at == 0;
      collection
          .verified()
          .ifPresentOrElse(
              verified -> {
                verified.leftOut().ifPresent(said -> told.add(untold(subject, kind, said)));
                verified.facts().stream()
                    .filter(fact -> fact.subject().equals(subject.digest()))
                    .map(fact -> found(kind, oldest ? fact : later(fact)))
                    .forEach(tags::add);
              },
              () -> {
                unseen.add(kind);
                told.add(
                    untold(
                        subject,
                        kind,
                        "The collection "
                            + collection.gun()
                            + " takes too long to look at: what is known of it stays as it was."));
              });
    }
    if (tags.size() > MOST) {
      told.add(
          untold(
              subject,
              KIND,
              "The image has more than %d signed tags: %d are not looked at."
                  .formatted(MOST, tags.size() - MOST)));
    }
    return new Sight(Stream.concat(told.stream(), tags.stream().limit(MOST)).toList(), unseen);
  }

  private static Found untold(Subject subject, String kind, String said) {
    return found(kind, Fact.unseen(subject.digest(), Format.NOTARY_V1, subject.digest(), said));
  }

  private static Found found(String kind, Fact fact) {
    return new Found(
        kind + print(fact),
        fact.evidence(),
        Format.NOTARY_V1,
        known -> List.of(Attested.of(fact, Optional.empty())));
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
