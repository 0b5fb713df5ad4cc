package redoubt.signatures.signers;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import redoubt.core.Failure;
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
 * those that were revoked too, so that it is known whose a signature was. A credential that cannot
 * be read is left out; what the others signed is checked all the same.
 *
 * @param version grows with each signer
 * @param sigstore keys and roots of Sigstore
 * @param notation authorities of the Notary Project
 * @param signers of the namespace, those that were revoked too
 * @param unread names of signers whose credentials cannot be read, or not all of them, and why
 * @param budget what may be spent on an image
 */
public record Known(
    long version,
    SigstoreTrust sigstore,
    TrustStores notation,
    PgpKeys openPgp,
    List<NamedSigner> signers,
    Map<String, String> unread,
    Budget budget) {
  /** Most trusted roots of the signers of a namespace. */
  static final int MOST_ROOTS = 16;

  public Known {
    signers = List.copyOf(signers);
    unread = Map.copyOf(unread);
  }

  static Known of(long version, List<NamedSigner> signers, Remembered memory) {
    Map<String, String> unread = new HashMap<>();
    return new Known(
        version,
        new SigstoreTrust(
            PublicKeys.of(read(signers, SignerKind.KEY, PublicKeys::read, unread)),
            read(signers, SignerKind.KEYLESS, text -> TrustedRoot.read(bytes(text)), unread),
            memory),
        stores(signers, unread),
        read(signers, SignerKind.OPENPGP, text -> PgpKeys.read(bytes(text)), unread).stream()
            .reduce(PgpKeys.none(), PgpKeys::and),
        signers,
        unread,
        Budget.unlimited());
  }

  /** The same, for who may spend so much. */
  public Known within(Budget limit) {
    return new Known(version, sigstore.within(limit), notation, openPgp, signers, unread, limit);
  }

  /** Names of the signers who made a signature, those that were revoked too. */
  public List<String> names(Signer signer) {
    return signers.stream().filter(one -> one.is(signer)).map(NamedSigner::name).sorted().toList();
  }

  private static TrustStores stores(List<NamedSigner> signers, Map<String, String> unread) {
    Authorities authorities = Authorities.none();
    Authorities signing = Authorities.none();
    Authorities timestamping = Authorities.none();
    for (NamedSigner signer : signers) {
      Credential credential = signer.credential();
      if (credential.kind() != SignerKind.CERTIFICATE) {
        continue;
      }
      Authorities own = authorities(signer, credential.text(), unread);
      if (credential.isSigningAuthority()) {
        signing = signing.and(own);
      } else {
        authorities = authorities.and(own);
      }
      String stamping = credential.terms().get(Credential.TIMESTAMP_AUTHORITY);
      if (stamping != null) {
        timestamping = timestamping.and(authorities(signer, stamping, unread));
      }
    }
    return new TrustStores(
        Map.of(
            "ca:signers", authorities,
            "signingAuthority:signers", signing,
            "tsa:signers", timestamping));
  }

  private static Authorities authorities(
      NamedSigner signer, String pem, Map<String, String> unread) {
    return tried(signer, pem, Authorities::read, unread).orElse(Authorities.none());
  }

  /** Each text once. */
  private static <T> List<T> read(
      List<NamedSigner> signers,
      SignerKind kind,
      Function<String, T> reader,
      Map<String, String> unread) {
    Map<String, T> read = new LinkedHashMap<>();
    for (NamedSigner signer : signers) {
      String text = signer.credential().text();
      if (signer.credential().kind() == kind && !read.containsKey(text)) {
        tried(signer, text, reader, unread).ifPresent(one -> read.put(text, one));
      }
    }
    return List.copyOf(read.values());
  }

  /** What was read when it was added may be more than a reader takes today. */
  private static <T> Optional<T> tried(
      NamedSigner signer, String text, Function<String, T> reader, Map<String, String> unread) {
    try {
      return Optional.of(reader.apply(text));
    } catch (RuntimeException e) {
      unread.put(
          signer.name(), e instanceof Failure said ? said.getMessage() : "It cannot be read.");
      return Optional.empty();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
