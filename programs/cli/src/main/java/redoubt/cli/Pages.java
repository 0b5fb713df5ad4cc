package redoubt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.function.Consumer;
import redoubt.cli.http.Api;
import redoubt.cli.text.JsonText;

/** Reads lists of the /v1 API page by page: {@code next} is where the next page starts. */
public final class Pages {
  private Pages() {}

  /** Calls for each item in order, at most so many. */
  public static void each(Api api, String path, int most, Consumer<JsonNode> item) {
    each(api, path, "after", most, item);
  }

  /**
   * @param cursor the parameter that takes {@code next}
   */
  public static void each(Api api, String path, String cursor, int most, Consumer<JsonNode> item) {
    String next = path;
    int count = 0;
    while (true) {
      JsonNode page = api.get(next);
      for (JsonNode element : page.path("items")) {
        if (count++ >= most) {
          return;
        }
        item.accept(element);
      }
      if (!page.path("next").isTextual() || count >= most) {
        return;
      }
      next =
          path
              + (path.contains("?") ? "&" : "?")
              + cursor
              + "="
              + Api.escaped(page.path("next").asText());
    }
  }

  public static ArrayNode all(Api api, String path) {
    ArrayNode all = JsonText.array();
    each(api, path, Integer.MAX_VALUE, all::add);
    return all;
  }
}
