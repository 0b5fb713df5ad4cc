package redoubt.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import redoubt.admission.node.Signatories;
import redoubt.admission.policy.Requirement;
import redoubt.registry.Contents;
import redoubt.signatures.judge.Areas;
import redoubt.signatures.signers.NamedSigner;
import redoubt.signatures.trust.PolicyReader;
import redoubt.signatures.trust.TrustPolicy;

/** Lets admission know who signs which images. */
record KnownSignatories(Contents contents, Areas areas) implements Signatories {
  @Override
  public List<Area> of(String instance, List<String> registries) {
    return areas.of(instance, contents.namespaces(instance), registries).stream()
        .map(one ->
            new Area(
                one.prefix(),
                one.signers().stream().map(KnownSignatories::signer).toList(),
                requirement(one.policy())))
        .toList();
  }

  private static One signer(NamedSigner signer) {
    return new One(
        signer.name(),
        switch (signer.credential().kind()) {
          case KEY -> Kind.KEY;
          case OPENPGP -> Kind.OPENPGP;
          case CERTIFICATE, KEYLESS -> Kind.OTHER;
        },
        signer.credential().text());
  }

  /** A policy of a namespace in the words of those of clusters. */
  private static Optional<Requirement> requirement(TrustPolicy policy) {
    List<Requirement> parts = new ArrayList<>();
    for (redoubt.signatures.trust.Requirement one : policy.requirements()) {
      switch (one) {
        case redoubt.signatures.trust.Requirement.Signed signed when signed.naming().isEmpty() ->
            parts.add(
                new Requirement.Signed(
                    signed.signers(),
                    signed.formats().stream().map(PolicyReader::word).collect(Collectors.toSet()),
                    signed.threshold()));
        case redoubt.signatures.trust.Requirement.Attested attested ->
            parts.add(
                new Requirement.Attested(
                    attested.signers(), attested.type(), attested.condition()));
        case redoubt.signatures.trust.Requirement.Signed _ -> {
          return Optional.empty();
        }
        case redoubt.signatures.trust.Requirement.Notation _ -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new Requirement.All(parts));
  }
}
