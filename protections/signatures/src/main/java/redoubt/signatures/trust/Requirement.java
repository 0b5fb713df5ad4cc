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
   * @param naming what the signature has to call the image; empty when that is not asked
   */
  record Signed(Set<String> signers, Set<Format> formats, int threshold, Optional<Naming> naming)
      implements Requirement {
    /** Most signers that can be asked for. */
    static final int MOST = 200;

    public Signed(Set<String> signers, Set<Format> formats, int threshold) {
      this(signers, formats, threshold, Optional.empty());
    }

    public Signed {
      signers = Set.copyOf(signers);
      formats = Set.copyOf(formats);
      if (threshold < 1 || threshold > MOST || (!signers.isEmpty() && threshold > signers.size())) {
        throw SignatureFailures.badPolicy(
            "The threshold is less than 1, or more than there are signers in its requirement.");
      }
    }
  }

  /**
   * A trust policy of the Notary Project is content with a signature of the image.
   *
   * @param registry as the policy's scopes call this one
   * @param json the policy as it was written
   */
  record Notation(String registry, redoubt.signatures.notation.TrustPolicy document, String json)
      implements Requirement {
    @Override
    public Set<String> signers() {
      return Set.of();
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
