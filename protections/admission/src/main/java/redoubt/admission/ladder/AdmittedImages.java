package redoubt.admission.ladder;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import redoubt.web.Json;

/**
 * What a namespace runs while no server answers: the resource {@code AdmittedImages}, which is the
 * parameter of the policies that {@link redoubt.admission.install.LadderManifests} prints.
 *
 * @param everything whether any image is admitted
 * @param images as pods name them, each with when its exception ends
 * @param tags digests that are written after names without one
 */
public record AdmittedImages(
    boolean everything,
    SortedMap<String, Optional<Instant>> images,
    SortedMap<String, String> tags) {
  public static final String GROUP = "redoubt.dev";
  public static final String PLURAL = "admittedimages";

  /** Each namespace has one, of this name. */
  public static final String NAME = "redoubt";

  /** etcd takes objects of 1.5 MiB, and the API server adds to them. */
  public static final int LONGEST = 900_000;

  /** Beside its name: a digest for its tag, quotes and an end. */
  private static final int OVERHEAD = 150;

  public static final AdmittedImages ALL =
      new AdmittedImages(true, new TreeMap<>(), new TreeMap<>());

  /**
   * Those of them that fit.
   *
   * @param held the most important first
   */
  public static AdmittedImages of(Collection<Held> held) {
    SortedMap<String, Optional<Instant>> images = new TreeMap<>();
    List<Held> fitting = new ArrayList<>();
    int length = 0;
    for (Held one : held) {
      length += 2 * one.image().length() + OVERHEAD;
      if (length > LONGEST) {
        break;
      }
      images.put(one.image(), one.until());
      fitting.add(one);
    }
    SortedMap<String, String> tags = new TreeMap<>();
    Held.meanings(fitting).forEach((tag, one) -> tags.put(tag, one.digest()));
    return new AdmittedImages(false, images, tags);
  }

  private Map<String, Object> spec() {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("everything", everything);
    Map<String, String> ends = new LinkedHashMap<>();
    images.forEach((image, until) -> ends.put(image, until.map(Instant::toString).orElse("")));
    spec.put("images", ends);
    spec.put("tags", tags);
    return spec;
  }

  /** SHA-256 of what is said. */
  public byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(Json.bytes(spec()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * As the API server takes it.
   *
   * @param version of the resource that is there; empty when none is known
   */
  public byte[] object(String namespace, String version) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", NAME);
    metadata.put("namespace", namespace);
    if (!version.isEmpty()) {
      metadata.put("resourceVersion", version);
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("apiVersion", GROUP + "/v1");
    object.put("kind", "AdmittedImages");
    object.put("metadata", metadata);
    object.put("spec", spec());
    return Json.bytes(object);
  }

  static String path(String namespace) {
    return String.join("/", List.of("/apis", GROUP, "v1", "namespaces", namespace, PLURAL, NAME));
  }
}
