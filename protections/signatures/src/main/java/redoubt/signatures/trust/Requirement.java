package redoubt.signatures.trust;

import java.util.Optional;
import java.util.Set;
import redoubt.signatures.Format;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.attestation.Condition;

/** What a policy wants to be signed, and by whom. */
public sealed interface Requirement {
  /** Names of signers of whom one has to have signed; empty for any of the namespace. */
  Set<String> signers();

  /**
   * The image itself is signed.
   *
   * @param formats in one of which; empty for any
   * @param threshold how many different signers
   */
  record Signed(Set<String> signers, Set<Format> formats, int threshold) implements Requirement {
    public Signed {
      signers = Set.copyOf(signers);
      formats = Set.copyOf(formats);
      if (threshold < 1 || (!signers.isEmpty() && threshold > signers.size())) {
        throw SignatureFailures.badPolicy(
            "The threshold is less than 1, or more than there are signers in its requirement.");
      }
    }
  }

  /**
   * Something is attested of the image.
   *
   * @param type of the predicate
   * @param condition on the predicate, in CEL
   */
  record Attested(Set<String> signers, String type, Optional<String> condition)
      implements Requirement {
    public Attested {
      signers = Set.copyOf(signers);
      if (type.isBlank()) {
        throw SignatureFailures.badPolicy("An attestation needs the type of its predicate.");
      }
      condition.ifPresent(Condition::compile);
    }
  }
}
