package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import redoubt.oci.Digest;
import redoubt.web.Json;

/**
 * Things that somebody puts in the place of the one good signature of an image, each under the
 * words that say what it is. A tool and this server are asked about each.
 */
final class Alterations {
  private final ToolHouse house;
  private final String tag;
  private final ObjectNode good;
  private final Map<String, String> all = new LinkedHashMap<>();

  /**
   * @param tag of the image
   * @param good manifest of its signature
   */
  Alterations(ToolHouse house, String tag, ObjectNode good) {
    this.house = house;
    this.tag = tag;
    this.good = good;
  }

  /** The good manifest with something changed. */
  void manifest(String what, Consumer<ObjectNode> change) {
    ObjectNode one = good.deepCopy();
    change.accept(one);
    add(what, one);
  }

  void add(String what, JsonNode manifest) {
    assertThat(all.put(what, new String(Json.bytes(manifest), UTF_8))).as(what).isNull();
  }

  /** The good manifest with another content in its one layer. */
  void content(String what, String content) {
    manifest(
        what,
        one -> {
          ObjectNode layer = layer(one);
          layer.put("digest", house.blob(content));
          layer.put("size", content.getBytes(UTF_8).length);
        });
  }

  static ObjectNode layer(JsonNode manifest) {
    return (ObjectNode) manifest.path("layers").path(0);
  }

  /** Where a signature is, so that another comes into its place. */
  interface Place {
    void put(String manifest);
  }

  /** Under a tag. */
  static Place tagged(ToolHouse house, String tag) {
    return manifest -> house.put(tag, manifest);
  }

  /** Among the manifests that say that the image is their subject; one is there. */
  static Place referring(ToolHouse house, String there) {
    AtomicReference<String> last = new AtomicReference<>(there);
    return manifest -> {
      String next = Digest.of(manifest.getBytes(UTF_8)).toString();
      String before = last.getAndSet(next);
      if (!next.equals(before)) {
        house.delete(before);
      }
      house.put(next, manifest);
    };
  }

  /** What a tool believes, and what only one of the two does. */
  record Said(int compared, int believed, Set<String> onlyTheTool, Set<String> onlyHere) {}

  /**
   * Puts each in the place, once from where the opposite was said, so that it is seen that we
   * looked.
   *
   * @param apart what is expected to be said differently
   */
  Said compare(Place place, Callable<Boolean> tool, Set<String> apart) throws Exception {
    Set<String> onlyTheTool = new TreeSet<>();
    Set<String> onlyHere = new TreeSet<>();
    int believed = 0;
    String before = new String(Json.bytes(good), UTF_8);
    ObjectNode empty = good.deepCopy();
    empty.putArray("layers");
    String nothing = new String(Json.bytes(empty.put("nothing", "is here")), UTF_8);
    assertThat(all.keySet()).containsAll(apart);
    for (Map.Entry<String, String> altered : all.entrySet()) {
      place.put(before);
      house.becomes(tag, true, "unchanged");
      place.put(altered.getValue());
      boolean theirs = tool.call();
      boolean ours = theirs != apart.contains(altered.getKey());
      if (ours) {
        place.put(nothing);
        house.becomes(tag, false, "taken away");
        place.put(altered.getValue());
      }
      ours = house.says(tag, ours) ? ours : !ours;
      believed += theirs ? 1 : 0;
      if (theirs != ours) {
        (theirs ? onlyTheTool : onlyHere).add(altered.getKey());
      }
    }
    return new Said(all.size(), believed, onlyTheTool, onlyHere);
  }
}
