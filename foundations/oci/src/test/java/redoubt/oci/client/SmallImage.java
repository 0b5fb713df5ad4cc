package redoubt.oci.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.testkit.DockerRegistry;

/** An image of a config and one layer. */
record SmallImage(String config, String layer) {
  byte[] manifest() {
    return manifest("");
  }

  byte[] manifest(String more) {
    return """
    {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]%s}\
    """
        .formatted(
            MediaTypes.OCI_MANIFEST,
            descriptor(MediaTypes.OCI_CONFIG, config),
            descriptor("application/vnd.oci.image.layer.v1.tar", layer),
            more)
        .getBytes(StandardCharsets.UTF_8);
  }

  static String descriptor(String type, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return descriptor(type, bytes);
  }

  static String descriptor(String type, byte[] bytes) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(type, Digest.of(bytes), bytes.length);
  }

  Digest digest() {
    return Digest.of(manifest());
  }

  void pushTo(DockerRegistry registry, String repository, String tag) {
    for (String blob : List.of(config, layer)) {
      String _ = registry.putBlob(repository, blob.getBytes(StandardCharsets.UTF_8));
    }
    String _ = registry.putManifest(repository, tag, MediaTypes.OCI_MANIFEST, manifest());
  }
}
