package redoubt.signatures.signers;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.Signer;

/**
 * Somebody who may sign in a namespace, or might once.
 *
 * @param name unique in the namespace for ever, so that what the ledger says stays clear
 */
public record NamedSigner(
    UUID id,
    String instance,
    String namespace,
    String name,
    Credential credential,
    Instant addedAt,
    String addedBy,
    Optional<Revocation> revocation) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?");

  /** From then on nothing it has signed counts, whenever that was. */
  public record Revocation(Instant at, String by, String reason) {}

  /**
   * @throws redoubt.core.Failure {@code signatures.bad-signer}
   */
  public NamedSigner {
    if (!NAME.matcher(name).matches()) {
      throw SignatureFailures.badSigner(
          "The name of a signer has 1 to 63 lower-case letters, digits, dots, dashes and"
              + " underscores, and begins and ends with a letter or digit.");
    }
  }

  public boolean isLive() {
    return revocation.isEmpty();
  }

  /** The same as it is once somebody has revoked it. */
  public NamedSigner revoked(Instant at, String by) {
    return isLive()
        ? new NamedSigner(
            id,
            instance,
            namespace,
            name,
            credential,
            addedAt,
            addedBy,
            Optional.of(new Revocation(at, by, "")))
        : this;
  }

  /** Whether this signer was revoked, and a signature of that one counts no more therefore. */
  public boolean hasEnded(Signer signer) {
    return !isLive() && credential.endsWithThis(signer);
  }

  /** Whether this signer has one key with another, so that it ends when that one is revoked. */
  public boolean isSame(NamedSigner other) {
    return credential.isSame(other.credential);
  }

  /** Whether this signer made a signature of that one. */
  public boolean is(Signer signer) {
    return credential.made(signer);
  }
}
