package redoubt.signatures.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
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
    return payload(image, "registry.test/team/app", note);
  }

  /** The same, in which the image is called by another name. */
  public static byte[] payload(Digest image, String reference, String note) {
    return Json.bytes(
        Map.of(
            "critical",
            Map.of(
                "identity", Map.of("docker-reference", reference),
                "image", Map.of("docker-manifest-digest", image.toString()),
                "type", "cosign container image signature"),
            "optional",
            Map.of("note", note)));
  }

  /** The layer that carries a signature of the payload. */
  public Descriptor layer(byte... payload) {
    return new Descriptor(
        LegacyCosign.LAYER,
        Digest.of(payload),
        payload.length,
        Map.of("dev.cosignproject.cosign/signature", sign(payload)),
        Optional.empty(),
        Optional.empty());
  }

  /** The content of an attestation's layer: an envelope (DSSE) around a statement (in-toto). */
  public String attestation(Digest image, String type, Map<String, ?> predicate) {
    byte[] statement =
        Json.bytes(
            Map.of(
                "_type",
                "https://in-toto.io/Statement/v1",
                "predicateType",
                type,
                "subject",
                List.of(Map.of("name", "app", "digest", Map.of("sha256", image.hex()))),
                "predicate",
                predicate));
    String kind = "application/vnd.in-toto+json";
    byte[] head = ("DSSEv1 28 " + kind + " " + statement.length + " ").getBytes(UTF_8);
    byte[] all = Arrays.copyOf(head, head.length + statement.length);
    System.arraycopy(statement, 0, all, head.length, statement.length);
    return new String(
        Json.bytes(
            Map.of(
                "payloadType",
                kind,
                "payload",
                Base64.getEncoder().encodeToString(statement),
                "signatures",
                List.of(Map.of("sig", sign(all))))),
        UTF_8);
  }

  private String sign(byte... message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(message);
      return Base64.getEncoder().encodeToString(signature.sign());
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
