package redoubt.oci.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.fuzz.ParserFuzz;

/**
 * What is read of an answer without a tree is what a tree of it has, and no field stands twice;
 * what is refused has no tree within the same limits.
 */
final class SmallJsonFuzz extends ParserFuzz {
  private static final ObjectMapper WIDE =
      trees(StreamReadConstraints.builder().maxNumberLength(1 << 22).build());
  private static final ObjectMapper NARROW =
      trees(
          StreamReadConstraints.builder()
              .maxNestingDepth(32)
              .maxNumberLength(25)
              .maxNameLength(256)
              .build());
  private static final String FIELD = "tags";

  private static ObjectMapper trees(StreamReadConstraints limits) {
    return new ObjectMapper(
        JsonFactory.builder()
            .streamReadConstraints(limits)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());
  }

  @Override
  protected void check(byte[] input) {
    if (new String(input, ISO_8859_1).indexOf(0xFF) >= 0) {
      // Jackson takes a name with such bytes before it for the name, once it knows that.
      return;
    }
    try {
      assertThat(unsigned(SmallJson.scalars(input))).isEqualTo(scalars(tree(input)));
    } catch (IOException refused) {
      assertThat(narrow(input)).isEmpty();
    }
    try {
      List<Map<String, String>> objects =
          SmallJson.objects(input, FIELD).stream().map(SmallJsonFuzz::unsigned).toList();
      List<Map<String, String>> expected = new ArrayList<>();
      for (JsonNode element : elements(tree(input))) {
        if (element.isObject()) {
          expected.add(scalars(element));
        }
      }
      assertThat(objects).isEqualTo(expected);
    } catch (IOException refused) {
      assertThat(narrow(input)).isEmpty();
    }
    try {
      List<String> list = SmallJson.list(input, FIELD);
      List<JsonNode> elements = elements(tree(input));
      assertThat(elements).allMatch(JsonNode::isTextual);
      assertThat(list).isEqualTo(elements.stream().map(JsonNode::textValue).toList());
    } catch (IOException refused) {
      assertThat(
              narrow(input).filter(tree -> elements(tree).stream().allMatch(JsonNode::isTextual)))
          .isEmpty();
    }
  }

  private static JsonNode tree(byte[] input) {
    try {
      return WIDE.readTree(input);
    } catch (IOException e) {
      throw new UncheckedIOException("what was read has no tree", e);
    }
  }

  private static Optional<JsonNode> narrow(byte[] input) {
    try {
      return Optional.of(NARROW.readTree(input)).filter(JsonNode::isObject);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<JsonNode> elements(JsonNode tree) {
    List<JsonNode> elements = new ArrayList<>();
    if (tree.path(FIELD).isArray()) {
      tree.path(FIELD).forEach(elements::add);
    }
    return elements;
  }

  /** A tree has no zero below zero, and the text of it for one. */
  private static Map<String, String> unsigned(Map<String, String> scalars) {
    Map<String, String> unsigned = new LinkedHashMap<>(scalars);
    unsigned.replaceAll((_, value) -> value.equals("-0") ? "0" : value);
    return unsigned;
  }

  /** Texts and whole numbers. */
  private static Map<String, String> scalars(JsonNode tree) {
    Map<String, String> scalars = new LinkedHashMap<>();
    tree.properties()
        .forEach(field -> {
          if (field.getValue().isTextual() || field.getValue().isIntegralNumber()) {
            scalars.put(field.getKey(), field.getValue().asText());
          }
        });
    return unsigned(scalars);
  }
}
