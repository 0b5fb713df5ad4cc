package redoubt.signatures.trust;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.signers.NamedSigner;

/** Judges. Nothing but what is given goes into it. */
public final class Trust {
  private final List<NamedSigner> signers;
  private final Conditions conditions;
  private final Instant now;

  private Trust(List<NamedSigner> signers, Conditions conditions, Instant now) {
    this.signers = List.copyOf(signers);
    this.conditions = conditions;
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
      Instant now) {
    return new Trust(signers, conditions, now).judge(facts, policy);
  }

  private Verdict judge(List<Fact> facts, TrustPolicy policy) {
    Check.All all = new Check.All("policy");
    SortedSet<String> counted = new TreeSet<>();
    for (Requirement requirement : policy.requirements()) {
      switch (requirement) {
        case Requirement.Signed signed -> all.add(signed(facts, signed, counted));
        case Requirement.Attested attested -> all.add(attested(facts, attested, counted));
      }
    }
    Check check = all.end();
    return new Verdict(check.isPassed(), check.isPassed() ? counted : new TreeSet<>(), check);
  }

  private Check signed(List<Fact> facts, Requirement.Signed wanted, SortedSet<String> counted) {
    SortedSet<String> who = new TreeSet<>();
    List<Check> parts = new ArrayList<>();
    for (Fact fact : facts) {
      if (fact.attests().isPresent()) {
        continue;
      }
      if (!wanted.formats().isEmpty() && !wanted.formats().contains(fact.format())) {
        parts.add(failed(named(fact), "It is in a format that is not asked for here.", fact));
      } else {
        parts.add(signature(fact, wanted.signers(), who));
      }
    }
    return requirement("signed", wanted.threshold(), who, parts, counted);
  }

  private Check attested(List<Fact> facts, Requirement.Attested wanted, SortedSet<String> counted) {
    SortedSet<String> who = new TreeSet<>();
    List<Check> parts = new ArrayList<>();
    for (Fact fact : facts) {
      if (!fact.attests().filter(wanted.type()::equals).isPresent()) {
        continue;
      }
      SortedSet<String> by = new TreeSet<>();
      Check part = signature(fact, wanted.signers(), by);
      if (part.isPassed() && wanted.condition().isPresent()) {
        part = conditions.holds(fact, wanted.condition().get());
      }
      parts.add(part);
      if (part.isPassed()) {
        who.addAll(by);
        break;
      }
    }
    return requirement("attested " + wanted.type(), 1, who, parts, counted);
  }

  private static Check requirement(
      String name, int threshold, Set<String> who, List<Check> parts, Set<String> counted) {
    if (who.size() >= threshold) {
      counted.addAll(who);
      return new Check(name, Check.Outcome.PASSED, "By " + String.join(", ", who) + ".", parts);
    }
    String said =
        parts.isEmpty()
            ? "Nobody has signed it."
            : who.isEmpty()
                ? firstReason(parts)
                : "Only " + who.size() + " of " + threshold + " signers have signed it.";
    return new Check(name, Check.Outcome.FAILED, said, parts);
  }

  private static String firstReason(List<Check> parts) {
    return parts.stream()
        .filter(part -> !part.isPassed())
        .map(Check::said)
        .findFirst()
        .orElse("No signature counts.");
  }

  /** Whose it is, and whether it counts; who it is of is added when it does. */
  private Check signature(Fact fact, Set<String> wanted, Set<String> who) {
    String name = named(fact);
    if (!fact.isAuthentic()) {
      return new Check(name, Check.Outcome.FAILED, fact.check().said(), List.of(fact.check()));
    }
    List<NamedSigner> theirs = signers.stream().filter(one -> one.is(fact.signer())).toList();
    if (theirs.isEmpty()) {
      return failed(name, "It is of nobody who may sign in this namespace.", fact);
    }
    // A key that was given up stays so, under whatever other name it is known.
    Optional<NamedSigner> revoked = theirs.stream().filter(one -> !one.isLive()).findFirst();
    if (revoked.isPresent()) {
      return failed(
          name, "It is of " + revoked.get().name() + ", who was revoked as a signer.", fact);
    }
    Optional<NamedSigner> live = theirs.stream().findFirst();
    if (fact.goodUntil().filter(end -> !now.isBefore(end)).isPresent()) {
      return failed(
          name,
          "It is of "
              + live.orElseThrow().name()
              + ", and expired at "
              + fact.goodUntil().orElseThrow()
              + ".",
          fact);
    }
    // One signature counts once, even if one key belongs to signers of two names.
    Optional<String> counts =
        theirs.stream()
            .map(NamedSigner::name)
            .filter(one -> wanted.isEmpty() || wanted.contains(one))
            .findFirst();
    if (counts.isEmpty()) {
      return failed(
          name, "It is of " + live.orElseThrow().name() + ", who is not asked for here.", fact);
    }
    who.add(counts.get());
    return new Check(
        name, Check.Outcome.PASSED, "It is of " + counts.get() + ".", List.of(fact.check()));
  }

  private static String named(Fact fact) {
    return PolicyReader.word(fact.format()) + " " + fact.evidence();
  }

  private static Check failed(String name, String said, Fact fact) {
    return new Check(name, Check.Outcome.FAILED, said, List.of(fact.check()));
  }
}
