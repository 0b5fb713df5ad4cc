package redoubt.signatures.signers;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.sigstore.Remembered;
import redoubt.signatures.sigstore.SigstoreTrust;
import redoubt.signatures.sigstore.TrustedRoot;

/**
 * What signatures in a namespace are checked with: everything that signers of it were ever told by,
 * those that were revoked too, so that it is known whose a signature was.
 *
 * @param version grows with each signer
 * @param sigstore keys and roots of Sigstore
 */
public record Known(long version, SigstoreTrust sigstore) {
  /** Most trusted roots of the signers of a namespace. */
  static final int MOST_ROOTS = 16;

  static Known of(long version, List<NamedSigner> signers, Remembered memory) {
    return new Known(
        version,
        new SigstoreTrust(
            PublicKeys.of(texts(signers, SignerKind.KEY).map(PublicKeys::read).toList()),
            texts(signers, SignerKind.KEYLESS)
                .map(text -> TrustedRoot.read(text.getBytes(StandardCharsets.UTF_8)))
                .toList(),
            List.of(),
            memory));
  }

  /** Each text once. */
  private static Stream<String> texts(List<NamedSigner> signers, SignerKind kind) {
    return signers.stream()
        .map(NamedSigner::credential)
        .filter(credential -> credential.kind() == kind)
        .map(Credential::text)
        .distinct();
  }
}
