package redoubt.signatures.sign;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.MediaTypes;
import redoubt.web.Json;

/**
 * A signature as it lies in a registry: a manifest about the image, with one layer.
 *
 * @param blobs what the manifest names
 */
record Artifact(Manifest manifest, List<byte[]> blobs) {
  /** The content of a config that has none (OCI image specification). */
  private static final byte[] NOTHING = "{}".getBytes(UTF_8);

  Digest digest() {
    return Digest.of(manifest.bytes());
  }

  Digest evidence() {
    return Digest.of(blobs.getLast());
  }

  /**
   * @param type artifact type; empty where the config's media type says it
   */
  static Artifact of(
      Descriptor image,
      Map<String, Object> type,
      String configType,
      String layerType,
      byte[] layer,
      Map<String, String> annotations) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schemaVersion", 2);
    json.put("mediaType", MediaTypes.OCI_MANIFEST);
    json.putAll(type);
    json.put("config", descriptor(configType, NOTHING));
    json.put("layers", List.of(descriptor(layerType, layer)));
    Map<String, Object> subject = new LinkedHashMap<>();
    subject.put("mediaType", image.mediaType());
    subject.put("digest", image.digest().toString());
    subject.put("size", image.size());
    json.put("subject", subject);
    json.put("annotations", annotations);
    return new Artifact(
        Manifest.read(Json.bytes(json), MediaTypes.OCI_MANIFEST), List.of(NOTHING, layer));
  }

  private static Map<String, Object> descriptor(String mediaType, byte[] content) {
    Map<String, Object> descriptor = new LinkedHashMap<>();
    descriptor.put("mediaType", mediaType);
    descriptor.put("digest", Digest.of(content).toString());
    descriptor.put("size", content.length);
    return descriptor;
  }
}
