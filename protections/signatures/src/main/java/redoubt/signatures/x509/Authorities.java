package redoubt.signatures.x509;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.core.Failure;
import redoubt.crypto.DerCertificate;

/** Certificates that somebody decided to trust, by fingerprint. */
public final class Authorities {
  private static final int MOST = 200;
  private static final int MOST_CHARACTERS = 1 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

  private final Map<String, X509Certificate> byFingerprint;

  private Authorities(Map<String, X509Certificate> byFingerprint) {
    this.byFingerprint = byFingerprint;
  }

  /** Nobody is trusted. */
  public static Authorities none() {
    return new Authorities(Map.of());
  }

  public static Authorities of(List<X509Certificate> certificates) {
    Map<String, X509Certificate> all = new LinkedHashMap<>();
    certificates.forEach(one -> all.put(Certificates.fingerprint(one), one));
    return new Authorities(all);
  }

  /**
   * Reads PEM {@code CERTIFICATE} blocks, at most 200; text between them is allowed. Each has to be
   * an authority's, or to be signed by its own key.
   *
   * @throws Failure {@code signatures.bad-authority}
   */
  public static Authorities read(String pem) {
    if (pem.length() > MOST_CHARACTERS) {
      throw bad("These are more certificates than are read.");
    }
    List<X509Certificate> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      if (!block.group(1).equals("CERTIFICATE") || found.size() == MOST) {
        throw bad("There is something else than certificates, or there are more than 200.");
      }
      found.add(
          decode(block.group(2))
              .flatMap(DerCertificate::read)
              .filter(one -> one.getBasicConstraints() >= 0 || Certificates.signedItself(one))
              .orElseThrow(() -> bad("One of them is no certificate of an authority.")));
    }
    if (found.isEmpty()) {
      throw bad("There is no certificate.");
    }
    return of(found);
  }

  /** The same; nobody, if the text cannot be read. */
  public static Authorities ifReadable(String pem) {
    try {
      return read(pem);
    } catch (Failure e) {
      return none();
    }
  }

  /** The certificates of a text of which {@link #read} may refuse some. */
  public static List<X509Certificate> certificates(String pem) {
    List<X509Certificate> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(pem);
    while (block.find() && found.size() < MOST) {
      decode(block.group(2)).flatMap(DerCertificate::read).ifPresent(found::add);
    }
    return found;
  }

  private static Optional<byte[]> decode(String base64) {
    try {
      return Optional.of(Base64.getMimeDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Failure bad(String what) {
    return new Failure(
        Failure.Kind.INVALID,
        "signatures.bad-authority",
        what,
        "Give PEM CERTIFICATE blocks of the authorities that you trust.");
  }

  /** These and those. */
  public Authorities and(Authorities others) {
    Map<String, X509Certificate> all = new LinkedHashMap<>(byFingerprint);
    all.putAll(others.byFingerprint);
    return new Authorities(all);
  }

  /** SHA-256 of each, in hex. */
  public Set<String> fingerprints() {
    return Set.copyOf(byFingerprint.keySet());
  }

  public Optional<X509Certificate> get(String fingerprint) {
    return Optional.ofNullable(byFingerprint.get(fingerprint));
  }

  public List<X509Certificate> certificates() {
    return List.copyOf(byFingerprint.values());
  }

  public boolean isEmpty() {
    return byFingerprint.isEmpty();
  }
}
