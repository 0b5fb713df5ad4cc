package redoubt.signatures;

/** How a signature is written down. */
public enum Format {
  /** cosign 1 and 2: simple signing, or DSSE for attestations, in a manifest that a tag names. */
  COSIGN_LEGACY,
  /** cosign 3: a Sigstore bundle with a DSSE envelope. */
  SIGSTORE_BUNDLE,
  /** Notary Project: JWS or COSE with a chain of certificates. */
  NOTATION,
  /** Docker Content Trust: files of The Update Framework. */
  NOTARY_V1,
  /** Red Hat's simple signing: an OpenPGP message. */
  OPENPGP
}
