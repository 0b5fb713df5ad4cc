package redoubt.signatures.signers;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the signatures of a signer are checked with. */
public enum SignerKind {
  /** A public key (PEM): cosign's, or that of a role of Notary v1. */
  KEY,
  /** A certificate authority (PEM), in whose name certificates sign: Notary Project. */
  CERTIFICATE,
  /** An OpenPGP public key, armoured or not: simple signing. */
  OPENPGP,
  /** An identity that a trusted root (JSON) vouches for: Sigstore. */
  KEYLESS;

  /** As JSON and commands call it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<SignerKind> of(String word) {
    return Stream.of(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }
}
