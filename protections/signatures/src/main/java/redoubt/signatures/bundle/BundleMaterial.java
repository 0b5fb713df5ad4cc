package redoubt.signatures.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import redoubt.crypto.DerCertificate;
import redoubt.signatures.Check;
import redoubt.signatures.SmallJson;
import redoubt.signatures.sigstore.LogEntry;
import redoubt.signatures.sigstore.Material;

/** The {@code verificationMaterial} of a bundle that has a certificate. */
final class BundleMaterial {
  private static final int MOST = 8;

  private BundleMaterial() {}

  /** Empty, and said so in the checks, when a part of it cannot be read. */
  static Optional<Material> read(JsonNode json, BundleVersion version, Check.All checks) {
    Optional<List<X509Certificate>> chain = chain(json);
    boolean good =
        checks.add(
            Check.of(
                "bundle.certificate",
                chain.isPresent(),
                "The bundle has the signer's certificate.",
                "The bundle has no certificate that can be read, a root, or too many."));
    Optional<List<LogEntry>> entries = all(json.path("tlogEntries"), LogEntry::ofBundle);
    good &=
        checks.add(
            Check.of(
                "bundle.entries",
                entries
                    .filter(all -> all.stream().allMatch(one -> isWhole(one, version)))
                    .isPresent(),
                "The entries of logs can be read, and have what this version of bundles needs.",
                "An entry of a log cannot be read, lacks what this version of bundles needs, or"
                    + " there are too many."));
    Optional<List<byte[]>> stamps =
        all(
            json.at("/timestampVerificationData/rfc3161Timestamps"),
            one -> SmallJson.bytes(one, "/signedTimestamp"));
    good &=
        checks.add(
            Check.of(
                "bundle.timestamps",
                stamps.isPresent(),
                "The timestamps can be read.",
                "A timestamp cannot be read, or there are too many."));
    return good
        ? Optional.of(
            new Material(
                chain.orElseThrow().getFirst(),
                chain.orElseThrow().subList(1, chain.orElseThrow().size()),
                entries.orElseThrow(),
                stamps.orElseThrow()))
        : Optional.empty();
  }

  private static boolean isWhole(LogEntry entry, BundleVersion version) {
    return version.needsProof() ? entry.proof().isPresent() : entry.promise().isPresent();
  }

  /** The signer's first; none of them signed itself, since what is trusted is not in a bundle. */
  private static Optional<List<X509Certificate>> chain(JsonNode json) {
    if (json.has("certificate") == json.has("x509CertificateChain")) {
      return Optional.empty();
    }
    JsonNode list = json.at("/x509CertificateChain/certificates");
    Optional<List<X509Certificate>> chain =
        json.has("certificate")
            ? certificate(json.path("certificate")).map(List::of)
            : all(list, BundleMaterial::certificate);
    return chain
        .filter(all -> !all.isEmpty())
        .filter(all ->
            all.stream()
                .noneMatch(
                    one -> one.getSubjectX500Principal().equals(one.getIssuerX500Principal())));
  }

  private static Optional<X509Certificate> certificate(JsonNode json) {
    return SmallJson.bytes(json, "/rawBytes").flatMap(DerCertificate::read);
  }

  /** Empty when there are too many, or one that cannot be read. */
  private static <T> Optional<List<T>> all(JsonNode list, Function<JsonNode, Optional<T>> read) {
    if (list.isMissingNode() || list.isNull()) {
      return Optional.of(List.of());
    }
    if (!list.isArray() || list.size() > MOST) {
      return Optional.empty();
    }
    List<T> all = new ArrayList<>();
    for (JsonNode one : list) {
      Optional<T> part = read.apply(one);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      all.add(part.get());
    }
    return Optional.of(all);
  }
}
