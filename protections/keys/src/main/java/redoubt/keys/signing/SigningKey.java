package redoubt.keys.signing;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.security.auth.x500.X500Principal;

/**
 * The public side of a signing key.
 *
 * @param spki SubjectPublicKeyInfo; never changed
 * @param chain certificates (PEM), this key's first
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record SigningKey(
    String tenant,
    UUID id,
    String ring,
    String name,
    SigningAlgorithm algorithm,
    byte[] spki,
    Optional<String> chain,
    boolean enabled,
    Instant createdAt,
    String createdBy) {
  public SigningKey {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(ring, "ring");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(algorithm, "algorithm");
    Objects.requireNonNull(chain, "chain");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(createdBy, "createdBy");
  }

  public PublicKey publicKey() {
    return algorithm.publicKey(spki);
  }

  /** SHA-256 of the public key, in hex. */
  public String fingerprint() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(spki));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The certificates, this key's first; none when it has none. */
  public List<X509Certificate> certificates() {
    return chain.map(Chains::read).orElse(List.of());
  }

  /** Who the key is by its certificate (RFC 4514). */
  public Optional<String> subject() {
    return certificates().stream()
        .findFirst()
        .map(leaf -> leaf.getSubjectX500Principal().getName(X500Principal.RFC2253));
  }

  /** Until when all certificates are good. */
  public Optional<Instant> until() {
    return certificates().stream()
        .map(one -> one.getNotAfter().toInstant())
        .min(Comparator.naturalOrder());
  }

  /** The public key as PEM. */
  public String pem() {
    return Pem.block("PUBLIC KEY", spki);
  }
}
