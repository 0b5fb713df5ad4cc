package redoubt.keys.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import redoubt.fuzz.ParserFuzz;
import redoubt.keys.KeyFailure;
import redoubt.keys.KeyProtectError;

/** A filter reads back from what it was read to, or the answer names the query parameter. */
final class FilterParserFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    List<Condition> conditions;
    try {
      conditions = FilterParser.parse(text(input));
    } catch (KeyFailure refused) {
      assertThat(refused.error()).isEqualTo(KeyProtectError.INVALID_QUERY_PARAM_ERR);
      assertThat(refused.field()).contains("filter");
      assertThat(refused.what()).hasSizeLessThan(300);
      return;
    }
    assertThat(conditions).hasSizeLessThanOrEqualTo(3 * (DateProperty.values().length + 3));
    String written =
        conditions.stream().map(FilterParserFuzz::written).collect(Collectors.joining(" "));
    if (written.length() <= 2000) {
      assertThat(FilterParser.parse(written)).isEqualTo(conditions);
    }
  }

  private static String written(Condition condition) {
    return switch (condition) {
      case Condition.Unset(DateProperty property) -> property.text() + "=none";
      case Condition.In(var states) when states.isEmpty() -> "state=0";
      case Condition.In(var states) ->
          "state="
              + states.stream()
                  .map(state -> Integer.toString(state.code()))
                  .collect(Collectors.joining(","));
      case Condition.Extractable(boolean value) -> "extractable=" + value;
      case Condition.Imported(boolean value) -> "imported=" + value;
      case Condition.Date(var property, var comparison, var than) ->
          property.text()
              + "="
              + switch (comparison) {
                case EQUAL -> "";
                case BEFORE -> "lt:";
                case AT_OR_BEFORE -> "lte:";
                case AFTER -> "gt:";
                case AT_OR_AFTER -> "gte:";
              }
              + '"'
              + than
              + '"';
    };
  }
}
