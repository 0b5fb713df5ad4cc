package redoubt.admission.document;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.admission.policy.NamePattern;
import redoubt.admission.policy.Policy;
import redoubt.admission.policy.PolicyName;
import redoubt.admission.policy.Requirement;
import redoubt.admission.policy.Rule;
import redoubt.admission.policy.Rule.Mode;
import redoubt.admission.policy.Rule.Rewriting;
import redoubt.core.Failure;

/** Our own policies: what the others can say, and more (docs/admission.md). */
final class RedoubtReader {
  private static final int DEEPEST = 4;

  private static final Map<String, Mode> MODES =
      Map.of("enforce", Mode.ENFORCE, "warn", Mode.WARN, "audit", Mode.AUDIT);
  private static final Map<String, Rewriting> REWRITINGS =
      Map.of("pods", Rewriting.PODS, "everywhere", Rewriting.EVERYWHERE, "never", Rewriting.NEVER);

  /** The fields that make a requirement what it is; an attestation may say by whom, too. */
  private static final List<String> KINDS =
      List.of(
          "attested",
          "anyOf",
          "allOf",
          "reject",
          "digest",
          "trusted",
          "scanned",
          "contentTrust",
          "simple",
          "signedBy");

  private RedoubtReader() {}

  static Policy read(PolicyName name, Part spec) {
    spec.only("mode", "rewrite", "repositories", "exceptions");
    Mode mode = or(spec.child("mode"), MODES, Mode.ENFORCE);
    Rewriting rewriting = or(spec.child("rewrite"), REWRITINGS, Rewriting.PODS);
    List<Policy.Entry> entries = new ArrayList<>();
    for (Part repository : spec.child("repositories").each()) {
      repository.only("name", "mode", "rewrite", "require");
      entries.add(
          new Policy.Entry(
              new NamePattern(repository.child("name").required()),
              new Rule(
                  or(repository.child("mode"), MODES, mode),
                  or(repository.child("rewrite"), REWRITINGS, rewriting),
                  new Requirement.All(requirements(repository.child("require"), 0)))));
    }
    List<Policy.Exemption> exemptions = new ArrayList<>();
    for (Part one : spec.child("exceptions").each()) {
      one.only("name", "until", "reason");
      exemptions.add(
          new Policy.Exemption(
              new NamePattern(one.child("name").required()),
              moment(one.child("until")),
              one.child("reason").required()));
    }
    return new Policy(name, entries, exemptions);
  }

  private static <T> T or(Part part, Map<String, T> words, T usual) {
    return part.isThere() ? part.word(words) : usual;
  }

  private static Instant moment(Part part) {
    String said = part.required();
    try {
      return said.length() == 10
          ? LocalDate.parse(said).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(said);
    } catch (DateTimeException e) {
      throw part.bad("is no moment such as 2027-01-31T12:00:00Z, nor a day such as 2027-01-31");
    }
  }

  private static List<Requirement> requirements(Part list, int depth) {
    if (depth > DEEPEST) {
      throw list.bad("lies deeper than " + DEEPEST + " in others");
    }
    return list.each().stream().map(part -> requirement(part, depth)).toList();
  }

  private static Requirement requirement(Part part, int depth) {
    String kind =
        KINDS.stream()
            .filter(one -> part.child(one).isThere())
            .findFirst()
            .orElseThrow(() -> unknown(part));
    Part said = part.child(kind);
    return switch (kind) {
      case "attested" -> attested(part.only("attested", "signedBy", "condition"));
      case "signedBy" -> signed(part.only("signedBy", "formats", "threshold"));
      case "anyOf" -> new Requirement.Any(some(part.only(kind).child(kind), depth + 1));
      case "allOf" -> new Requirement.All(some(part.only(kind).child(kind), depth + 1));
      case "reject" -> yes(part.only(kind), said, new Requirement.Never());
      case "digest" -> yes(part.only(kind), said, new Requirement.ByDigest());
      case "trusted" -> yes(part.only(kind), said, new Requirement.Trusted());
      case "scanned" -> scanned(part.only(kind), said);
      case "contentTrust" ->
          PortierisReader.contentTrust(
              part.only(kind).child(kind).only("trustServer", "signerSecrets"));
      case "simple" -> simple(part.only(kind).child(kind));
      default -> throw new IllegalStateException(kind);
    };
  }

  private static Requirement simple(Part part) {
    List<Requirement> all = PortierisReader.simple(part);
    return all.size() == 1 ? all.getFirst() : new Requirement.All(all);
  }

  private static List<Requirement> some(Part list, int depth) {
    List<Requirement> read = requirements(list, depth);
    if (read.isEmpty()) {
      throw list.bad("is empty");
    }
    return read;
  }

  private static Failure unknown(Part part) {
    if (!part.json().isObject() || part.json().isEmpty()) {
      return part.bad("is no requirement; there are " + String.join(", ", KINDS));
    }
    Part first = part.child(part.json().fieldNames().next());
    return first.unknown(KINDS);
  }

  /** What is said with {@code true} alone: false would read as if the contrary were asked for. */
  private static Requirement yes(Part requirement, Part said, Requirement meant) {
    if (!said.flag()) {
      throw requirement.bad("can only be asked for with true; leave it out otherwise");
    }
    return meant;
  }

  private static Requirement scanned(Part requirement, Part said) {
    return said.json().isObject()
        ? new Requirement.Scanned(Optional.of(said.only("account").child("account").required()))
        : yes(requirement, said, new Requirement.Scanned(Optional.empty()));
  }

  private static Requirement signed(Part part) {
    Set<String> signers = part.child("signedBy").texts();
    int threshold = part.child("threshold").number(1);
    if (threshold < 1 || (!signers.isEmpty() && threshold > signers.size())) {
      throw part.child("threshold").bad("is less than 1, or more than there are signers beside it");
    }
    return new Requirement.Signed(signers, formats(part.child("formats")), threshold);
  }

  private static Set<String> formats(Part part) {
    Set<String> formats = part.texts();
    formats.stream()
        .filter(one -> !Requirement.Signed.FORMATS.contains(one))
        .findFirst()
        .ifPresent(wrong -> {
          throw part.bad(
              "has one that there is not; there are "
                  + String.join(", ", Requirement.Signed.FORMATS));
        });
    return formats;
  }

  private static Requirement attested(Part part) {
    return new Requirement.Attested(
        part.child("signedBy").texts(),
        part.child("attested").required(),
        part.child("condition").text());
  }
}
