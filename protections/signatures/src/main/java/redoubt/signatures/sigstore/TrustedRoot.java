package redoubt.signatures.sigstore;

import java.util.List;

/**
 * Which certificate authorities, logs and timestamp authorities are trusted, and when
 * (sigstore/protobuf-specs, {@code TrustedRoot}).
 *
 * @param print SHA-256 of the file that it was read from, in hex
 * @param authorities that issue certificates to whoever shows an identity
 * @param certificateLogs which saw each certificate (RFC 6962)
 * @param signatureLogs Rekor, of both generations
 * @param timestampers timestamp authorities (RFC 3161)
 */
public record TrustedRoot(
    String print,
    List<Authority> authorities,
    List<Log> certificateLogs,
    List<Log> signatureLogs,
    List<Authority> timestampers) {
  public TrustedRoot {
    authorities = List.copyOf(authorities);
    certificateLogs = List.copyOf(certificateLogs);
    signatureLogs = List.copyOf(signatureLogs);
    timestampers = List.copyOf(timestampers);
  }

  /**
   * @throws redoubt.core.Failure {@code signatures.bad-trusted-root}
   */
  public static TrustedRoot read(byte[] json) {
    return new TrustedRootReader(json).read();
  }

  /**
   * Whether signatures have to be in a log. They need not be if the root has timestamp authorities
   * and no log of signatures, as that of GitHub's private repositories: then a timestamp tells when
   * they were made.
   */
  public boolean needsLog() {
    return !signatureLogs.isEmpty() || timestampers.isEmpty();
  }

  /** Whether certificates have to be in a log; else the root has neither kind of logs. */
  public boolean needsCertificateLog() {
    return !certificateLogs.isEmpty() || needsLog();
  }
}
