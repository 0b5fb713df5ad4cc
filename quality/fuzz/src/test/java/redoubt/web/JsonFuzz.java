package redoubt.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/** JSON becomes a tree of bounded depth that reads back the same, or is said to be malformed. */
final class JsonFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    try {
      JsonNode tree = Json.parse(input);
      assertThat(depth(tree)).isLessThanOrEqualTo(32);
      if (isFinite(tree)) {
        assertThat(Json.parse(Json.bytes(tree))).isEqualTo(tree);
      }
    } catch (Failure refused) {
      expect(refused, "web.bad-json");
    }
  }

  /** Whether every number has a value; beyond the range of a double there is only infinity. */
  private static boolean isFinite(JsonNode tree) {
    for (JsonNode child : tree) {
      if (!isFinite(child)) {
        return false;
      }
    }
    return !tree.isNumber() || Double.isFinite(tree.doubleValue()) || tree.isBigInteger();
  }

  private static int depth(JsonNode tree) {
    int deepest = 0;
    for (JsonNode child : tree) {
      deepest = Math.max(deepest, depth(child));
    }
    return tree.isContainerNode() ? deepest + 1 : 0;
  }
}
