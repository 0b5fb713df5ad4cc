package redoubt.signatures.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import redoubt.core.Failure;
import redoubt.crypto.DerCertificate;
import redoubt.crypto.Hash;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.SmallJson;

/**
 * Reads a trusted root. Fields that are not known are passed over; what is known has to be there
 * and to be right.
 */
final class TrustedRootReader {
  private static final Set<String> MEDIA_TYPES =
      Set.of(
          "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
          "application/vnd.dev.sigstore.trustedroot+json;version=0.2",
          "application/vnd.dev.sigstore.trustedroot.v0.2+json");
  private static final int MOST_OF_A_KIND = 64;
  private static final int LONGEST_CHAIN = 10;
  private static final int LONGEST_TEXT = 512;

  private final byte[] file;

  TrustedRootReader(byte[] file) {
    this.file = file;
  }

  TrustedRoot read() {
    JsonNode json = SmallJson.object(file).orElseThrow(() -> bad("It is no JSON object."));
    if (SmallJson.text(json, "/mediaType").filter(MEDIA_TYPES::contains).isEmpty()) {
      throw bad("Its media type is not one of " + MEDIA_TYPES.stream().sorted().toList() + ".");
    }
    TrustedRoot root =
        new TrustedRoot(
            Hash.sha256Hex(file),
            all(json, "certificateAuthorities", TrustedRootReader::authority),
            all(json, "ctlogs", TrustedRootReader::log),
            all(json, "tlogs", TrustedRootReader::log),
            all(json, "timestampAuthorities", TrustedRootReader::authority));
    if (root.authorities().isEmpty()) {
      throw bad("It has no certificate authority.");
    }
    return root;
  }

  private static <T> List<T> all(JsonNode json, String field, Function<JsonNode, T> read) {
    JsonNode list = json.path(field);
    if (list.isMissingNode() || list.isNull()) {
      return List.of();
    }
    if (!list.isArray() || list.size() > MOST_OF_A_KIND) {
      throw bad("\"" + field + "\" is no list of " + MOST_OF_A_KIND + " or less.");
    }
    List<T> all = new ArrayList<>();
    list.forEach(one -> all.add(read.apply(one)));
    return all;
  }

  private static Authority authority(JsonNode json) {
    JsonNode chain = json.at("/certChain/certificates");
    if (!chain.isArray() || chain.isEmpty() || chain.size() > LONGEST_CHAIN) {
      throw bad("An authority has no chain of 1 to " + LONGEST_CHAIN + " certificates.");
    }
    List<X509Certificate> certificates = new ArrayList<>();
    chain.forEach(one ->
        certificates.add(
            SmallJson.bytes(one, "/rawBytes")
                .flatMap(DerCertificate::read)
                .orElseThrow(() -> bad("An authority has a certificate that cannot be read."))));
    return new Authority(text(json, "/uri"), certificates, validity(json.path("validFor")));
  }

  private static Log log(JsonNode json) {
    byte[] id =
        SmallJson.bytes(json, "/logId/keyId")
            .filter(bytes -> bytes.length == 32 || bytes.length == 4)
            .orElseThrow(() -> bad("A log has no id of 32 bytes."));
    boolean bare =
        SmallJson.text(json, "/publicKey/keyDetails").orElse("").startsWith("PKCS1_RSA_");
    PublicKey key =
        SmallJson.bytes(json, "/publicKey/rawBytes")
            .flatMap(der -> bare ? rsa(der) : Optional.of(der))
            .flatMap(PublicKeys::ofDer)
            .orElseThrow(() -> bad("A log has no key that signatures are checked with."));
    return new Log(id, host(text(json, "/baseUrl")), key, validity(json.at("/publicKey/validFor")));
  }

  /** The SubjectPublicKeyInfo of a bare key (RFC 8017, A.1.1). */
  private static Optional<byte[]> rsa(byte[] der) {
    try {
      return Optional.of(
          new SubjectPublicKeyInfo(
                  new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                  RSAPublicKey.getInstance(der))
              .getEncoded());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String host(String url) {
    try {
      return Optional.ofNullable(URI.create(url).getHost()).orElse(url);
    } catch (IllegalArgumentException e) {
      throw bad("A log has no address that can be read.");
    }
  }

  private static String text(JsonNode json, String pointer) {
    return SmallJson.text(json, pointer).filter(text -> text.length() <= LONGEST_TEXT).orElse("");
  }

  private static Validity validity(JsonNode json) {
    try {
      Instant start =
          SmallJson.text(json, "/start")
              .map(Instant::parse)
              .orElseThrow(() -> bad("A key or an authority does not say from when it is valid."));
      JsonNode end = json.path("end");
      return new Validity(
          start,
          end.isMissingNode() || end.isNull()
              ? Optional.empty()
              : Optional.of(Instant.parse(end.asText())));
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw bad("A key or an authority has a validity that cannot be read.");
    }
  }

  private static Failure bad(String why) {
    return new Failure(
        Failure.Kind.INVALID,
        "signatures.bad-trusted-root",
        "That is no trusted root of Sigstore. " + why,
        "Give the trusted_root.json of the Sigstore services that sign for you, such as"
            + " \"cosign trusted-root create\" makes.");
  }
}
