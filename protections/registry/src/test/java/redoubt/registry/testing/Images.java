package redoubt.registry.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.web.Json;

/** What is pushed. */
public final class Images {
  /** The config of every image. */
  public static final byte[] CONFIG = text("{}");

  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  private Images() {}

  public static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** As many bytes, the same for the same seed. */
  public static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  public static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** The same bytes in every process, since the fields have an order. */
  public static Map<String, Object> descriptor(String mediaType, byte[] content) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("mediaType", mediaType);
    fields.put("digest", Digest.of(content).toString());
    fields.put("size", content.length);
    return fields;
  }

  /** Fields of an image manifest. */
  public static Map<String, Object> image(byte[]... layers) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("schemaVersion", 2);
    fields.put("mediaType", MediaTypes.OCI_MANIFEST);
    fields.put("config", descriptor(MediaTypes.OCI_CONFIG, CONFIG));
    List<Object> list = new ArrayList<>();
    for (byte[] layer : layers) {
      list.add(descriptor(LAYER, layer));
    }
    fields.put("layers", list);
    return fields;
  }

  public static byte[] manifest(byte[]... layers) {
    return Json.bytes(image(layers));
  }

  /** A manifest that says something about another one. */
  public static byte[] about(byte[] subject, String artifactType, String note) {
    Map<String, Object> fields = image();
    fields.put("artifactType", artifactType);
    fields.put("subject", descriptor(MediaTypes.OCI_MANIFEST, subject));
    fields.put("annotations", Map.of("note", note));
    return Json.bytes(fields);
  }

  /** An index of these manifests. */
  public static byte[] index(byte[]... manifests) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("schemaVersion", 2);
    fields.put("mediaType", MediaTypes.OCI_INDEX);
    List<Object> list = new ArrayList<>();
    for (byte[] manifest : manifests) {
      list.add(descriptor(MediaTypes.OCI_MANIFEST, manifest));
    }
    fields.put("manifests", list);
    return Json.bytes(fields);
  }
}
