package redoubt.signatures.judge;

import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redoubt.oci.Tag;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.Signer;
import redoubt.signatures.tufserver.CollectionFinder;
import redoubt.signatures.x509.Authorities;

/**
 * Whether a tag is signed in Docker Content Trust as Portieris wants it (pkg/verifier/trust): by
 * the collection's targets or releases, or by each of some signers with their keys. In its words.
 */
final class SignedTag {
  private static final Set<String> TARGETS = Set.of("targets", "targets/releases");

  private SignedTag() {}

  /**
   * @param tag by which the image was asked for; empty when by its digest, which any tag may have
   * @param keys of signers who all have to have signed; none for whom the targets believe
   */
  static Opinion of(List<Fact> facts, Optional<Tag> tag, List<NamedKey> keys, Instant now) {
    List<Fact> signed =
        facts.stream()
            .filter(fact -> fact.format() == Format.NOTARY_V1 && fact.isAuthentic())
            .filter(fact ->
                !CollectionFinder.LATER.equals(fact.claims().get(CollectionFinder.COLLECTION)))
            .filter(fact -> fact.goodUntil().filter(end -> !now.isBefore(end)).isEmpty())
            .filter(fact -> tag.isEmpty() || tag.get().text().equals(fact.claims().get("tag")))
            .toList();
    if (signed.isEmpty()) {
      return new Opinion(
          false,
          tag.map(one -> "No valid trust data for " + one + ".")
              .orElse("No signed targets found."));
    }
    if (keys.isEmpty()) {
      return signed.stream().anyMatch(fact -> TARGETS.contains(role(fact)))
          ? new Opinion(true, "Its tag is signed in Docker Content Trust.")
          : new Opinion(false, "No signed targets found.");
    }
    return keys.stream()
        .map(key -> of(signed, key))
        .filter(one -> !one.holds())
        .findFirst()
        .orElseGet(() ->
            new Opinion(
                true,
                "Its tag is signed by "
                    + String.join(", ", keys.stream().map(NamedKey::name).toList())
                    + "."));
  }

  private static Opinion of(List<Fact> signed, NamedKey key) {
    List<Fact> theirs =
        signed.stream().filter(fact -> role(fact).equals("targets/" + key.name())).toList();
    if (theirs.isEmpty()) {
      return new Opinion(false, "no signature found for role " + key.name() + ".");
    }
    String print = PublicKeys.fingerprint(read(key.text()));
    boolean same =
        theirs.stream()
            .anyMatch(
                fact -> fact.signer() instanceof Signer.Role role && role.keys().contains(print));
    return new Opinion(
        same, same ? "It is signed by " + key.name() + "." : "Public keys are different.");
  }

  private static String role(Fact fact) {
    return fact.claims().getOrDefault("role", "");
  }

  /** PEM: a key, or a certificate that has it. */
  private static PublicKey read(String pem) {
    return Authorities.certificates(pem).stream()
        .findFirst()
        .<PublicKey>map(one -> one.getPublicKey())
        .orElseGet(() -> PublicKeys.read(pem));
  }
}
