package redoubt.signatures.notation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What both forms of an envelope say, as it was read and before anything is believed.
 *
 * @param headers those that are signed
 * @param body those that are not, and what is signed
 */
record Envelope(Headers headers, Body body) {
  static final String CONTENT_TYPE = "application/vnd.cncf.notary.payload.v1+json";
  static final String SCHEME = "io.cncf.notary.signingScheme";
  static final String SIGNING_TIME = "io.cncf.notary.signingTime";
  static final String AUTHENTIC_TIME = "io.cncf.notary.authenticSigningTime";
  static final String EXPIRY = "io.cncf.notary.expiry";
  static final String AGENT = "io.cncf.notary.signingAgent";
  static final String COUNTERSIGNATURE = "io.cncf.notary.timestampSignature";

  /** More names than any signature has to say. */
  static final int MOST_CRITICAL = 20;

  /**
   * @param critical names of those that a verifier has to understand
   */
  record Headers(
      Algorithm algorithm,
      String contentType,
      String scheme,
      Optional<Instant> signingTime,
      Optional<Instant> authenticTime,
      Optional<Instant> expiry,
      Set<String> critical) {
    Headers {
      critical = Set.copyOf(critical);
    }
  }

  /**
   * @param content what the signature is about, as it was signed
   * @param signed the bytes that the signature is over
   * @param certificates in DER, leaf first
   * @param countersignature a timestamp of the signature's bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // Made by a reader, and shown to a verifier alone.
  record Body(
      byte[] content,
      byte[] signed,
      byte[] signature,
      List<byte[]> certificates,
      Optional<byte[]> countersignature,
      Optional<String> agent) {
    Body {
      certificates = List.copyOf(certificates);
    }
  }

  /**
   * @param mediaType of the layer that holds it
   */
  static Envelope read(String mediaType, byte[] bytes) throws BadEnvelope {
    return switch (mediaType) {
      case Notation.JWS -> JwsEnvelope.read(bytes);
      case Notation.COSE -> CoseEnvelope.read(bytes);
      default -> throw new BadEnvelope("The envelope is neither JWS nor COSE.");
    };
  }
}
