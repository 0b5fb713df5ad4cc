package redoubt.signatures.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import redoubt.signatures.SmallJson;

/**
 * What an entry of Rekor is about. It has to name the same hash, the same signature and the same
 * certificate as the signature that it is found with: else it is the entry of another one.
 */
final class EntryBody {
  private static final int MOST = 4 << 20;
  private static final Map<String, String> ALGORITHMS =
      Map.of(
          "sha256", "SHA-256",
          "sha384", "SHA-384",
          "sha512", "SHA-512",
          "SHA2_256", "SHA-256",
          "SHA2_384", "SHA-384",
          "SHA2_512", "SHA-512");

  private final JsonNode json;

  private EntryBody(JsonNode json) {
    this.json = json;
  }

  static Optional<EntryBody> read(byte[] body) {
    return SmallJson.object(body, MOST).map(EntryBody::new);
  }

  private String kind() {
    return SmallJson.text(json, "/kind").orElse("")
        + " "
        + SmallJson.text(json, "/apiVersion").orElse("");
  }

  /** Whether it is one of the second generation, whose log knows no times. */
  boolean isOfSecondGeneration() {
    return kind().equals("hashedrekord 0.0.2") || kind().equals("dsse 0.0.2");
  }

  /** Whether it is the entry of this signature. */
  boolean isOf(Signed signed, X509Certificate leaf) {
    return switch (kind()) {
      case "hashedrekord 0.0.1" ->
          hex("/spec/data/hash")
                  .filter(hash -> signed.hasHash(hash.algorithm, hash.bytes))
                  .isPresent()
              && isSignature("/spec/signature/content", signed)
              && isPem("/spec/signature/publicKey/content", leaf);
      case "dsse 0.0.1" ->
          isContent(hex("/spec/payloadHash"), signed)
              && json.at("/spec/signatures").size() == 1
              && isSignature("/spec/signatures/0/signature", signed)
              && isPem("/spec/signatures/0/verifier", leaf);
      case "intoto 0.0.2" ->
          isContent(hex("/spec/content/payloadHash"), signed)
              && json.at("/spec/content/envelope/signatures").size() == 1
              && isTwiceEncoded("/spec/content/envelope/signatures/0/sig", signed)
              && isPem("/spec/content/envelope/signatures/0/publicKey", leaf);
      case "intoto 0.0.1" ->
          isWhole(hex("/spec/content/hash"), signed)
              && isContent(hex("/spec/content/payloadHash"), signed)
              && isPem("/spec/publicKey", leaf);
      case "hashedrekord 0.0.2" ->
          binary("/spec/hashedRekordV002/data")
                  .filter(hash -> signed.hasHash(hash.algorithm, hash.bytes))
                  .isPresent()
              && isSignature("/spec/hashedRekordV002/signature/content", signed)
              && isVerifier("/spec/hashedRekordV002/signature/verifier", leaf);
      case "dsse 0.0.2" ->
          isContent(binary("/spec/dsseV002/payloadHash"), signed)
              && json.at("/spec/dsseV002/signatures").size() == 1
              && isSignature("/spec/dsseV002/signatures/0/content", signed)
              && isVerifier("/spec/dsseV002/signatures/0/verifier", leaf);
      default -> false;
    };
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Hashed(String algorithm, byte[] bytes) {}

  private Optional<Hashed> hex(String pointer) {
    return SmallJson.text(json, pointer + "/value")
        .filter(text -> text.matches("([0-9a-f]{2}){32,64}"))
        .map(HexFormat.of()::parseHex)
        .flatMap(bytes -> algorithm(pointer).map(name -> new Hashed(name, bytes)));
  }

  private Optional<Hashed> binary(String pointer) {
    return SmallJson.bytes(json, pointer + "/digest")
        .flatMap(bytes -> algorithm(pointer).map(name -> new Hashed(name, bytes)));
  }

  private Optional<String> algorithm(String pointer) {
    return SmallJson.text(json, pointer + "/algorithm").map(ALGORITHMS::get);
  }

  private static boolean isContent(Optional<Hashed> hash, Signed signed) {
    return hash.isPresent()
        && signed instanceof Signed.Envelope envelope
        && envelope.hasContentHash(hash.get().algorithm, hash.get().bytes);
  }

  private static boolean isWhole(Optional<Hashed> hash, Signed signed) {
    return hash.isPresent()
        && signed instanceof Signed.Envelope envelope
        && envelope
            .written()
            .filter(all ->
                new Signed.Message(all, new byte[0])
                    .hasHash(hash.get().algorithm, hash.get().bytes))
            .isPresent();
  }

  private boolean isSignature(String pointer, Signed signed) {
    return SmallJson.bytes(json, pointer)
        .filter(bytes -> Arrays.equals(bytes, signed.signature()))
        .isPresent();
  }

  private boolean isTwiceEncoded(String pointer, Signed signed) {
    return SmallJson.bytes(json, pointer)
        .flatMap(bytes -> SmallJson.decoded(new String(bytes, StandardCharsets.UTF_8)))
        .filter(bytes -> Arrays.equals(bytes, signed.signature()))
        .isPresent();
  }

  private boolean isPem(String pointer, X509Certificate leaf) {
    return SmallJson.bytes(json, pointer)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
        .filter(pem ->
            isPem(pem, "CERTIFICATE", encoded(leaf))
                || isPem(pem, "PUBLIC KEY", leaf.getPublicKey().getEncoded()))
        .isPresent();
  }

  private static boolean isPem(String pem, String kind, byte[] der) {
    String begin = "-----BEGIN " + kind + "-----";
    String end = "-----END " + kind + "-----";
    if (!pem.startsWith(begin) || !pem.endsWith(end) || pem.length() <= begin.length()) {
      return false;
    }
    String inside = pem.substring(begin.length(), pem.length() - end.length());
    return inside.replaceAll("\\s", "").equals(Base64.getEncoder().encodeToString(der));
  }

  private boolean isVerifier(String pointer, X509Certificate leaf) {
    JsonNode verifier = json.at(pointer);
    return SmallJson.bytes(verifier, "/x509Certificate/rawBytes")
            .filter(der -> Arrays.equals(der, encoded(leaf)))
            .isPresent()
        || SmallJson.bytes(verifier, "/publicKey/rawBytes")
            .filter(der -> Arrays.equals(der, leaf.getPublicKey().getEncoded()))
            .isPresent();
  }

  private static byte[] encoded(X509Certificate leaf) {
    try {
      return leaf.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read has bytes", e);
    }
  }
}
