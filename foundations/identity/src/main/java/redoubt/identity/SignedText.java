package redoubt.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import redoubt.core.Failure;
import redoubt.web.Json;

/**
 * JSON signed with ES256 as a compact JWS (RFC 7515), of one key and one kind. The header is the
 * same in all of them and compared as text before anything is parsed, so that no algorithm, key or
 * extension can be chosen by whoever sends one, and none of one kind is read as one of another.
 */
final class SignedText {
  private final int longest;
  private final JWSHeader header;
  private final String headerAndDot;
  private final JWSSigner signer;
  private final JWSVerifier verifier;

  /**
   * @param key with its private part and its key id
   * @param kind the header's {@code typ}
   * @param longest in characters
   */
  SignedText(ECKey key, JOSEObjectType kind, int longest) {
    this.longest = longest;
    this.header =
        new JWSHeader.Builder(JWSAlgorithm.ES256).type(kind).keyID(key.getKeyID()).build();
    this.headerAndDot = header.toBase64URL() + ".";
    try {
      this.signer = new ECDSASigner(key);
      this.verifier = new ECDSAVerifier(key.toPublicJWK());
    } catch (JOSEException e) {
      throw new IllegalArgumentException("not a P-256 key", e);
    }
  }

  String sign(Map<String, Object> payload) {
    String signed = headerAndDot + Base64URL.encode(Json.bytes(payload));
    try {
      return signed + "." + signer.sign(header, signed.getBytes(StandardCharsets.US_ASCII));
    } catch (JOSEException e) {
      throw new IllegalStateException("a token could not be signed", e);
    }
  }

  /** Whether it is one of this kind, if it is good. */
  boolean isOfThisKind(String text) {
    return text.startsWith(headerAndDot);
  }

  /**
   * What was signed.
   *
   * @throws Failure {@code identity.bad-token} and nothing else
   */
  JsonNode read(String text) {
    int dot = text.indexOf('.', headerAndDot.length());
    if (text.length() > longest || !isOfThisKind(text) || dot < 0) {
      throw IdentityFailures.badToken();
    }
    Base64URL signature = Base64URL.from(text.substring(dot + 1));
    byte[] signed = text.substring(0, dot).getBytes(StandardCharsets.ISO_8859_1);
    // One text for one signature: an encoding that decodes to the same bytes is another text.
    if (!Base64URL.encode(signature.decode()).equals(signature)) {
      throw IdentityFailures.badToken();
    }
    try {
      if (!verifier.verify(header, signed, signature)) {
        throw IdentityFailures.badToken();
      }
    } catch (JOSEException e) {
      throw IdentityFailures.badToken();
    }
    try {
      return Json.parse(Base64URL.from(text.substring(headerAndDot.length(), dot)).decode());
    } catch (Failure e) {
      throw IdentityFailures.badToken();
    }
  }
}
