package redoubt.signatures.trust;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import redoubt.oci.Tag;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.Signer;
import redoubt.signatures.notation.Notation;
import redoubt.signatures.signers.Credential;
import redoubt.signatures.signers.NamedSigner;
import redoubt.signatures.tufserver.CollectionFinder;

/** Judges. Nothing but what is given goes into it. */
public final class Trust {
  /** Signatures that are told of in one explanation. */
  private static final int MOST_PARTS = 100;

  /** Each stranger has another key; that they are strangers is one reason. */
  private static final String STRANGER = "It is of nobody who may sign in this namespace";

  private final List<NamedSigner> signers;
  private final Conditions conditions;
  private final Asked asked;
  private final Instant now;
  private final Told.Room room = new Told.Room(MOST_PARTS);

  private Trust(List<NamedSigner> signers, Conditions conditions, Asked asked, Instant now) {
    this.signers = List.copyOf(signers);
    this.conditions = conditions;
    this.asked = asked;
    this.now = now;
  }

  /** Whether what a fact attests is as a condition wants it. */
  public interface Conditions {
    Check holds(Fact attestation, String condition);
  }

  /**
   * @param signers of the namespace, those that were revoked too
   */
  public static Verdict judge(
      List<Fact> facts,
      TrustPolicy policy,
      List<NamedSigner> signers,
      Conditions conditions,
      Asked asked,
      Instant now) {
    return new Trust(signers, conditions, asked, now).judge(facts, policy);
  }

  private Verdict judge(List<Fact> facts, TrustPolicy policy) {
    Check.All all = new Check.All("policy");
    SortedSet<String> counted = new TreeSet<>();
    for (Requirement requirement : policy.requirements()) {
      switch (requirement) {
        case Requirement.Signed signed -> all.add(signed(facts, signed, counted));
        case Requirement.Attested attested -> all.add(attested(facts, attested, counted));
        case Requirement.Notation notation ->
            all.add(Documents.check(notation, unrevoked(facts), signers, asked, now, counted));
      }
    }
    Check check = all.end();
    return new Verdict(check.isPassed(), check.isPassed() ? counted : new TreeSet<>(), check);
  }

  private List<Fact> unrevoked(List<Fact> facts) {
    return facts.stream().filter(fact -> theirs(fact).allMatch(NamedSigner::isLive)).toList();
  }

  private Stream<NamedSigner> theirs(Fact fact) {
    return signers.stream().filter(one -> one.is(fact.signer()));
  }

  private Check signed(List<Fact> facts, Requirement.Signed wanted, SortedSet<String> counted) {
    Counted who = new Counted();
    Told told = new Told(room);
    for (Fact fact : facts) {
      if (fact.attests().isPresent()) {
        continue;
      }
      if (!wanted.formats().isEmpty() && !wanted.formats().contains(fact.format())) {
        told.add(
            failed(
                fact,
                "It is in the format "
                    + PolicyReader.word(fact.format())
                    + ", which is not asked for here."));
        continue;
      }
      tell(
          told,
          fact,
          wanted
              .naming()
              .flatMap(naming -> naming.refusal(asked, fact))
              .map(said -> failed(fact, said))
              .orElseGet(
                  () -> signature(fact, wanted.signers(), wanted.naming().isPresent(), who)));
    }
    return requirement("signed", wanted.threshold(), who, told, "Nobody has signed it.", counted);
  }

  private Check attested(List<Fact> facts, Requirement.Attested wanted, SortedSet<String> counted) {
    Counted who = new Counted();
    Told told = new Told(room);
    for (Fact fact : facts) {
      if (!fact.attests().filter(wanted.type()::equals).isPresent()) {
        if (fact.isUnseen()) {
          told.add(failed(fact, fact.check().said()));
        }
        continue;
      }
      Counted by = new Counted();
      Check part = signature(fact, wanted.signers(), false, by);
      if (part.isPassed() && wanted.condition().isPresent()) {
        Check holds = conditions.holds(fact, wanted.condition().get());
        part =
            new Check(
                part.name(),
                holds.isPassed() ? Check.Outcome.PASSED : Check.Outcome.FAILED,
                holds.isPassed() ? part.said() : part.said() + " " + holds.said(),
                Stream.concat(part.parts().stream(), Stream.of(holds)).toList());
      }
      tell(told, fact, part);
      if (part.isPassed()) {
        who = by;
        break;
      }
    }
    return requirement(
        "attested " + wanted.type(),
        1,
        who,
        told,
        "Nothing of the type " + Signer.cut(wanted.type()) + " is attested.",
        counted);
  }

  private void tell(Told told, Fact fact, Check part) {
    boolean strange = part.said().startsWith(STRANGER) && theirs(fact).findAny().isEmpty();
    told.add(part, strange ? STRANGER + "." : part.said());
  }

  private static Check requirement(
      String name, int threshold, Counted counting, Told told, String none, Set<String> counted) {
    SortedSet<String> who = counting.different();
    if (who.size() >= threshold) {
      counted.addAll(who);
      return new Check(
          name, Check.Outcome.PASSED, "By " + String.join(", ", who) + ".", told.parts());
    }
    String said =
        who.isEmpty()
            ? told.reasons().orElse(none)
            : "Only "
                + who.size()
                + " of "
                + threshold
                + " signers have signed it"
                + (counting.names() > who.size()
                    ? ": several of those below have one key, and count once."
                    : ".");
    return new Check(name, Check.Outcome.FAILED, said, told.parts());
  }

  /**
   * Whose it is, and whether it counts; who it is of is added when it does.
   *
   * @param named whether the name counts by which it calls the image
   */
  private Check signature(Fact fact, Set<String> wanted, boolean named, Counted who) {
    if (!fact.isAuthentic()) {
      return failed(fact, fact.check().said());
    }
    List<NamedSigner> theirs = theirs(fact).toList();
    if (theirs.isEmpty()) {
      return failed(fact, STRANGER + ": of " + fact.signer().words() + ".");
    }
    // A key that was given up stays so, under whatever other name and in whatever certificate.
    Optional<NamedSigner> revoked =
        signers.stream().filter(one -> one.hasEnded(fact.signer())).findFirst();
    if (revoked.isPresent()) {
      return failed(fact, "It is of " + revoked.get().name() + ", who was revoked as a signer.");
    }
    Optional<String> otherTag =
        asked
            .tag()
            .map(Tag::text)
            .filter(_ -> fact.format() == Format.NOTARY_V1)
            .filter(tag -> !tag.equals(fact.claims().get("tag")));
    if (otherTag.isPresent()) {
      return failed(
          fact,
          "It is of "
              + theirs.getFirst().name()
              + ", and of the tag "
              + fact.claims().get("tag")
              + ", not of "
              + otherTag.get()
              + ".");
    }
    List<Check> reasons = new ArrayList<>();
    List<NamedSigner> counting = new ArrayList<>();
    for (NamedSigner one : theirs) {
      Optional<String> reason =
          named && isOfAnyRoot(one, fact)
              ? Optional.of(
                  ", who signs in a collection of that name, which anybody may begin who may push:"
                      + " add a signer with the term collectionRoot to tie it to its root.")
              : objection(one, fact, wanted);
      reason.ifPresentOrElse(
          said -> reasons.add(failed(fact, "It is of " + one.name() + said)),
          () -> counting.add(one));
    }
    if (counting.isEmpty()) {
      return reasons.getFirst();
    }
    counting.forEach(one -> who.add(one.name(), one.credential().keys(fact.signer())));
    return new Check(
        named(fact),
        Check.Outcome.PASSED,
        "It is of " + counting.getFirst().name() + ".",
        List.of(fact.check()));
  }

  /**
   * The name of a collection is the word of its root, and this signer says of none that it counts.
   */
  private static boolean isOfAnyRoot(NamedSigner one, Fact fact) {
    return fact.format() == Format.NOTARY_V1
        && !one.credential().terms().containsKey(Credential.COLLECTION_ROOT);
  }

  /** Why a signature of a signer does not count, as the end of a sentence. */
  private Optional<String> objection(NamedSigner one, Fact fact, Set<String> wanted) {
    boolean timed = !hasForeignTime(one, fact);
    Optional<Instant> from = timed ? fact.goodFrom() : certificates(fact, true);
    Optional<Instant> until =
        Stream.of(fact.goodUntil(), timed ? Optional.<Instant>empty() : certificates(fact, false))
            .flatMap(Optional::stream)
            .min(Instant::compareTo);
    if (CollectionFinder.LATER.equals(fact.claims().get(CollectionFinder.COLLECTION))
        && !one.credential().terms().containsKey(Credential.COLLECTION_ROOT)) {
      return Optional.of(", in another collection than the oldest one of the repository.");
    }
    if (until.filter(end -> !now.isBefore(end)).isPresent()) {
      return Optional.of(", and expired at " + until.orElseThrow() + ".");
    }
    if (from.filter(now::isBefore).isPresent()) {
      return Optional.of(", and is good from " + from.orElseThrow() + " on.");
    }
    if (fact.signer() instanceof Signer.Certificate
        && Notation.NOT_ASKED.equals(fact.claims().get(Notation.REVOCATION))
        && !one.credential().takesUncheckedCertificates()) {
      return Optional.of(
          ", and nobody was asked whether its certificates were revoked, which they say where to"
              + " ask: add a signer with the term revocation=unchecked to go without.");
    }
    return wanted.isEmpty() || wanted.contains(one.name())
        ? Optional.empty()
        : Optional.of(", who is not asked for here.");
  }

  /** A timestamp of an authority that others believe, and this signer does not. */
  private static boolean hasForeignTime(NamedSigner one, Fact fact) {
    return fact.signer() instanceof Signer.Certificate
        && Optional.ofNullable(fact.claims().get(Notation.TIMESTAMP_AUTHORITY))
            .filter(authority -> !one.credential().believesTimeOf(authority))
            .isPresent();
  }

  private static Optional<Instant> certificates(Fact fact, boolean from) {
    return Optional.ofNullable(
            fact.claims().get(from ? Notation.CERTIFICATES_FROM : Notation.CERTIFICATES_UNTIL))
        .map(Instant::parse);
  }

  private static String named(Fact fact) {
    return PolicyReader.word(fact.format()) + " " + fact.evidence();
  }

  private static Check failed(Fact fact, String said) {
    return new Check(named(fact), Check.Outcome.FAILED, said, List.of(fact.check()));
  }
}
