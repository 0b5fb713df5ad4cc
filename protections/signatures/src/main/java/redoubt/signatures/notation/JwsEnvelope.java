package redoubt.signatures.notation;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redoubt.signatures.SmallJson;

/**
 * The JWS form (specs/signature-envelope-jws.md): flattened JSON (RFC 7515, section 7.2.2) with a
 * header that is not signed. No field twice, none that is not known outside the headers.
 */
final class JwsEnvelope {
  private static final Set<String> FIELDS = Set.of("payload", "protected", "header", "signature");

  private JwsEnvelope() {}

  static Envelope read(byte[] bytes) throws BadEnvelope {
    JsonNode jws =
        SmallJson.object(bytes)
            .orElseThrow(() -> new BadEnvelope("The envelope is no JSON object."));
    Set<String> fields = new LinkedHashSet<>();
    jws.fieldNames().forEachRemaining(fields::add);
    if (!fields.equals(FIELDS) || !jws.path("header").isObject()) {
      throw new BadEnvelope("The envelope has not the four fields of a flattened JWS.");
    }
    String signedHeader = text(jws, "protected");
    String content = text(jws, "payload");
    JsonNode headers =
        SmallJson.object(url(signedHeader))
            .orElseThrow(() -> new BadEnvelope("The protected header is no JSON object."));
    JsonNode open = jws.path("header");
    return new Envelope(
        headers(headers),
        new Envelope.Body(
            url(content),
            (signedHeader + "." + content).getBytes(StandardCharsets.US_ASCII),
            url(text(jws, "signature")),
            certificates(open.path("x5c")),
            countersignature(open),
            open.path(Envelope.AGENT).isTextual()
                ? Optional.of(open.path(Envelope.AGENT).textValue())
                : Optional.empty()));
  }

  private static Envelope.Headers headers(JsonNode headers) throws BadEnvelope {
    Algorithm algorithm =
        Algorithm.ofJws(text(headers, "alg"))
            .orElseThrow(() -> new BadEnvelope("The algorithm is none that is used."));
    return new Envelope.Headers(
        algorithm,
        text(headers, "cty"),
        text(headers, Envelope.SCHEME),
        time(headers, Envelope.SIGNING_TIME),
        time(headers, Envelope.AUTHENTIC_TIME),
        time(headers, Envelope.EXPIRY),
        critical(headers));
  }

  private static Set<String> critical(JsonNode headers) throws BadEnvelope {
    JsonNode list = headers.path("crit");
    Set<String> critical = new LinkedHashSet<>();
    if (list.isArray() && list.size() <= Envelope.MOST_CRITICAL) {
      for (JsonNode one : list) {
        if (one.isTextual() && headers.has(one.textValue())) {
          critical.add(one.textValue());
        }
      }
    }
    if (critical.isEmpty() || critical.size() != list.size()) {
      throw new BadEnvelope("The list of critical headers is missing, or names one that is not.");
    }
    return critical;
  }

  private static Optional<Instant> time(JsonNode headers, String name) throws BadEnvelope {
    if (!headers.has(name)) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text(headers, name)).toInstant());
    } catch (DateTimeException e) {
      throw new BadEnvelope("A time in the protected header is none.");
    }
  }

  private static List<byte[]> certificates(JsonNode list) throws BadEnvelope {
    List<byte[]> all = new ArrayList<>();
    if (list.isArray() && list.size() <= 20) {
      for (JsonNode one : list) {
        all.add(base64(one.asText()));
      }
    }
    return all;
  }

  private static Optional<byte[]> countersignature(JsonNode open) throws BadEnvelope {
    JsonNode field = open.path(Envelope.COUNTERSIGNATURE);
    return field.isMissingNode() || field.isNull()
        ? Optional.empty()
        : Optional.of(base64(text(open, Envelope.COUNTERSIGNATURE)));
  }

  private static String text(JsonNode object, String name) throws BadEnvelope {
    JsonNode field = object.path(name);
    if (!field.isTextual()) {
      throw new BadEnvelope("The envelope lacks " + name + ".");
    }
    return field.textValue();
  }

  /** RFC 7515, section 2: no padding, no white space. */
  private static byte[] url(String text) throws BadEnvelope {
    try {
      if (text.indexOf('=') < 0) {
        return Base64.getUrlDecoder().decode(text);
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new BadEnvelope("A part of the envelope is no base64url.");
  }

  private static byte[] base64(String text) throws BadEnvelope {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new BadEnvelope("A part of the envelope is no base64.");
    }
  }
}
