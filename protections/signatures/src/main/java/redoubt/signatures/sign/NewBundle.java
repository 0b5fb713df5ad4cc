package redoubt.signatures.sign;

import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Descriptor;
import redoubt.oci.MediaTypes;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.attestation.Statement;
import redoubt.signatures.bundle.Bundle;
import redoubt.signatures.sigstore.Signed;
import redoubt.web.Json;

/**
 * What {@code cosign sign} of version 3 makes with a key and without a log: an in-toto statement
 * about the image in a DSSE envelope in a Sigstore bundle v0.3.
 */
@SuppressWarnings("ArrayRecordComponent") // Never changed.
record NewBundle(Descriptor image, PublicKey key, byte[] statement) {
  static NewBundle of(Descriptor image, PublicKey key) {
    Map<String, Object> subject = new LinkedHashMap<>();
    subject.put("digest", Map.of(image.digest().algorithm().word(), image.digest().hex()));
    subject.put("annotations", Map.of());
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("_type", "https://in-toto.io/Statement/v1");
    statement.put("subject", List.of(subject));
    statement.put("predicateType", Statement.IMAGE_SIGNATURE);
    statement.put("predicate", Map.of());
    return new NewBundle(image, key, Json.bytes(statement));
  }

  byte[] toBeSigned() {
    return new Signed.Envelope(
            Statement.MEDIA_TYPE, statement, new byte[0], Optional.empty(), false)
        .authenticated();
  }

  byte[] signed(byte[] signature) {
    String hint =
        Base64.getEncoder().encodeToString(HexFormat.of().parseHex(PublicKeys.fingerprint(key)));
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("payload", Base64.getEncoder().encodeToString(statement));
    envelope.put("payloadType", Statement.MEDIA_TYPE);
    envelope.put(
        "signatures", List.of(Map.of("sig", Base64.getEncoder().encodeToString(signature))));
    Map<String, Object> bundle = new LinkedHashMap<>();
    bundle.put("mediaType", Bundle.MEDIA_TYPE);
    bundle.put("verificationMaterial", Map.of("publicKey", Map.of("hint", hint)));
    bundle.put("dsseEnvelope", envelope);
    return Json.bytes(bundle);
  }

  Artifact artifact(byte[] bundle, Instant now) {
    Map<String, String> annotations = new LinkedHashMap<>();
    annotations.put("dev.sigstore.bundle.content", "dsse-envelope");
    annotations.put("dev.sigstore.bundle.predicateType", Statement.IMAGE_SIGNATURE);
    annotations.put("org.opencontainers.image.created", now.toString());
    return Artifact.of(
        image,
        Map.of("artifactType", Bundle.MEDIA_TYPE),
        MediaTypes.OCI_EMPTY,
        Bundle.MEDIA_TYPE,
        bundle,
        annotations);
  }
}
