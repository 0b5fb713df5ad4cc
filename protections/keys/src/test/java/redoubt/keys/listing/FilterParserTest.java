package redoubt.keys.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.keys.KeyFailure;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyState;

class FilterParserTest {
  @Test
  void readsWhatIbmsGoClientWrites() {
    assertThat(
            FilterParser.parse(
                " creationDate=gte:\"2022-07-05T00:00:00.0000001Z\" state=1,2 extractable=true"
                    + " expirationDate=none lastRotateDate=lt:\"2022-07-05T02:00:00+02:00\""))
        .containsExactly(
            new Condition.Date(
                DateProperty.CREATION,
                Condition.Comparison.AT_OR_AFTER,
                Instant.parse("2022-07-05T00:00:00.0000001Z")),
            new Condition.In(Set.of(KeyState.ACTIVE, KeyState.SUSPENDED)),
            new Condition.Extractable(true),
            new Condition.Unset(DateProperty.EXPIRATION),
            new Condition.Date(
                DateProperty.LAST_ROTATE,
                Condition.Comparison.BEFORE,
                Instant.parse("2022-07-05T00:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "   "})
  void anEmptyFilterLetsAllPass(String filter) {
    assertThat(FilterParser.parse(filter)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "creationDate=\"2022-03-16\"",
        "creationDate=2022-07-05T00:00:00Z",
        "creationDate=gte\"2022-07-05T00:00:00Z\"",
        "creationDate=\"2022-07-05T00:00:00Z",
        "creationDate=",
        "creationDate=nonesuch",
        "creationDate",
        "name=x",
        "=none",
        "state=",
        "state=6",
        "state=1,",
        "state=1, 2",
        "extractable=yes",
        "extractable=trueimported=true",
        "creationDate=\"2022-07-05T00:00:00Z\"state=1",
        "state=1 state=1 state=1 state=1",
        "\tstate=1"
      })
  void refusesWhatIsNoFilter(String filter) {
    assertThatThrownBy(() -> FilterParser.parse(filter))
        .isInstanceOfSatisfying(
            KeyFailure.class,
            failure -> {
              assertThat(failure.error()).isEqualTo(KeyProtectError.INVALID_QUERY_PARAM_ERR);
              assertThat(failure.field()).contains("filter");
            });
  }

  @Property(tries = 300)
  void everyFilterThatIsWrittenIsReadBack(@ForAll("conditions") List<Condition> conditions) {
    String filter = String.join("  ", conditions.stream().map(FilterParserTest::written).toList());
    assertThat(FilterParser.parse(filter)).isEqualTo(conditions);
  }

  @Property(tries = 1000)
  void anyTextIsReadOrRefusedPrecisely(@ForAll("nearFilters") String filter) {
    try {
      FilterParser.parse(filter);
    } catch (KeyFailure refused) {
      assertThat(refused.error()).isEqualTo(KeyProtectError.INVALID_QUERY_PARAM_ERR);
    }
  }

  @Property(tries = 1000)
  void anySearchAndAnySortIsReadOrRefusedPrecisely(@ForAll("nearSearches") String text) {
    try {
      Search.parse(text);
      SortOrder.parse(text);
    } catch (KeyFailure refused) {
      assertThat(refused.error()).isEqualTo(KeyProtectError.INVALID_QUERY_PARAM_ERR);
    }
  }

  @Provide
  Arbitrary<List<Condition>> conditions() {
    Arbitrary<DateProperty> properties = Arbitraries.of(DateProperty.class);
    Arbitrary<Condition> dates =
        Combinators.combine(
                properties,
                Arbitraries.of(Condition.Comparison.class),
                Arbitraries.longs().between(0, 4_000_000_000L),
                Arbitraries.integers().between(0, 999_999_999))
            .as((property, comparison, seconds, nanos) ->
                new Condition.Date(property, comparison, Instant.ofEpochSecond(seconds, nanos)));
    Arbitrary<Condition> unset = properties.map(Condition.Unset::new);
    Arbitrary<Condition> states =
        Arbitraries.of(KeyState.class).set().ofMinSize(1).map(Condition.In::new);
    Arbitrary<Condition> extractable = Arbitraries.of(true, false).map(Condition.Extractable::new);
    return Arbitraries.oneOf(dates, unset, states, extractable).list().ofMaxSize(3);
  }

  @Provide
  Arbitrary<String> nearFilters() {
    return Arbitraries.of(
            "creationDate",
            "state",
            "extractable",
            "=",
            "gte:",
            "lt:",
            "none",
            "\"",
            " ",
            "true",
            "2022-07-05T00:00:00Z",
            "1",
            ",",
            "\u0000",
            "é",
            "x")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> nearSearches() {
    return Arbitraries.of(
            "not:", "exact:", "escape:", "alias:", "name:", "id", "-", ",", "\u0000", "é")
        .list()
        .ofMaxSize(10)
        .map(parts -> String.join("", parts));
  }

  private static String written(Condition condition) {
    return switch (condition) {
      case Condition.Date date ->
          date.property().text()
              + "="
              + switch (date.comparison()) {
                case EQUAL -> "";
                case BEFORE -> "lt:";
                case AT_OR_BEFORE -> "lte:";
                case AFTER -> "gt:";
                case AT_OR_AFTER -> "gte:";
              }
              + '"'
              + DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                  OffsetDateTime.ofInstant(date.than(), ZoneOffset.ofHours(-5)))
              + '"';
      case Condition.Unset unset -> unset.property().text() + "=none";
      case Condition.In in ->
          "state="
              + String.join(",", in.states().stream().map(state -> "" + state.code()).toList());
      case Condition.Extractable extractable -> "extractable=" + extractable.value();
      case Condition.Imported imported -> "imported=" + imported.value();
    };
  }
}
