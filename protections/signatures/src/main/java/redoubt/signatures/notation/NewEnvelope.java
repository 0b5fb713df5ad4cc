package redoubt.signatures.notation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Descriptor;
import redoubt.signatures.Check;
import redoubt.signatures.x509.Chain;
import redoubt.web.Json;

/**
 * An envelope in JWS form (specs/signature-envelope-jws.md) before its signature is there.
 *
 * @param certificates DER, in base64, the signer's first
 */
public record NewEnvelope(
    String signedHeader, String content, List<String> certificates, List<String> prints) {
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  /** What keeps a chain from signing at that time; empty when nothing does. */
  public static Optional<String> unfit(List<X509Certificate> certificates, Instant now) {
    Optional<Chain> chain = Chain.read(certificates.stream().map(NewEnvelope::der).toList());
    if (chain.isEmpty()) {
      return Optional.of("The certificates cannot be read.");
    }
    Check check = chain.get().codeSigning();
    if (!check.isPassed()) {
      return Optional.of(check.said());
    }
    if (Algorithm.of(chain.get().leaf().getPublicKey()).isEmpty()) {
      return Optional.of("The Notary Project has no algorithm for such a key.");
    }
    return chain.get().isValid(now, now)
        ? Optional.empty()
        : Optional.of(
            "The certificates are good from "
                + chain.get().from()
                + " to "
                + chain.get().until()
                + " only.");
  }

  /**
   * @param chain in which {@link #unfit} finds nothing
   */
  public static NewEnvelope of(Descriptor image, List<X509Certificate> chain, Instant now) {
    Map<String, Object> target = new LinkedHashMap<>();
    target.put("mediaType", image.mediaType());
    target.put("digest", image.digest().toString());
    target.put("size", image.size());
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", Algorithm.of(chain.getFirst().getPublicKey()).orElseThrow().name());
    header.put("cty", Envelope.CONTENT_TYPE);
    header.put("crit", List.of(Envelope.SCHEME));
    header.put(Envelope.SCHEME, Notation.X509);
    header.put(Envelope.SIGNING_TIME, now.truncatedTo(ChronoUnit.SECONDS).toString());
    Chain read = Chain.read(chain.stream().map(NewEnvelope::der).toList()).orElseThrow();
    return new NewEnvelope(
        URL.encodeToString(Json.bytes(header)),
        URL.encodeToString(Json.bytes(Map.of("targetArtifact", target))),
        chain.stream().map(NewEnvelope::der).map(Base64.getEncoder()::encodeToString).toList(),
        read.fingerprints());
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read has an encoding", e);
    }
  }

  public byte[] toBeSigned() {
    return (signedHeader + "." + content).getBytes(US_ASCII);
  }

  /**
   * @param signature in the form of RFC 7518
   * @param agent which program signs
   */
  public byte[] signed(byte[] signature, String agent) {
    Map<String, Object> open = new LinkedHashMap<>();
    open.put("x5c", certificates);
    open.put(Envelope.AGENT, agent);
    Map<String, Object> jws = new LinkedHashMap<>();
    jws.put("payload", content);
    jws.put("protected", signedHeader);
    jws.put("header", open);
    jws.put("signature", URL.encodeToString(signature));
    return Json.bytes(jws);
  }

  /** What the signature's manifest says, so that verifiers see whether it is worth fetching. */
  public Map<String, String> annotations(Instant now) {
    Map<String, String> annotations = new LinkedHashMap<>();
    List<String> quoted = new ArrayList<>();
    prints.forEach(print -> quoted.add("\"" + print + "\""));
    annotations.put(Notation.THUMBPRINTS, "[" + String.join(",", quoted) + "]");
    annotations.put(
        "org.opencontainers.image.created", now.truncatedTo(ChronoUnit.SECONDS).toString());
    return annotations;
  }
}
