package redoubt.signatures.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.MediaTypes;
import redoubt.signatures.cosign.LegacyCosign;
import redoubt.web.Json;

/** Somebody who signs images as cosign 2 does. */
public record Signing(KeyPair keys) {
  public static Signing somebody() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new Signing(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public String publicKey() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(keys.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** The content of a signature's layer. */
  public static byte[] payload(Digest image, String note) {
    return Json.bytes(
        Map.of(
            "critical",
            Map.of(
                "identity", Map.of("docker-reference", "registry.test/team/app"),
                "image", Map.of("docker-manifest-digest", image.toString()),
                "type", "cosign container image signature"),
            "optional",
            Map.of("note", note)));
  }

  /** The layer that carries a signature of the payload. */
  public Descriptor layer(byte... payload) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(payload);
      return new Descriptor(
          LegacyCosign.LAYER,
          Digest.of(payload),
          payload.length,
          Map.of(
              "dev.cosignproject.cosign/signature",
              Base64.getEncoder().encodeToString(signature.sign())),
          Optional.empty(),
          Optional.empty());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A manifest with such layers, about an image or about none. */
  public static Manifest manifest(List<Descriptor> layers, Optional<Digest> subject) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("schemaVersion", 2);
    fields.put("mediaType", MediaTypes.OCI_MANIFEST);
    fields.put(
        "config", view(new Descriptor(MediaTypes.OCI_CONFIG, Digest.of("{}".getBytes(UTF_8)), 2)));
    fields.put("layers", layers.stream().map(Signing::view).toList());
    subject.ifPresent(
        digest -> fields.put("subject", view(new Descriptor(MediaTypes.OCI_MANIFEST, digest, 1))));
    return Manifest.read(Json.bytes(fields), MediaTypes.OCI_MANIFEST);
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  private static Map<String, Object> view(Descriptor descriptor) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("mediaType", descriptor.mediaType());
    fields.put("digest", descriptor.digest().toString());
    fields.put("size", descriptor.size());
    if (!descriptor.annotations().isEmpty()) {
      fields.put("annotations", descriptor.annotations());
    }
    return fields;
  }
}
