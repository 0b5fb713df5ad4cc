package redoubt.signatures.signers;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import redoubt.signatures.Budget;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.Signer;
import redoubt.signatures.gpg.PgpKeys;
import redoubt.signatures.notation.TrustStores;
import redoubt.signatures.sigstore.Remembered;
import redoubt.signatures.sigstore.SigstoreTrust;
import redoubt.signatures.sigstore.TrustedRoot;
import redoubt.signatures.x509.Authorities;

/**
 * What signatures in a namespace are checked with: everything that signers of it were ever told by,
 * those that were revoked too, so that it is known whose a signature was.
 *
 * @param version grows with each signer
 * @param sigstore keys and roots of Sigstore
 * @param notation authorities of the Notary Project
 * @param signers of the namespace, those that were revoked too
 * @param budget what may be spent on an image
 */
public record Known(
    long version,
    SigstoreTrust sigstore,
    TrustStores notation,
    PgpKeys openPgp,
    List<NamedSigner> signers,
    Budget budget) {
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
            memory),
        stores(signers),
        texts(signers, SignerKind.OPENPGP)
            .map(text -> PgpKeys.read(text.getBytes(StandardCharsets.UTF_8)))
            .reduce(PgpKeys.none(), PgpKeys::and),
        signers,
        Budget.unlimited());
  }

  /** The same, for who may spend so much. */
  public Known within(Budget limit) {
    return new Known(version, sigstore.within(limit), notation, openPgp, signers, limit);
  }

  /** Names of the signers who made a signature, those that were revoked too. */
  public List<String> names(Signer signer) {
    return signers.stream().filter(one -> one.is(signer)).map(NamedSigner::name).sorted().toList();
  }

  private static TrustStores stores(List<NamedSigner> signers) {
    Authorities authorities = Authorities.none();
    Authorities signing = Authorities.none();
    Authorities timestamping = Authorities.none();
    for (NamedSigner signer : signers) {
      Credential credential = signer.credential();
      if (credential.kind() != SignerKind.CERTIFICATE) {
        continue;
      }
      if (credential.isSigningAuthority()) {
        signing = signing.and(Authorities.read(credential.text()));
      } else {
        authorities = authorities.and(Authorities.read(credential.text()));
      }
      String stamping = credential.terms().get(Credential.TIMESTAMP_AUTHORITY);
      if (stamping != null) {
        timestamping = timestamping.and(Authorities.read(stamping));
      }
    }
    return new TrustStores(
        Map.of(
            "ca:signers", authorities,
            "signingAuthority:signers", signing,
            "tsa:signers", timestamping));
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
