package redoubt.signatures.signers;

import java.util.List;
import redoubt.signatures.PublicKeys;

/**
 * What signatures in a namespace are checked with: everything that signers of it were ever told by,
 * those that were revoked too, so that it is known whose a signature was.
 *
 * @param version grows with each signer
 */
public record Known(long version, List<NamedSigner> signers, PublicKeys keys) {
  static Known of(long version, List<NamedSigner> signers) {
    return new Known(
        version,
        signers,
        PublicKeys.of(
            signers.stream()
                .map(NamedSigner::credential)
                .filter(credential -> credential.kind() == SignerKind.KEY)
                .map(credential -> PublicKeys.read(credential.text()))
                .toList()));
  }
}
