package redoubt.signatures.sigstore;

import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.signatures.Check;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.Signer;

/**
 * Whose signature it is that came with a certificate. If its key is a known one, that key's; what
 * the certificate says is not looked at then. Else against a trusted root: the certificate's key
 * made it; each entry of a log and each timestamp holds; one of them at least tells a time; at each
 * of these times an authority of the root stands behind the certificate; a log of certificates knew
 * it; it is for signing code and names one identity and its issuer.
 */
public final class Keyless {
  /**
   * @param signer empty unless the check passed
   * @param goodUntil empty when the time of signing is proven
   * @param claims what the certificate and the logs say besides
   */
  public record Outcome(
      Check check,
      Optional<Signer> signer,
      Optional<Instant> goodUntil,
      Map<String, String> claims) {
    public Outcome {
      claims = Map.copyOf(claims);
    }

    /** The same identity, with every root that it holds against. */
    private Outcome withRoots(List<Outcome> all) {
      List<String> roots =
          all.stream()
              .flatMap(one -> one.signer().stream())
              .filter(Signer.Identity.class::isInstance)
              .map(Signer.Identity.class::cast)
              .flatMap(one -> one.roots().stream())
              .toList();
      return new Outcome(
          check,
          signer.map(by ->
              by instanceof Signer.Identity who
                  ? new Signer.Identity(roots, who.identity(), who.issuer())
                  : by),
          goodUntil,
          claims);
    }
  }

  private final Material material;
  private final Signed signed;
  private final Remembered memory;

  private Keyless(Material material, Signed signed, Remembered memory) {
    this.material = material;
    this.signed = signed;
    this.memory = memory;
  }

  /** The first root or authority that it holds against; else what came nearest. */
  public static Outcome check(Material material, Signed signed, SigstoreTrust trust) {
    Keyless keyless = new Keyless(material, signed, trust.memory());
    if (!keyless.isByLeaf()) {
      return failed("signature", "The certificate's key did not make the signature.");
    }
    String print = PublicKeys.fingerprint(material.leaf().getPublicKey());
    if (trust.keys().get(print).isPresent()) {
      return new Outcome(
          Check.passed("signature", "A known key made the signature."),
          Optional.of(new Signer.Key(print)),
          Optional.empty(),
          Map.of());
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (TrustedRoot root : trust.roots()) {
      outcomes.add(keyless.against(root));
    }
    return outcomes.stream()
        .max(
            Comparator.comparing((Outcome one) -> one.check().isPassed())
                .thenComparingLong(
                    one -> one.check().parts().stream().filter(Check::isPassed).count()))
        .map(best -> best.withRoots(outcomes))
        .orElseGet(() ->
            failed(
                "certificate.authority",
                "A certificate came with the signature, and nothing is trusted that it leads to:"
                    + " no trusted root of Sigstore was given."));
  }

  private boolean isByLeaf() {
    PublicKey key = material.leaf().getPublicKey();
    return memory.holds(
        "signature " + signed.getClass().getSimpleName(),
        () -> signed.isBy(key),
        key.getEncoded(),
        signed.print(),
        signed.signature());
  }

  private static Outcome failed(String name, String said) {
    Check.All checks = new Check.All("keyless");
    checks.add(Check.failed(name, said));
    return new Outcome(checks.end(), Optional.empty(), Optional.empty(), Map.of());
  }

  private Outcome against(TrustedRoot root) {
    Check.All checks = new Check.All("keyless");
    Map<String, String> claims = new LinkedHashMap<>(Leaf.claims(material.leaf()));
    checks.add(Check.passed("signature", "The certificate's key made the signature."));
    List<Instant> times = times(root, checks, claims);
    checks.add(
        Check.of(
            "time",
            !times.isEmpty(),
            "When it was signed is proven.",
            "Nothing that can be trusted tells when it was signed."));
    Optional<X509Certificate> issuer = issuer(root, times);
    checks.add(
        Check.of(
            "certificate.path",
            issuer.isPresent(),
            "The certificate was valid then, and an authority of the trusted root stands behind"
                + " it.",
            "No authority of the trusted root stood behind the certificate when it was used."));
    if (root.needsCertificateLog() && issuer.isPresent()) {
      checks.add(
          Check.of(
              "certificate.log",
              CertificateTransparency.isPromised(
                  material.leaf(), issuer.get(), root.certificateLogs(), memory),
              "A log of certificates knew the certificate.",
              "No log of certificates of the trusted root knew the certificate."));
    }
    checks.add(
        Check.of(
            "certificate.purpose",
            Leaf.maySignCode(material.leaf()),
            "The certificate is for signing code.",
            "The certificate is not for signing code."));
    Optional<String> identity = Leaf.identity(material.leaf());
    checks.add(
        Check.of(
            "certificate.identity",
            identity.isPresent(),
            "The certificate names one identity.",
            "The certificate names no identity, or several."));
    Optional<String> by = Leaf.issuer(material.leaf());
    checks.add(
        Check.of(
            "certificate.issuer",
            by.isPresent(),
            "The certificate says who vouched for the identity.",
            "The certificate does not say who vouched for the identity."));
    times.stream()
        .min(Comparator.naturalOrder())
        .ifPresent(at -> claims.put("signed-at", at.toString()));
    Optional<Signer> signer =
        checks.allPassed()
            ? Optional.of(new Signer.Identity(List.of(root.print()), identity.get(), by.get()))
            : Optional.empty();
    return new Outcome(checks.end(), signer, Optional.empty(), claims);
  }

  /** All the times that are proven; each of what was to prove one has to hold. */
  private List<Instant> times(TrustedRoot root, Check.All checks, Map<String, String> claims) {
    List<Instant> stamped = new ArrayList<>();
    for (byte[] answer : material.timestamps()) {
      Optional<Instant> time =
          Timestamp.time(answer, signed.stamped(), root.timestampers(), memory);
      checks.add(
          Check.of(
              "timestamp",
              time.isPresent(),
              "A timestamp authority saw the signature.",
              "A timestamp is none of a trusted authority, or not of this signature."));
      time.ifPresent(stamped::add);
    }
    List<Instant> times = new ArrayList<>(stamped);
    if (root.needsLog() && material.entries().isEmpty()) {
      checks.add(Check.failed("log-entry", "No log knows the signature."));
    }
    for (LogEntry entry : material.entries()) {
      EntryCheck.Outcome outcome =
          EntryCheck.check(entry, signed, material.leaf(), root.signatureLogs(), memory);
      checks.add(outcome.check());
      outcome.time().ifPresent(times::add);
      outcome.log().ifPresent(log -> claims.put("log", log.host()));
      if (outcome.check().isPassed() && outcome.time().isEmpty()) {
        checks.add(
            Check.of(
                "log-entry.time",
                stamped.stream().anyMatch(outcome.log().orElseThrow().validity()::contains),
                "The log was trusted then.",
                "No timestamp is of a time when the log was trusted."));
      }
    }
    return times;
  }

  /** Who issued the certificate; the same authority has to stand behind it at all times. */
  private Optional<X509Certificate> issuer(TrustedRoot root, List<Instant> times) {
    if (times.isEmpty()) {
      return Optional.empty();
    }
    for (Authority authority : root.authorities()) {
      List<X509Certificate> between = new ArrayList<>(authority.chain());
      between.addAll(material.between());
      for (X509Certificate issuer : between) {
        if (issuer.getSubjectX500Principal().equals(material.leaf().getIssuerX500Principal())
            && times.stream()
                .allMatch(at ->
                    authority.validity().contains(at)
                        && leads(issuer, between, authority.anchor(), at))) {
          return Optional.of(issuer);
        }
      }
    }
    return Optional.empty();
  }

  private boolean leads(
      X509Certificate issuer, List<X509Certificate> between, X509Certificate anchor, Instant at) {
    try {
      return memory.holds(
          "path",
          () ->
              Paths.path(material.leaf(), between, anchor, Paths.SIGN_CODE, at)
                  .filter(path -> path.get(1).equals(issuer))
                  .isPresent(),
          material.leaf().getEncoded(),
          issuer.getEncoded(),
          anchor.getEncoded(),
          Paths.bytes(at));
    } catch (CertificateEncodingException e) {
      return false;
    }
  }
}
