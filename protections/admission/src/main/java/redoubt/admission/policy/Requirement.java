package redoubt.admission.policy;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What has to hold of an image. */
public sealed interface Requirement {
  /** What holds of every image. */
  Requirement NOTHING = new All(List.of());

  /** Each of them. */
  record All(List<Requirement> parts) implements Requirement {
    public All {
      parts = List.copyOf(parts);
    }
  }

  /** One of them at least. */
  record Any(List<Requirement> parts) implements Requirement {
    public Any {
      parts = List.copyOf(parts);
    }
  }

  /** No image meets it. */
  record Never() implements Requirement {}

  /** The image is named by its digest. */
  record ByDigest() implements Requirement {}

  /** What content trust or a scan has to be asked for. */
  sealed interface Asked extends Requirement {}

  /** What {@code redoubt image verify} says of the image is yes. */
  record Trusted() implements Asked {}

  /**
   * Signed by those who may sign in the namespace that the image is of, or is covered by.
   *
   * @param signers of whom; empty for any
   * @param formats in which; empty for any
   * @param threshold how many different ones
   */
  record Signed(Set<String> signers, Set<String> formats, int threshold) implements Asked {
    /** How signatures can be written down. */
    public static final List<String> FORMATS =
        List.of("cosign-legacy", "sigstore-bundle", "notation", "notary-v1", "openpgp");

    public Signed {
      signers = Set.copyOf(signers);
      formats = Set.copyOf(formats);
    }
  }

  /**
   * Something is attested of it.
   *
   * @param type of the predicate
   * @param condition on the predicate, in CEL
   */
  record Attested(Set<String> signers, String type, Optional<String> condition) implements Asked {
    public Attested {
      signers = Set.copyOf(signers);
    }
  }

  /**
   * Its tag is signed in Docker Content Trust.
   *
   * @param server where the collection lies; empty for the one that belongs to the registry
   * @param signers secrets of the cluster with {@code name} and {@code publicKey}: each of them has
   *     to have signed; empty for whom the collection's targets believe
   */
  record ContentTrust(Optional<URI> server, List<SecretName> signers) implements Asked {
    public ContentTrust {
      signers = List.copyOf(signers);
    }
  }

  /**
   * It has an OpenPGP signature by one of the keys of a secret (containers/image, {@code
   * signedBy}).
   *
   * @param identity which name the signature may have for it
   * @param store where signatures lie; empty for beside the image
   */
  record SignedBy(
      SecretName keys,
      SignedIdentity identity,
      Optional<URI> store,
      Optional<SecretName> storeLogin)
      implements Asked {}

  /**
   * A scan found nothing that keeps it from running.
   *
   * @param account whose exemptions count; empty for those of the namespace's tenant
   */
  record Scanned(Optional<String> account) implements Asked {}

  /**
   * A secret of the cluster.
   *
   * @param namespace empty for the one that the image is used in
   */
  record SecretName(Optional<String> namespace, String name) {}
}
