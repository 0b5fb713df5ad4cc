package redoubt.signatures.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.signatures.foreign.Use;
import redoubt.signatures.foreign.Workloads;
import redoubt.web.Json;

/** Lists of an API server in pages, as long as they may be. */
final class ReadingTest {
  private final List<Integer> asked = new ArrayList<>();

  /** Has pods with these images, of which a page shows some together, by their weight. */
  private record Pods(
      List<String> images, Map<String, Integer> weights, int most, List<Integer> asked)
      implements Workloads.Api {
    @Override
    public Optional<JsonNode> get(String path) {
      if (!path.startsWith("/api/v1/pods?limit=")) {
        return Optional.empty();
      }
      String[] query = path.replaceFirst(".*[?]limit=", "").split("&continue=", -1);
      int limit = Integer.parseInt(query[0]);
      int from = query.length > 1 ? Integer.parseInt(query[1]) : 0;
      asked.add(limit);
      List<String> page = images.subList(from, Math.min(images.size(), from + limit));
      if (page.stream().mapToInt(image -> weights.getOrDefault(image, 1)).sum() > most) {
        throw new Failure(Failure.Kind.TOO_LARGE, "test.long", "It is long.", "Ask for less.");
      }
      Map<String, Object> list = new HashMap<>();
      list.put("items", page.stream().map(Pods::pod).toList());
      if (from + limit < images.size()) {
        list.put("metadata", Map.of("continue", Integer.toString(from + limit)));
      }
      return Optional.of(Json.parse(Json.bytes(list)));
    }

    private static Object pod(String image) {
      return Map.of(
          "metadata",
          Map.of("namespace", "shop"),
          "spec",
          Map.of("containers", List.of(Map.of("name", "c", "image", image))));
    }
  }

  private static List<String> images(int count) {
    List<String> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add("registry.test/app" + i);
    }
    return images;
  }

  @Test
  void largeObjectsAreAskedForOneByOneAndOthersTogetherAgain() {
    List<String> images = images(300);
    Map<String, Integer> weights = new HashMap<>();
    images.subList(100, 120).forEach(image -> weights.put(image, 60));
    Reading reading = Reading.of(new Pods(images, weights, 100, asked));
    assertThat(reading.said()).isEmpty();
    assertThat(reading.uses()).extracting(Use::image).containsExactlyElementsOf(images);
    assertThat(asked).contains(1).endsWith(50);
    assertThat(asked.size()).isLessThan(60);
  }

  @Test
  void whatIsTooLargeByItselfIsAFailure() {
    assertThatThrownBy(
            () -> Reading.of(new Pods(images(3), Map.of("registry.test/app1", 101), 100, asked)))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.TOO_LARGE));
  }
}
