package redoubt.signatures.cosign;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.crypto.DerCertificate;
import redoubt.signatures.Check;
import redoubt.signatures.SmallJson;
import redoubt.signatures.sigstore.LogEntry;
import redoubt.signatures.sigstore.Material;

/**
 * What annotations of a layer say besides the signature: cosign writes {@code dev.sigstore.cosign},
 * its specification has {@code dev.cosignproject.cosign}; either is read, and two that differ are
 * refused.
 */
final class CosignMaterial {
  private static final List<String> PREFIXES =
      List.of("dev.sigstore.cosign/", "dev.cosignproject.cosign/");
  private static final int MOST = 8;
  private static final int LONGEST = 256 << 10;
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*+)-----END CERTIFICATE-----\\s*");

  private CosignMaterial() {}

  static boolean hasCertificate(Map<String, String> annotations) {
    return PREFIXES.stream().anyMatch(prefix -> annotations.containsKey(prefix + "certificate"));
  }

  /** Empty, and said so in the checks, when a part of it cannot be read. */
  static Optional<Material> read(Map<String, String> annotations, Check.All checks) {
    Part<List<X509Certificate>> leaf =
        part(annotations, "certificate", CosignMaterial::certificates);
    Part<List<X509Certificate>> chain = part(annotations, "chain", CosignMaterial::certificates);
    boolean good =
        checks.add(
            Check.of(
                "certificate.form",
                leaf.value.filter(all -> all.size() == 1).isPresent() && chain.isGood(),
                "The signature has the signer's certificate.",
                "The certificate, or the chain with it, cannot be read."));
    Part<LogEntry> entry =
        part(annotations, "bundle", text -> object(text).flatMap(LogEntry::ofAnnotation));
    good &=
        checks.add(
            Check.of(
                "log-entry.form",
                entry.isGood(),
                "What a log said can be read.",
                "What a log said cannot be read."));
    Part<byte[]> stamp =
        part(
            annotations,
            "rfc3161timestamp",
            text -> object(text).flatMap(json -> SmallJson.bytes(json, "/SignedRFC3161Timestamp")));
    good &=
        checks.add(
            Check.of(
                "timestamp.form",
                stamp.isGood(),
                "What a timestamp authority said can be read.",
                "What a timestamp authority said cannot be read."));
    return good
        ? Optional.of(
            new Material(
                leaf.value.orElseThrow().getFirst(),
                chain.value.orElse(List.of()).stream()
                    .filter(
                        one -> !one.getSubjectX500Principal().equals(one.getIssuerX500Principal()))
                    .toList(),
                entry.value.stream().toList(),
                stamp.value.stream().toList()))
        : Optional.empty();
  }

  /** An annotation that is not there is as good as one that can be read. */
  private record Part<T>(boolean isThere, Optional<T> value) {
    boolean isGood() {
      return !isThere || value.isPresent();
    }
  }

  private static <T> Part<T> part(
      Map<String, String> annotations, String name, Function<String, Optional<T>> read) {
    List<String> texts =
        PREFIXES.stream()
            .flatMap(prefix -> Optional.ofNullable(annotations.get(prefix + name)).stream())
            .distinct()
            .toList();
    return new Part<>(
        !texts.isEmpty(),
        texts.size() == 1 && texts.getFirst().length() <= LONGEST
            ? read.apply(texts.getFirst())
            : Optional.empty());
  }

  private static Optional<JsonNode> object(String json) {
    return SmallJson.object(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<List<X509Certificate>> certificates(String pem) {
    List<X509Certificate> all = new ArrayList<>();
    Matcher matcher = PEM.matcher(pem);
    int at = 0;
    while (at < pem.length() && matcher.find(at) && matcher.start() == at) {
      Optional<X509Certificate> one =
          SmallJson.decoded(matcher.group(1).replaceAll("\\s", "")).flatMap(DerCertificate::read);
      if (one.isEmpty() || all.size() == MOST) {
        return Optional.empty();
      }
      all.add(one.get());
      at = matcher.end();
    }
    return at == pem.length() ? Optional.of(all) : Optional.empty();
  }
}
