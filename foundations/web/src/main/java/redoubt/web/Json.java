package redoubt.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import redoubt.core.Failure;

/**
 * The one way to read and write JSON: bounded depth and sizes, no duplicate fields, nothing
 * trailing.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(32)
                          .maxNumberLength(40)
                          .maxNameLength(256)
                          .maxStringLength(8 << 20)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** For answers of others: nothing is kept of what was read before. */
  private static final JsonFactory STREAMS =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(100)
                  .maxNumberLength(100)
                  .maxNameLength(64 << 10)
                  .maxStringLength(64 << 10)
                  .build())
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private Json() {}

  /**
   * @throws Failure {@code web.bad-json}; its text has no part of the input
   */
  public static JsonNode parse(byte[] utf8) {
    try {
      JsonNode tree = MAPPER.readTree(utf8);
      if (tree == null || tree.isMissingNode()) {
        throw badJson(null);
      }
      return tree;
    } catch (IOException e) {
      throw badJson(e);
    }
  }

  /**
   * JSON token by token, for what is too long to be kept. Depth and the lengths of names and of
   * strings that are asked for are bounded; a string that is skipped may have any length.
   */
  public static JsonParser stream(InputStream utf8) throws IOException {
    return STREAMS.createParser(utf8);
  }

  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Failure badJson(@org.jspecify.annotations.Nullable IOException cause) {
    return new Failure(
        Failure.Kind.INVALID,
        "web.bad-json",
        "The body is not well-formed JSON.",
        "Send one JSON value in UTF-8, no deeper than 32 levels, without repeated fields.",
        cause);
  }
}
