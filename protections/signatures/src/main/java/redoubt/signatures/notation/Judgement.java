package redoubt.signatures.notation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.Signer;

/** One statement, applied to one fact. */
final class Judgement {
  private Judgement() {}

  static Check of(Statement statement, Fact fact, TrustStores stores, Instant now) {
    List<Check> parts = new ArrayList<>();
    Optional<Check> refused = Optional.empty();
    for (Statement.Validation validation : Statement.Validation.values()) {
      Statement.Action action = statement.action(validation);
      if (action == Statement.Action.SKIP) {
        parts.add(Check.notChecked(validation.word(), "The policy does not ask for it."));
        continue;
      }
      Check outcome = validate(validation, statement, fact, stores, now);
      boolean logged = !outcome.isPassed() && action == Statement.Action.LOG;
      Check shown =
          logged
              ? new Check(
                  outcome.name(),
                  outcome.outcome(),
                  outcome.said() + " The policy only asks to log that.",
                  List.of())
              : outcome;
      parts.add(shown);
      if (!shown.isPassed() && !logged && refused.isEmpty()) {
        refused = Optional.of(shown);
      }
    }
    return new Check(
        "signature:" + fact.evidence(),
        refused.isEmpty() ? Check.Outcome.PASSED : Check.Outcome.FAILED,
        refused.map(Check::said).orElse("The policy is content with it."),
        parts);
  }

  private static Check validate(
      Statement.Validation validation,
      Statement statement,
      Fact fact,
      TrustStores stores,
      Instant now) {
    return switch (validation) {
      case INTEGRITY -> part(fact, Reading.INTEGRITY);
      case AUTHENTICITY -> authenticity(statement, fact, stores);
      case AUTHENTIC_TIMESTAMP -> time(statement, fact, stores, now);
      case EXPIRY -> expiry(fact, now);
      case REVOCATION -> part(fact, Reading.REVOCATION);
    };
  }

  private static Check part(Fact fact, String name) {
    return fact.check().parts().stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .map(part -> new Check(name, part.outcome(), part.said(), List.of()))
        .orElse(Check.notChecked(name, "Nothing was looked at."));
  }

  private static Check authenticity(Statement statement, Fact fact, TrustStores stores) {
    String name = Statement.Validation.AUTHENTICITY.word();
    boolean authority = Notation.SIGNING_AUTHORITY.equals(fact.claims().get(Notation.SCHEME));
    Set<String> known =
        stores.fingerprints(
            statement.trustStores(),
            authority ? TrustStores.Kind.SIGNING_AUTHORITY : TrustStores.Kind.CA);
    boolean anchored =
        part(fact, Reading.AUTHENTICITY).isPassed()
            && List.of(fact.claims().getOrDefault(Notation.ANCHORS, "").split(",", -1)).stream()
                .anyMatch(known::contains);
    if (!anchored) {
      return Check.failed(
          name, "Its certificates lead to no authority in the stores that the policy names.");
    }
    boolean named =
        statement.identities().isEmpty()
            || (fact.signer() instanceof Signer.Certificate leaf
                && statement.identities().stream().anyMatch(one -> one.fits(leaf.subject())));
    return Check.of(
        name, named, "The policy trusts who signed.", "The policy does not name who signed.");
  }

  private static Check time(Statement statement, Fact fact, TrustStores stores, Instant now) {
    String name = Statement.Validation.AUTHENTIC_TIMESTAMP.word();
    Map<String, String> claims = fact.claims();
    if (Notation.SIGNING_AUTHORITY.equals(claims.get(Notation.SCHEME))) {
      return part(fact, Reading.TIME);
    }
    Optional<Instant> from = instant(claims, Notation.CERTIFICATES_FROM);
    Optional<Instant> until = instant(claims, Notation.CERTIFICATES_UNTIL);
    if (from.isEmpty() || until.isEmpty()) {
      return Check.failed(name, "When its certificates are valid is not known.");
    }
    boolean over = now.isAfter(until.get());
    if (statement.looksAtTimestamps() && (statement.alwaysTimestamp() || over)) {
      return Check.of(
          name,
          stores
              .fingerprints(statement.trustStores(), TrustStores.Kind.TSA)
              .contains(claims.getOrDefault(Notation.TIMESTAMP_AUTHORITY, "none")),
          "A timestamp says that it was made while its certificates were valid.",
          "It has no timestamp by an authority in the stores that the policy names.");
    }
    return Check.of(
        name,
        !over && !now.isBefore(from.get()),
        "Its certificates are valid.",
        over ? "One of its certificates has expired." : "The time of one has not come.");
  }

  private static Check expiry(Fact fact, Instant now) {
    Optional<Instant> expires = instant(fact.claims(), Notation.EXPIRES);
    return Check.of(
        Statement.Validation.EXPIRY.word(),
        expires.map(now::isBefore).orElse(true),
        expires.isEmpty() ? "It does not expire by itself." : "It has not expired.",
        "It has expired: whoever signed wants it used no longer.");
  }

  private static Optional<Instant> instant(Map<String, String> claims, String name) {
    return Optional.ofNullable(claims.get(name)).map(Instant::parse);
  }
}
