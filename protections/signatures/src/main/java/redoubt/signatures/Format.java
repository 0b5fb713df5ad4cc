package redoubt.signatures;

/** How a signature is written down. */
public enum Format {
  /** cosign 1 and 2: simple signing in a tag. */
  COSIGN_LEGACY,
  /** cosign 3: a Sigstore bundle with a DSSE envelope. */
  SIGSTORE_BUNDLE
}
