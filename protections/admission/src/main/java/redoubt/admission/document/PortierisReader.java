package redoubt.admission.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.admission.policy.NamePattern;
import redoubt.admission.policy.Policy;
import redoubt.admission.policy.PolicyName;
import redoubt.admission.policy.Requirement;
import redoubt.admission.policy.Requirement.SecretName;
import redoubt.admission.policy.Rule;
import redoubt.admission.policy.SignedIdentity;

/**
 * Policies of Portieris (IBM/portieris, pkg/apis/portieris.cloud.ibm.com/v1/types.go). All that an
 * entry asks for has to hold; an entry that asks for nothing admits.
 */
final class PortierisReader {
  /** What a requirement of simple signing can be. */
  private enum Kind {
    ANYTHING,
    NEVER,
    SIGNED
  }

  private static final Map<String, Kind> KINDS =
      Map.of(
          "insecureAcceptAnything", Kind.ANYTHING, "reject", Kind.NEVER, "signedBy", Kind.SIGNED);

  private PortierisReader() {}

  static Policy read(PolicyName name, Part spec) {
    List<Policy.Entry> entries = new ArrayList<>();
    for (Part repository : spec.only("repositories").child("repositories").each()) {
      repository.only("name", "policy");
      entries.add(
          new Policy.Entry(
              new NamePattern(repository.child("name").required()),
              repository.child("policy").map(PortierisReader::rule).orElse(Rule.ADMIT)));
    }
    return new Policy(name, entries, List.of());
  }

  private static Rule rule(Part policy) {
    policy.only("trust", "simple", "vulnerability", "mutateImage");
    List<Requirement> all = new ArrayList<>();
    policy
        .child("vulnerability")
        .map(part -> part.only("ICCRVA").child("ICCRVA"))
        .filter(Part::isThere)
        .flatMap(part -> scanned(part.only("enabled", "account")))
        .ifPresent(all::add);
    policy.child("simple").map(PortierisReader::simple).ifPresent(all::addAll);
    policy.child("trust").map(PortierisReader::trust).ifPresent(all::addAll);
    return new Rule(
        Rule.Mode.ENFORCE,
        policy.child("mutateImage").flag(true) ? Rule.Rewriting.PODS : Rule.Rewriting.NEVER,
        new Requirement.All(all));
  }

  static Optional<Requirement> scanned(Part part) {
    return part.child("enabled").flag()
        ? Optional.of(new Requirement.Scanned(part.child("account").text()))
        : Optional.empty();
  }

  static List<Requirement> trust(Part part) {
    part.only("enabled", "trustServer", "signerSecrets");
    Requirement.ContentTrust read = contentTrust(part);
    return part.child("enabled").flag() ? List.of(read) : List.of();
  }

  static Requirement.ContentTrust contentTrust(Part part) {
    List<SecretName> signers = new ArrayList<>();
    for (Part signer : part.child("signerSecrets").each()) {
      signers.add(new SecretName(Optional.empty(), signer.only("name").child("name").required()));
    }
    return new Requirement.ContentTrust(part.child("trustServer").address(), signers);
  }

  static List<Requirement> simple(Part part) {
    part.only("requirements", "storeURL", "storeSecret");
    List<Requirement> all = new ArrayList<>();
    for (Part one : part.child("requirements").each()) {
      one.only("type", "keySecret", "keySecretNamespace", "signedIdentity");
      switch (one.child("type").word(KINDS)) {
        case ANYTHING -> {}
        case NEVER -> all.add(new Requirement.Never());
        case SIGNED -> all.add(signedBy(one, part));
      }
    }
    return all;
  }

  private static Requirement signedBy(Part one, Part simple) {
    return new Requirement.SignedBy(
        new SecretName(one.child("keySecretNamespace").text(), one.child("keySecret").required()),
        one.child("signedIdentity")
            .map(PortierisReader::identity)
            .orElseGet(SignedIdentity.MatchRepoDigestOrExact::new),
        simple.child("storeURL").address(),
        simple.child("storeSecret").text().map(name -> new SecretName(Optional.empty(), name)));
  }

  private static SignedIdentity identity(Part part) {
    part.only("type", "dockerReference", "dockerRepository", "prefix", "signedPrefix");
    return switch (part.child("type").text().orElse("")) {
      case "", "matchRepoDigestOrExact" -> new SignedIdentity.MatchRepoDigestOrExact();
      case "matchExact" -> new SignedIdentity.MatchExact();
      case "matchRepository" -> new SignedIdentity.MatchRepository();
      case "matchExactReference" ->
          new SignedIdentity.ExactReference(part.child("dockerReference").required());
      case "matchExactRepository" ->
          new SignedIdentity.ExactRepository(part.child("dockerRepository").required());
      case "remapIdentity" ->
          new SignedIdentity.RemapIdentity(
              part.child("prefix").required(), part.child("signedPrefix").required());
      default ->
          throw part.child("type")
              .bad(
                  "is none of matchExact, matchRepository, matchExactReference,"
                      + " matchExactRepository, matchRepoDigestOrExact, remapIdentity");
    };
  }
}
